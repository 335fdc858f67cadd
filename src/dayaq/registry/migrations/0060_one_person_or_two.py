import dayaq.core.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
        ('registry', '0054_derived_statuses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CandidatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('state_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('probability', models.FloatField()),
                ('weights', models.JSONField(blank=True, default=list)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for a decision'), ('merged', 'One person'), ('kept_apart', 'Two people'), ('superseded', 'Settled by another merge')], default='waiting', max_length=12)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_why', models.TextField(blank=True)),
                ('left_version', models.PositiveIntegerField(blank=True, null=True)),
                ('right_version', models.PositiveIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='LinkageRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('model', models.CharField(max_length=100)),
                ('threshold', models.FloatField(default=0.0)),
                ('found', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('reopened', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='MergedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('what', models.CharField(choices=[('moved', 'Moved'), ('changed', 'Changed'), ('set_aside', 'Set aside'), ('added', 'Added')], max_length=10)),
                ('model', models.CharField(max_length=100)),
                ('key', models.BigIntegerField()),
                ('column', models.CharField(blank=True, max_length=63)),
                ('old', models.JSONField(null=True)),
                ('new', models.JSONField(null=True)),
                ('restored', models.BooleanField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PersonMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('state_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('state', models.CharField(choices=[('merged', 'Merged'), ('undone', 'Taken apart again')], default='merged', max_length=10)),
                ('taken', models.JSONField(blank=True, default=list)),
                ('reason', models.TextField()),
                ('undo_reason', models.TextField(blank=True)),
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
            model_name='person',
            name='person_life',
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='former', to='registry.person'),
        ),
        migrations.AddField(
            model_name='personevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.person'),
        ),
        migrations.AlterField(
            model_name='personname',
            name='part',
            field=models.CharField(choices=[('s', 'Surname'), ('g', 'Given'), ('f', 'Father'), ('o', 'Former')], max_length=1),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "registry_personevent" ("address", "birth_date", "birth_date_original", "created_at", "death_date", "email", "erased_at", "father_name", "fin", "given_name", "id", "is_restricted", "language", "merged_into_id", "name_key", "name_original", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_original", "sex", "sort_key", "surname", "unit_id", "version") VALUES (OLD."address", OLD."birth_date", OLD."birth_date_original", OLD."created_at", OLD."death_date", OLD."email", OLD."erased_at", OLD."father_name", OLD."fin", OLD."given_name", OLD."id", OLD."is_restricted", OLD."language", OLD."merged_into_id", OLD."name_key", OLD."name_original", OLD."origin", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."phone", OLD."phone_original", OLD."sex", OLD."sort_key", OLD."surname", OLD."unit_id", OLD."version"); RETURN NULL;', hash='6ec2f8e71520e3cfd6ac57cb2625b9e8fd15d722', operation='UPDATE', pgid='pgtrigger_update_update_56ba8', table='registry_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registry_personevent" ("address", "birth_date", "birth_date_original", "created_at", "death_date", "email", "erased_at", "father_name", "fin", "given_name", "id", "is_restricted", "language", "merged_into_id", "name_key", "name_original", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_original", "sex", "sort_key", "surname", "unit_id", "version") VALUES (OLD."address", OLD."birth_date", OLD."birth_date_original", OLD."created_at", OLD."death_date", OLD."email", OLD."erased_at", OLD."father_name", OLD."fin", OLD."given_name", OLD."id", OLD."is_restricted", OLD."language", OLD."merged_into_id", OLD."name_key", OLD."name_original", OLD."origin", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_original", OLD."sex", OLD."sort_key", OLD."surname", OLD."unit_id", OLD."version"); RETURN NULL;', hash='2bd82236cb7d9ea4fede3758fc50703160dc2a72', operation='DELETE', pgid='pgtrigger_delete_delete_a3234', table='registry_person', when='AFTER')),
        ),
        AddConstraintNotValid(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('death_date__isnull', True), ('birth_date__isnull', True), ('death_date__gte', models.F('birth_date')), ('merged_into__isnull', False), _connector='OR'), name='person_life'),
        ),
        AddConstraintNotValid(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='person_not_merged_into_itself'),
        ),
        migrations.AddField(
            model_name='candidatepair',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='candidatepair',
            name='left',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.person'),
        ),
        migrations.AddField(
            model_name='candidatepair',
            name='right',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.person'),
        ),
        migrations.AddField(
            model_name='linkagerun',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='candidatepair',
            name='run',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pairs', to='registry.linkagerun'),
        ),
        migrations.AddField(
            model_name='personmerge',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personmerge',
            name='merged',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person'),
        ),
        migrations.AddField(
            model_name='personmerge',
            name='survivor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='registry.person'),
        ),
        migrations.AddField(
            model_name='personmerge',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mergedrow',
            name='merge',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='registry.personmerge'),
        ),
        migrations.AddIndex(
            model_name='linkagerun',
            index=models.Index(fields=['model', '-id'], name='linkage_newest'),
        ),
        migrations.AddConstraint(
            model_name='linkagerun',
            constraint=models.CheckConstraint(condition=models.Q(('threshold__gte', 0), ('threshold__lte', 1)), name='linkage_threshold'),
        ),
        migrations.AddIndex(
            model_name='candidatepair',
            index=models.Index(fields=['state', '-probability', '-id'], name='pair_queue'),
        ),
        migrations.AddIndex(
            model_name='candidatepair',
            index=models.Index(fields=['state_at', 'id'], name='pair_date'),
        ),
        migrations.AddConstraint(
            model_name='candidatepair',
            constraint=models.UniqueConstraint(fields=('left', 'right'), name='pair_once'),
        ),
        migrations.AddConstraint(
            model_name='candidatepair',
            constraint=models.CheckConstraint(condition=models.Q(('left__lt', models.F('right'))), name='pair_in_order'),
        ),
        migrations.AddConstraint(
            model_name='candidatepair',
            constraint=models.CheckConstraint(condition=models.Q(('probability__gte', 0), ('probability__lte', 1)), name='pair_probability'),
        ),
        migrations.AddConstraint(
            model_name='candidatepair',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'merged', 'kept_apart', 'superseded'])), name='pair_state'),
        ),
        migrations.AddConstraint(
            model_name='candidatepair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['merged', 'kept_apart']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='pair_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'merged')), fields=('merged',), name='merged_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.CheckConstraint(condition=models.Q(('survivor', models.F('merged')), _negated=True), name='merge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['merged', 'undone'])), name='merge_state'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'merged'), ('undone_by__isnull', True)), models.Q(('state', 'undone'), ('undone_by__isnull', False)), _connector='OR'), name='merge_undone_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='mergedrow',
            constraint=models.UniqueConstraint(fields=('merge', 'position'), name='merged_row_in_order'),
        ),
        migrations.AddConstraint(
            model_name='mergedrow',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ['moved', 'changed', 'set_aside', 'added'])), name='merged_row_what'),
        ),
    ]
