# Incomes have sources that are data, persons, and say whether they are declared or verified. The codes stay as they were.

import dayaq.core.clock
import dayaq.core.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

SOURCES = {
    'wage': ('Əməkhaqqı', 'Wage'),
    'pension': ('Pensiya', 'Pension'),
    'benefit': ('Müavinət və ya təqaüd', 'Benefit or stipend'),
    'rent': ('İcarə haqqı', 'Rent'),
    'farm': ('Kənd təsərrüfatı', 'Agriculture'),
    'enterprise': ('Öz təsərrüfatı', 'Own enterprise'),
    'remittance': ('Qohumların göndərdiyi pul', 'Money sent by relatives'),
    'alimony': ('Aliment', 'Alimony'),
    'other': ('Digər gəlir', 'Other income'),
    'declared_total': ('Bəyan edilmiş ümumi gəlir', 'Declared total'),
}


def fill_sources(apps, schema_editor):
    """What there was as a choice of the code becomes a row, before the recorded incomes refer to it."""
    IncomeSource = apps.get_model('registry', 'IncomeSource')
    for order, (code, (az, en)) in enumerate(SOURCES.items(), start=1):
        label = {'az': az, 'en': en}
        IncomeSource.objects.create(code=code, label=label, is_total=code == 'declared_total', order=order)



class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('registry', '0051_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='IncomeSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', dayaq.core.fields.LabelField()),
                ('code', models.SlugField(max_length=20, unique=True)),
                ('is_total', models.BooleanField(default=False)),
                ('order', models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunPython(fill_sources, migrations.RunPython.noop),
        migrations.CreateModel(
            name='HouseholdIncomeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('month', models.DateField()),
                ('amount', dayaq.core.fields.MoneyField()),
                ('basis', models.CharField(choices=[('declared', 'Declared'), ('register', 'Answered by a register')], db_default=models.Value('declared'), default='declared', max_length=10)),
                ('evidence', models.CharField(blank=True, db_default=models.Value(''), default='', max_length=200)),
                ('is_verified', models.BooleanField(db_default=models.Value(False), default=False)),
                ('origin', models.CharField(default='window', max_length=60)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='householdincome',
            name='income_once_a_month',
        ),
        migrations.AddField(
            model_name='householdincome',
            name='basis',
            field=models.CharField(choices=[('declared', 'Declared'), ('register', 'Answered by a register')], db_default=models.Value('declared'), default='declared', max_length=10),
        ),
        migrations.AddField(
            model_name='householdincome',
            name='evidence',
            field=models.CharField(blank=True, db_default=models.Value(''), default='', max_length=200),
        ),
        migrations.AddField(
            model_name='householdincome',
            name='is_verified',
            field=models.BooleanField(db_default=models.Value(False), default=False),
        ),
        migrations.AddField(
            model_name='householdincome',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='incomes', to='registry.person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdincome',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "registry_householdincomeevent" ("amount", "basis", "created_at", "evidence", "household_id", "id", "is_verified", "month", "origin", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (OLD."amount", OLD."basis", OLD."created_at", OLD."evidence", OLD."household_id", OLD."id", OLD."is_verified", OLD."month", OLD."origin", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."source"); RETURN NULL;', hash='bae542cfbf2ffd82625ea5da6f62e91119a5d700', operation='UPDATE', pgid='pgtrigger_update_update_7320b', table='registry_householdincome', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdincome',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registry_householdincomeevent" ("amount", "basis", "created_at", "evidence", "household_id", "id", "is_verified", "month", "origin", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (OLD."amount", OLD."basis", OLD."created_at", OLD."evidence", OLD."household_id", OLD."id", OLD."is_verified", OLD."month", OLD."origin", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source"); RETURN NULL;', hash='fddbea7adb42a61d1ec07b07c7373c2d2cecb923', operation='DELETE', pgid='pgtrigger_delete_delete_84dc0', table='registry_householdincome', when='AFTER')),
        ),
        migrations.AddField(
            model_name='householdincomeevent',
            name='household',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.household'),
        ),
        migrations.AddField(
            model_name='householdincomeevent',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.person'),
        ),
        migrations.AddField(
            model_name='householdincomeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='householdincomeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='registry.householdincome'),
        ),
        migrations.AddField(
            model_name='householdincomeevent',
            name='source',
            field=models.ForeignKey(db_column='source', db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.incomesource', to_field='code'),
        ),
        migrations.AlterField(
            model_name='householdincome',
            name='source',
            field=models.ForeignKey(db_column='source', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.incomesource', to_field='code'),
        ),
        migrations.AddIndex(
            model_name='householdincome',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person', 'month'], name='income_person'),
        ),
        migrations.AddConstraint(
            model_name='householdincome',
            constraint=models.UniqueConstraint(fields=('household', 'month', 'source', 'person'), name='income_once_a_month', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='householdincome',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['declared', 'register'])), name='income_basis'),
        ),
        migrations.AddConstraint(
            model_name='householdincome',
            constraint=models.CheckConstraint(condition=models.Q(('is_verified', False), ('basis', 'register'), models.Q(('evidence', ''), _negated=True), _connector='OR'), name='income_verified_on_evidence'),
        ),
        migrations.AddConstraint(
            model_name='householdincome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basis', 'register'), _negated=True), ('is_verified', True), _connector='OR'), name='income_register_is_verified'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdincomeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1a0f162b986ae70a097ff710b8623b40026735f0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0545c', table='registry_householdincomeevent', when='BEFORE')),
        ),
    ]
