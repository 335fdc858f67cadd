# Requests to change a person's data, and life events, each with the history of its rows.


import dayaq.core.clock
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('registry', '0003_staged_rows_held_back'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('state_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('state', models.CharField(choices=[('submitted', 'Waiting for approval'), ('conflicting', 'In conflict'), ('applied', 'Applied'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='submitted', max_length=12)),
                ('changes', models.JSONField()),
                ('needs_approval', models.BooleanField()),
                ('reason', models.CharField(max_length=500)),
                ('evidence', models.CharField(blank=True, max_length=500)),
                ('conflicts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('changed', 'The value has changed since'), ('other_request', 'Another open request touches the same field'), ('fin_taken', 'This FİN is already registered for somebody else'), ('shared_document', 'The document shown is also recorded for somebody else'), ('after_child', 'Born after a child of theirs, or on the same day'), ('before_parent', 'Born before a parent of theirs, or on the same day'), ('dead_before_birth', 'Dead before being born'), ('status_before_birth', 'A status holds from a day before the birth')], max_length=20), blank=True, default=list, size=None)),
                ('decision_note', models.CharField(blank=True, max_length=500)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='registry.identitydocument')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='change_requests', to='registry.person')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LifeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('state_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('birth', 'Birth of a child'), ('death', 'Death'), ('move', 'Move'), ('marriage', 'Marriage'), ('divorce', 'Divorce'), ('disability', 'Disability established'), ('disability_end', 'Disability ended'), ('release', 'Release from custody'), ('care_exit', 'Exit from care')], max_length=20)),
                ('on', models.DateField()),
                ('state', models.CharField(choices=[('recorded', 'Recorded'), ('undone', 'Taken back')], default='recorded', max_length=10)),
                ('evidence', models.CharField(max_length=500)),
                ('issuer', models.CharField(blank=True, max_length=200)),
                ('effects', models.JSONField(default=list)),
                ('father', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('mother', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='life_events', to='registry.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('spouse', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='registry.lifeevent')),
            ],
        ),
        migrations.CreateModel(
            name='ChangeRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('state_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('state', models.CharField(choices=[('submitted', 'Waiting for approval'), ('conflicting', 'In conflict'), ('applied', 'Applied'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='submitted', max_length=12)),
                ('changes', models.JSONField()),
                ('needs_approval', models.BooleanField()),
                ('reason', models.CharField(max_length=500)),
                ('evidence', models.CharField(blank=True, max_length=500)),
                ('conflicts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('changed', 'The value has changed since'), ('other_request', 'Another open request touches the same field'), ('fin_taken', 'This FİN is already registered for somebody else'), ('shared_document', 'The document shown is also recorded for somebody else'), ('after_child', 'Born after a child of theirs, or on the same day'), ('before_parent', 'Born before a parent of theirs, or on the same day'), ('dead_before_birth', 'Dead before being born'), ('status_before_birth', 'A status holds from a day before the birth')], max_length=20), blank=True, default=list, size=None)),
                ('decision_note', models.CharField(blank=True, max_length=500)),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.identitydocument')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.person')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='registry.changerequest')),
                ('requested_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.lifeevent')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='changerequest',
            name='event',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='change_requests', to='registry.lifeevent'),
        ),
        migrations.CreateModel(
            name='LifeEventEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('state_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('birth', 'Birth of a child'), ('death', 'Death'), ('move', 'Move'), ('marriage', 'Marriage'), ('divorce', 'Divorce'), ('disability', 'Disability established'), ('disability_end', 'Disability ended'), ('release', 'Release from custody'), ('care_exit', 'Exit from care')], max_length=20)),
                ('on', models.DateField()),
                ('state', models.CharField(choices=[('recorded', 'Recorded'), ('undone', 'Taken back')], default='recorded', max_length=10)),
                ('evidence', models.CharField(max_length=500)),
                ('issuer', models.CharField(blank=True, max_length=200)),
                ('effects', models.JSONField(default=list)),
                ('father', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.person')),
                ('mother', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.person')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.person')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='registry.lifeevent')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('spouse', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.person')),
                ('undoes', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.lifeevent')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='lifeevent',
            index=models.Index(fields=['person', '-on', '-id'], name='life_event_person'),
        ),
        migrations.AddConstraint(
            model_name='lifeevent',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['recorded', 'undone'])), name='life_event_state'),
        ),
        migrations.AddConstraint(
            model_name='lifeevent',
            constraint=models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='life_event_on_evidence'),
        ),
        migrations.AddConstraint(
            model_name='lifeevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'birth'), models.Q(('father__isnull', True), ('mother__isnull', True)), _connector='OR'), name='life_event_parents'),
        ),
        migrations.AddConstraint(
            model_name='lifeevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['marriage', 'divorce']), ('spouse__isnull', True), _connector='OR'), name='life_event_spouse'),
        ),
        migrations.AddConstraint(
            model_name='lifeevent',
            constraint=models.CheckConstraint(condition=models.Q(('spouse__isnull', True), models.Q(('spouse', models.F('person')), _negated=True), _connector='OR'), name='life_event_spouse_is_another'),
        ),
        migrations.AddConstraint(
            model_name='lifeevent',
            constraint=models.CheckConstraint(condition=models.Q(('undoes__isnull', True), ('state', 'recorded'), _connector='OR'), name='life_event_undoing_stands'),
        ),
        migrations.AddConstraint(
            model_name='lifeevent',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['birth', 'death']), ('state', 'recorded'), ('undoes__isnull', True)), fields=('person', 'kind'), name='life_event_born_and_dead_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lifeevent',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "registry_lifeeventevent" ("created_at", "effects", "evidence", "father_id", "id", "issuer", "kind", "mother_id", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "spouse_id", "state", "state_at", "undoes_id", "version") VALUES (OLD."created_at", OLD."effects", OLD."evidence", OLD."father_id", OLD."id", OLD."issuer", OLD."kind", OLD."mother_id", OLD."on", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."recorded_by_id", OLD."spouse_id", OLD."state", OLD."state_at", OLD."undoes_id", OLD."version"); RETURN NULL;', hash='111097bd7345a5c81c74f4905ea6626c7ea160c9', operation='UPDATE', pgid='pgtrigger_update_update_23a7e', table='registry_lifeevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lifeevent',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registry_lifeeventevent" ("created_at", "effects", "evidence", "father_id", "id", "issuer", "kind", "mother_id", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "spouse_id", "state", "state_at", "undoes_id", "version") VALUES (OLD."created_at", OLD."effects", OLD."evidence", OLD."father_id", OLD."id", OLD."issuer", OLD."kind", OLD."mother_id", OLD."on", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_by_id", OLD."spouse_id", OLD."state", OLD."state_at", OLD."undoes_id", OLD."version"); RETURN NULL;', hash='f0e6df33b955aa2d6287795fd4b62e1a99b43f5f', operation='DELETE', pgid='pgtrigger_delete_delete_24499', table='registry_lifeevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequestevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3b297a647c7f0548651dbc977e617244cc711fcc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_55033', table='registry_changerequestevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='changerequest',
            index=models.Index(condition=models.Q(('state__in', ('submitted', 'conflicting'))), fields=['created_at', 'id'], name='change_open'),
        ),
        migrations.AddIndex(
            model_name='changerequest',
            index=models.Index(fields=['person', '-id'], name='change_person'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['submitted', 'conflicting', 'applied', 'refused', 'withdrawn'])), name='change_state'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('changes', {}), _negated=True), name='change_of_something'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('state__in', ['applied', 'refused'])), models.Q(models.Q(('state__in', ['applied', 'refused']), _negated=True), ('decided_by__isnull', True)), _connector='OR'), name='change_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('needs_approval', False), ('decided_by__isnull', True), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='change_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('needs_approval', True), ('state', 'applied'), _connector='OR'), name='change_at_once_is_applied'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "registry_changerequestevent" ("changes", "conflicts", "created_at", "decided_by_id", "decision_note", "document_id", "event_id", "evidence", "id", "needs_approval", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_by_id", "state", "state_at", "version") VALUES (OLD."changes", OLD."conflicts", OLD."created_at", OLD."decided_by_id", OLD."decision_note", OLD."document_id", OLD."event_id", OLD."evidence", OLD."id", OLD."needs_approval", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."requested_by_id", OLD."state", OLD."state_at", OLD."version"); RETURN NULL;', hash='e34315d831db7c8f041510f6c9ffc67f005c0ebf', operation='UPDATE', pgid='pgtrigger_update_update_c9826', table='registry_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registry_changerequestevent" ("changes", "conflicts", "created_at", "decided_by_id", "decision_note", "document_id", "event_id", "evidence", "id", "needs_approval", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_by_id", "state", "state_at", "version") VALUES (OLD."changes", OLD."conflicts", OLD."created_at", OLD."decided_by_id", OLD."decision_note", OLD."document_id", OLD."event_id", OLD."evidence", OLD."id", OLD."needs_approval", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."requested_by_id", OLD."state", OLD."state_at", OLD."version"); RETURN NULL;', hash='6784e30b586d05cce5c7fbb2cca0ce2e1b675979', operation='DELETE', pgid='pgtrigger_delete_delete_e472d', table='registry_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lifeeventevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4b4334346530c32e09bdd41603884d244bd64a56', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c38f0', table='registry_lifeeventevent', when='BEFORE')),
        ),
    ]
