"""Purposes as data, legal bases and recipients beside consent, who looked, legal holds, retention, erasure."""

import dayaq.core.clock
import dayaq.core.fields
import dayaq.registry.models.consent
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


KNOWN = {
    "application": ("either", "Müraciətin baxılması", "Examining an application"),
    "register_exchange": ("either", "Digər reyestrlərdən məlumat alınması", "Asking other registers"),
    "partner_support": ("either", "Tərəfdaşın vəsaiti hesabına dəstək", "Support from a partner's fund"),
    "photograph": ("consent", "Təhvil mərasiminin şəkillərinin çəkilməsi", "Photographs of a handover"),
}


def name_purposes(apps, schema_editor):
    """The purposes that consents already name become rows; the loader completes them (data/purposes.json)."""
    rows = apps.get_model("registry", "Purpose").objects
    for code in apps.get_model("registry", "Consent").objects.values_list("purpose", flat=True).distinct():
        basis, az, en = KNOWN[code]
        rows.create(code=code, basis=basis, article="998-IIIQ", label={"az": az, "en": en})


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('core', '0010_reasons_can_be_erased'),
        ('documents', '0010_letter_of_erasure'),
        ('law', '0001_initial'),
        ('places', '0001_initial'),
        ('registry', '0030_changes_and_life_events'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('page', 'Opened the record'), ('search', 'Opened the record from a search'), ('timeline', 'Read what happened'), ('export', 'Took a list away as a file'), ('extract', "Made the person's extract"), ('log', 'Read who had looked')], max_length=10)),
                ('at', models.DateTimeField(default=dayaq.core.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='ErasureRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('state_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.CharField(max_length=30, unique=True)),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('examined', 'Examined'), ('done', 'Erased'), ('refused', 'Refused')], default='requested', max_length=10)),
                ('identity_check', models.CharField(max_length=300)),
                ('wish', models.TextField(blank=True)),
                ('requested_on', models.DateField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('grounds', models.JSONField(blank=True, default=list)),
                ('finding', models.TextField(blank=True)),
                ('legal_basis', models.CharField(blank=True, max_length=200)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('counts', models.JSONField(blank=True, default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='LegalBasis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('data_classes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('personal', 'Identity and contact'), ('special', 'Special category: health, family, statuses'), ('restricted', 'Restricted statuses')], max_length=12), size=None)),
                ('article', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('state_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('reason', models.CharField(max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='Purpose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', dayaq.core.fields.LabelField()),
                ('code', models.SlugField(max_length=30, unique=True)),
                ('basis', models.CharField(choices=[('consent', 'Consent of the person'), ('law', 'Law'), ('either', 'Consent or law')], max_length=10)),
                ('article', models.CharField(max_length=200)),
                ('source', models.CharField(blank=True, max_length=100)),
                ('order', models.PositiveSmallIntegerField(default=100)),
            ],
        ),
        migrations.CreateModel(
            name='RetentionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.BigIntegerField()),
                ('result', models.CharField(blank=True, choices=[('', 'Waiting'), ('done', 'Done'), ('held', 'Kept for a ground')], default='', max_length=6)),
            ],
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', dayaq.core.fields.LabelField()),
                ('code', models.SlugField(unique=True)),
                ('kind', models.CharField(max_length=50)),
                ('outcome', models.CharField(choices=[('anonymise', 'Anonymised'), ('delete', 'Deleted')], max_length=10)),
                ('parameter', models.CharField(max_length=80)),
                ('article', models.CharField(max_length=200)),
                ('order', models.PositiveSmallIntegerField(default=100)),
            ],
        ),
        migrations.CreateModel(
            name='RetentionRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('state_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('on_date', models.DateField()),
                ('state', models.CharField(choices=[('planned', 'For review'), ('approved', 'Approved'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='planned', max_length=10)),
                ('total', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(max_length=64)),
                ('done', models.PositiveIntegerField(default=0)),
                ('held', models.PositiveIntegerField(default=0)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='person',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='person',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='consent',
            name='one_open_consent_a_purpose',
        ),
        migrations.RemoveConstraint(
            model_name='person',
            name='person_has_a_name',
        ),
        migrations.AddField(
            model_name='consent',
            name='data_classes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('personal', 'Identity and contact'), ('special', 'Special category: health, family, statuses'), ('restricted', 'Restricted statuses')], max_length=12), default=dayaq.registry.models.consent.personal_only, size=None),
        ),
        migrations.AddField(
            model_name='consent',
            name='recipient',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='person',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='personevent',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "registry_personevent" ("address", "birth_date", "birth_date_original", "created_at", "death_date", "email", "erased_at", "father_name", "fin", "given_name", "id", "is_restricted", "language", "name_key", "name_original", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_original", "sex", "sort_key", "surname", "unit_id", "version") VALUES (OLD."address", OLD."birth_date", OLD."birth_date_original", OLD."created_at", OLD."death_date", OLD."email", OLD."erased_at", OLD."father_name", OLD."fin", OLD."given_name", OLD."id", OLD."is_restricted", OLD."language", OLD."name_key", OLD."name_original", OLD."origin", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."phone", OLD."phone_original", OLD."sex", OLD."sort_key", OLD."surname", OLD."unit_id", OLD."version"); RETURN NULL;', hash='b7dfdd6f894184b44870f0d59be64086e804fa4d', operation='UPDATE', pgid='pgtrigger_update_update_56ba8', table='registry_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registry_personevent" ("address", "birth_date", "birth_date_original", "created_at", "death_date", "email", "erased_at", "father_name", "fin", "given_name", "id", "is_restricted", "language", "name_key", "name_original", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_original", "sex", "sort_key", "surname", "unit_id", "version") VALUES (OLD."address", OLD."birth_date", OLD."birth_date_original", OLD."created_at", OLD."death_date", OLD."email", OLD."erased_at", OLD."father_name", OLD."fin", OLD."given_name", OLD."id", OLD."is_restricted", OLD."language", OLD."name_key", OLD."name_original", OLD."origin", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_original", OLD."sex", OLD."sort_key", OLD."surname", OLD."unit_id", OLD."version"); RETURN NULL;', hash='c9504623efb3d11a1038e0c653ebe03720d41f69', operation='DELETE', pgid='pgtrigger_delete_delete_a3234', table='registry_person', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('father_name', ''), ('given_name', ''), ('surname', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='person_has_a_name'),
        ),
        migrations.AddField(
            model_name='accessrecord',
            name='organisation',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='accessrecord',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='accesses', to='registry.person'),
        ),
        migrations.AddField(
            model_name='accessrecord',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasurerequest',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasurerequest',
            name='examined_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasurerequest',
            name='letter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='erasurerequest',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasure_requests', to='registry.person'),
        ),
        migrations.AddField(
            model_name='erasurerequest',
            name='taken_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='legalbasis',
            name='act',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='law.legalact'),
        ),
        migrations.AddField(
            model_name='legalbasis',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='legalbasis',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='registry.person'),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='placed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='purpose',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['consent', 'law', 'either'])), name='purpose_basis'),
        ),
        migrations.AddConstraint(
            model_name='purpose',
            constraint=models.CheckConstraint(condition=models.Q(('article', ''), _negated=True), name='purpose_article'),
        ),
        migrations.AddField(
            model_name='legalbasis',
            name='purpose',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bases', to='registry.purpose', to_field='code'),
        ),
        migrations.AddField(
            model_name='accessrecord',
            name='purpose',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.purpose', to_field='code'),
        ),
        migrations.RunPython(name_purposes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='consent',
            name='purpose',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.purpose', to_field='code'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(condition=models.Q(('withdrawn_on__isnull', True)), fields=['purpose', 'person'], name='consent_open'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True), ('withdrawn_on__isnull', True)), fields=('person', 'purpose', 'recipient'), name='one_open_consent_a_purpose', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('data_classes__contained_by', ['personal', 'special', 'restricted']), ('data_classes__len__gt', 0)), name='consent_classes'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['anonymise', 'delete'])), name='retention_outcome'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('article', ''), _negated=True), name='retention_article'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='planned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='rule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='registry.retentionrule'),
        ),
        migrations.AddField(
            model_name='retentionitem',
            name='run',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='registry.retentionrun'),
        ),
        migrations.AddIndex(
            model_name='erasurerequest',
            index=models.Index(fields=['due_on', 'id'], name='erasure_due'),
        ),
        migrations.AddConstraint(
            model_name='erasurerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['requested', 'examined'])), fields=('person',), name='erasure_one_open'),
        ),
        migrations.AddConstraint(
            model_name='erasurerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state__in', ['requested', 'examined'])), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False), ('state__in', ['done', 'refused'])), _connector='OR'), name='erasure_decided'),
        ),
        migrations.AddConstraint(
            model_name='erasurerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('state__in', ['requested', 'examined'])), models.Q(('due_on__isnull', True), ('state__in', ['done', 'refused'])), _connector='OR'), name='erasure_due_while_open'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='hold_period'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='hold_reason'),
        ),
        migrations.AddConstraint(
            model_name='legalbasis',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='legal_basis_period'),
        ),
        migrations.AddConstraint(
            model_name='legalbasis',
            constraint=models.CheckConstraint(condition=models.Q(('article', ''), _negated=True), name='legal_basis_article'),
        ),
        migrations.AddConstraint(
            model_name='legalbasis',
            constraint=models.CheckConstraint(condition=models.Q(('data_classes__contained_by', ['personal', 'special', 'restricted']), ('data_classes__len__gt', 0)), name='legal_basis_classes'),
        ),
        migrations.AddConstraint(
            model_name='legalbasis',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('purpose', 'recipient', 'act', 'article'), name='legal_basis_once'),
        ),
        migrations.AddIndex(
            model_name='accessrecord',
            index=models.Index(fields=['person', '-id'], name='access_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessrecord',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='49998909b61ca81924a2d6e27886f7418bd5aa46', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_31266', table='registry_accessrecord', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='retentionrun',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['planned', 'approved'])), fields=('rule',), name='retention_one_open'),
        ),
        migrations.AddConstraint(
            model_name='retentionrun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'cancelled']), ('approved_by__isnull', False), _connector='OR'), name='retention_approved_by'),
        ),
        migrations.AddIndex(
            model_name='retentionitem',
            index=models.Index(condition=models.Q(('result', '')), fields=['run', 'object_id'], name='retention_waiting'),
        ),
        migrations.AddConstraint(
            model_name='retentionitem',
            constraint=models.UniqueConstraint(fields=('run', 'object_id'), name='retention_item_once'),
        ),
    ]
