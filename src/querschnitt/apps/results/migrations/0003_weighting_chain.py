from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('results', '0002_words_and_counts'),
    ]

    operations = [
        migrations.AddField(
            model_name='weighting',
            name='levels',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='weighting',
            name='replicates',
            field=models.JSONField(default=dict),
        ),
    ]
