from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('results', '0003_weighting_chain'),
    ]

    operations = [
        migrations.AddField(
            model_name='estimation',
            name='variance',
            field=models.JSONField(default=dict),
        ),
    ]
