from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0002_words_and_counts")]

    operations = [
        migrations.AddField(model_name="sample", name="protocol", field=models.JSONField(default=dict)),
    ]
