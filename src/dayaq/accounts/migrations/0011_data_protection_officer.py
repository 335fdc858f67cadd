"""A further role: the data protection officer."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_api_tokens'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('operator', 'Operator'), ('caseworker', 'Caseworker'), ('decision_officer', 'Decision officer'), ('programme_officer', 'Programme officer'), ('fund_officer', 'Fund officer'), ('committee_member', 'Committee member'), ('monitor', 'Monitor'), ('partner', 'Partner'), ('analyst', 'Analyst'), ('auditor', 'Auditor'), ('data_protection_officer', 'Data protection officer'), ('administrator', 'Administrator')], max_length=30),
        ),
    ]
