# Files on their way in are kept until their batch has ended; who let rows in; how many warnings a row has.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='file', serialize=False, to='registry.importbatch')),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='importbatch',
            name='accepted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stagedrow',
            name='warnings',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='state',
            field=models.CharField(choices=[('received', 'Received'), ('staging', 'Being checked'), ('staged', 'Checked'), ('accepting', 'Being accepted'), ('accepted', 'Accepted'), ('cancelled', 'Cancelled'), ('failed', 'Not readable')], default='received', max_length=12),
        ),
        migrations.AddIndex(
            model_name='stagedrow',
            index=models.Index(condition=models.Q(('warnings__gt', 0)), fields=['batch', 'row'], name='staged_warnings'),
        ),
    ]
