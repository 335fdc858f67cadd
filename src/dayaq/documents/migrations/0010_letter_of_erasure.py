"""A further kind of document: the answer to a request for erasure."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('receipt', 'Receipt of an application'), ('letter_decision', 'Letter of decision'), ('letter_appeal', 'Answer to an appeal'), ('contract', 'Contract'), ('handover_act', 'Handover act'), ('notice_breach', 'Notice of breach'), ('ownership_act', 'Act of transfer of ownership'), ('letter_erasure', 'Answer to a request for erasure')], max_length=30),
        ),
    ]
