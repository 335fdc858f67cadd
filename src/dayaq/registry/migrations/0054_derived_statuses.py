# Statuses that rules compute: on what they rest, how far a pass came, and terms of kinds.

import dayaq.core.clock
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0053_relations'),
    ]

    operations = [
        migrations.CreateModel(
            name='StatusGround',
            fields=[
                ('status', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='ground', serialize=False, to='registry.status')),
                ('rule', models.CharField(max_length=50)),
                ('version', models.CharField(max_length=50)),
                ('facts', models.JSONField()),
                ('told', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='StatusRecheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=dayaq.core.clock.now, editable=False)),
                ('rule', models.CharField(max_length=50)),
                ('version', models.CharField(max_length=50)),
                ('on', models.DateField()),
                ('after', models.BigIntegerField(default=0)),
                ('counts', models.JSONField(blank=True, default=dict)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='statuskind',
            name='term',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddIndex(
            model_name='status',
            index=models.Index(condition=models.Q(('origin__startswith', 'derived:')), fields=['origin', 'person'], name='status_derived'),
        ),
        migrations.AddConstraint(
            model_name='statusrecheck',
            constraint=models.UniqueConstraint(fields=('rule', 'on'), name='one_pass_a_rule_and_day'),
        ),
    ]
