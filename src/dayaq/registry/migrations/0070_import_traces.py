# What an import brought can be traced to file and row, and what it changed can be taken back.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0061_one_person_or_two_checked'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.PositiveIntegerField()),
                ('row', models.PositiveIntegerField(null=True)),
                ('kind', models.CharField(choices=[('person', 'Person'), ('key_added', 'Key Added'), ('key_changed', 'Key Changed'), ('document_added', 'Document Added'), ('document_flagged', 'Document Flagged'), ('status_added', 'Status Added'), ('member_joined', 'Member Joined'), ('member_changed', 'Member Changed'), ('member_removed', 'Member Removed'), ('income_added', 'Income Added'), ('income_changed', 'Income Changed')], max_length=16)),
                ('object_id', models.BigIntegerField()),
                ('history', models.BigIntegerField(null=True)),
                ('before', models.JSONField(blank=True, default=dict)),
            ],
        ),
        migrations.AddField(
            model_name='externalkey',
            name='row',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='householdkey',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.importbatch'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='state',
            field=models.CharField(choices=[('received', 'Received'), ('staging', 'Being checked'), ('staged', 'Checked'), ('accepting', 'Being accepted'), ('accepted', 'Accepted'), ('cancelled', 'Cancelled'), ('failed', 'Not readable'), ('reversing', 'Being reversed'), ('reversed', 'Reversed')], default='received', max_length=12),
        ),
        migrations.AddIndex(
            model_name='stagedrow',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='staged_person'),
        ),
        migrations.AddField(
            model_name='importchange',
            name='batch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='registry.importbatch'),
        ),
        migrations.AddField(
            model_name='importchange',
            name='earlier',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later_changes', to='registry.importbatch'),
        ),
        migrations.AddIndex(
            model_name='importchange',
            index=models.Index(fields=['batch', 'step'], name='import_change_step'),
        ),
        migrations.AddIndex(
            model_name='importchange',
            index=models.Index(fields=['kind', 'object_id'], name='import_change_object'),
        ),
        migrations.AlterField(
            model_name='accessrecord',
            name='person',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='accesses', to='registry.person'),
        ),
    ]
