"""What takes long on ten million rows, done while people work: the index is built beside them, the checks only read."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('registry', '0060_one_person_or_two'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='person_merged'),
        ),
        AddIndexConcurrently(
            model_name='lifeevent',
            index=GinIndex(fields=['effects'], name='life_event_effects', opclasses=['jsonb_path_ops']),
        ),
        ValidateConstraint(model_name='person', name='person_life'),
        ValidateConstraint(model_name='person', name='person_not_merged_into_itself'),
    ]
