# Dependants, former addresses, representatives, households joined to another. Building the exclusion constraints locks
# the memberships while it lasts: about half a minute for ten million.

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
        ('places', '0001_initial'),
        ('registry', '0050_memberships_that_overlap'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('until', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('basis', models.CharField(choices=[('member', 'Adult member of the household'), ('power_of_attorney', 'Notarised power of attorney'), ('guardian', 'Guardian or trustee'), ('court', 'Court decision')], max_length=20)),
                ('evidence', models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='RepresentativeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('basis', models.CharField(choices=[('member', 'Adult member of the household'), ('power_of_attorney', 'Notarised power of attorney'), ('guardian', 'Guardian or trustee'), ('court', 'Court decision')], max_length=20)),
                ('evidence', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='householdmember',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='householdmember',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='householdmember',
            name='one_open_membership_a_person',
        ),
        migrations.RemoveConstraint(
            model_name='householdmember',
            name='one_head_a_household',
        ),
        migrations.AddField(
            model_name='household',
            name='ended_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='household',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_households', to='registry.household'),
        ),
        migrations.AddField(
            model_name='householdmember',
            name='kind',
            field=models.CharField(choices=[('resident', 'Lives here'), ('dependent', 'Lives elsewhere, kept by this household')], db_default=models.Value('resident'), default='resident', max_length=10),
        ),
        migrations.AddField(
            model_name='householdmemberevent',
            name='kind',
            field=models.CharField(choices=[('resident', 'Lives here'), ('dependent', 'Lives elsewhere, kept by this household')], db_default=models.Value('resident'), default='resident', max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdmember',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "registry_householdmemberevent" ("created_at", "household_id", "id", "is_head", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation", "valid_from", "valid_to") VALUES (OLD."created_at", OLD."household_id", OLD."id", OLD."is_head", OLD."kind", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."relation", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='952a1972f486c0e88101828af801f8aa615eb5e4', operation='UPDATE', pgid='pgtrigger_update_update_0b9d0', table='registry_householdmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdmember',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registry_householdmemberevent" ("created_at", "household_id", "id", "is_head", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation", "valid_from", "valid_to") VALUES (OLD."created_at", OLD."household_id", OLD."id", OLD."is_head", OLD."kind", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."relation", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='2d0c19dd560d3ccc606d63f01eff0dddcc7ee19e', operation='DELETE', pgid='pgtrigger_delete_delete_dfccc', table='registry_householdmember', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('ended_on__isnull', False), _connector='OR'), name='household_merged_has_ended'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='household_not_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'resident')), expressions=[('person', '='), (dayaq.law.models.DateSpan('valid_from', 'valid_to', models.Value('[)')), '&&')], name='one_home_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'dependent')), expressions=[('person', '='), (dayaq.law.models.DateSpan('valid_from', 'valid_to', models.Value('[)')), '&&')], name='one_dependency_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_head', True)), expressions=[('household', '='), (dayaq.law.models.DateSpan('valid_from', 'valid_to', models.Value('[)')), '&&')], name='one_head_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'resident'), models.Q(('is_head', False), ('kind', 'dependent')), _connector='OR'), name='member_kind'),
        ),
        migrations.AddField(
            model_name='formeraddress',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_addresses', to='registry.household'),
        ),
        migrations.AddField(
            model_name='formeraddress',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.administrativeunit'),
        ),
        migrations.AddField(
            model_name='representative',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representatives', to='registry.household'),
        ),
        migrations.AddField(
            model_name='representative',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='represents', to='registry.person'),
        ),
        migrations.AddField(
            model_name='representativeevent',
            name='household',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.household'),
        ),
        migrations.AddField(
            model_name='representativeevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.person'),
        ),
        migrations.AddField(
            model_name='representativeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='representativeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='registry.representative'),
        ),
        migrations.AddConstraint(
            model_name='formeraddress',
            constraint=models.UniqueConstraint(fields=('household', 'until'), name='one_move_a_day'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('household', '='), (dayaq.law.models.DateSpan('valid_from', 'valid_to', models.Value('[)')), '&&')], name='one_representative_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='representative_period'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(('basis', 'member'), models.Q(('evidence', ''), _negated=True), _connector='OR'), name='representative_on_evidence'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='representative',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "registry_representativeevent" ("basis", "created_at", "evidence", "household_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") VALUES (OLD."basis", OLD."created_at", OLD."evidence", OLD."household_id", OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='14f7e67c79b1cafe138804a8cf0e0fed9ed1b907', operation='UPDATE', pgid='pgtrigger_update_update_b77c4', table='registry_representative', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='representative',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registry_representativeevent" ("basis", "created_at", "evidence", "household_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") VALUES (OLD."basis", OLD."created_at", OLD."evidence", OLD."household_id", OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='94efac7b07df9871f64c072a92f239f5e4dbd249', operation='DELETE', pgid='pgtrigger_delete_delete_11218', table='registry_representative', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='representativeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dfb6d362350e99cee1347e126741e24d22737634', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d6792', table='registry_representativeevent', when='BEFORE')),
        ),
    ]
