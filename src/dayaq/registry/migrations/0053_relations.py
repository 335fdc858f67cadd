# How persons are related, dated and on evidence.

import dayaq.core.clock
import dayaq.law.models
import django.contrib.postgres.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('registry', '0052_incomes'),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('kind', models.CharField(choices=[('parent', 'Parent'), ('spouse', 'Spouse'), ('sibling', 'Brother or sister'), ('grandparent', 'Grandparent'), ('guardian', 'Guardian or trustee')], max_length=12)),
                ('basis', models.CharField(blank=True, choices=[('', 'does not apply'), ('child', 'of a child'), ('incapable', 'of an incapable person, by a court')], default='', max_length=10)),
                ('evidence', models.CharField(max_length=500)),
                ('origin', models.CharField(default='window', max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='PersonRelationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('kind', models.CharField(choices=[('parent', 'Parent'), ('spouse', 'Spouse'), ('sibling', 'Brother or sister'), ('grandparent', 'Grandparent'), ('guardian', 'Guardian or trustee')], max_length=12)),
                ('basis', models.CharField(blank=True, choices=[('', 'does not apply'), ('child', 'of a child'), ('incapable', 'of an incapable person, by a court')], default='', max_length=10)),
                ('evidence', models.CharField(max_length=500)),
                ('origin', models.CharField(default='window', max_length=60)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='personrelation',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='registry.person'),
        ),
        migrations.AddField(
            model_name='personrelation',
            name='relative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations_of', to='registry.person'),
        ),
        migrations.AddField(
            model_name='personrelationevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.person'),
        ),
        migrations.AddField(
            model_name='personrelationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='personrelationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='registry.personrelation'),
        ),
        migrations.AddField(
            model_name='personrelationevent',
            name='relative',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.person'),
        ),
        migrations.AddConstraint(
            model_name='personrelation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('relative', '='), ('kind', '='), (dayaq.law.models.DateSpan('valid_from', 'valid_to', models.Value('[)')), '&&')], name='relation_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='personrelation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='relation_period'),
        ),
        migrations.AddConstraint(
            model_name='personrelation',
            constraint=models.CheckConstraint(condition=models.Q(('person', models.F('relative')), _negated=True), name='relation_of_two'),
        ),
        migrations.AddConstraint(
            model_name='personrelation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['spouse', 'sibling']), _negated=True), ('person__lt', models.F('relative')), _connector='OR'), name='relation_both_ways'),
        ),
        migrations.AddConstraint(
            model_name='personrelation',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'guardian'), ('basis', ''), _connector='XOR'), name='relation_guardian_basis'),
        ),
        migrations.AddConstraint(
            model_name='personrelation',
            constraint=models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='relation_on_evidence'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personrelation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "registry_personrelationevent" ("basis", "created_at", "evidence", "id", "kind", "origin", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relative_id", "valid_from", "valid_to") VALUES (OLD."basis", OLD."created_at", OLD."evidence", OLD."id", OLD."kind", OLD."origin", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."relative_id", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='8f6eb887953afd67e1d7d66a78b673bbf326b4b4', operation='UPDATE', pgid='pgtrigger_update_update_34da9', table='registry_personrelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personrelation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registry_personrelationevent" ("basis", "created_at", "evidence", "id", "kind", "origin", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relative_id", "valid_from", "valid_to") VALUES (OLD."basis", OLD."created_at", OLD."evidence", OLD."id", OLD."kind", OLD."origin", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."relative_id", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='137521fc00d4143ff13f8080f5fefab9e1deeb3d', operation='DELETE', pgid='pgtrigger_delete_delete_3870f', table='registry_personrelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personrelationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6cbbb992afb2657949e9e0afea3741c4580da338', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a70f3', table='registry_personrelationevent', when='BEFORE')),
        ),
    ]
