# Rows held back are looked for by themselves; those that are in are deleted.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0002_import_files'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='stagedrow',
            name='staged_state',
        ),
        migrations.AddIndex(
            model_name='stagedrow',
            index=models.Index(condition=models.Q(('state', 'rejected')), fields=['batch', 'row'], name='staged_rejected'),
        ),
    ]
