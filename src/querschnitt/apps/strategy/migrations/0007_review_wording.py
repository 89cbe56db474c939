"""What a changed measure is to say in the next edition, decided in the review."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("strategy", "0006_example_invented"),
    ]

    operations = [
        migrations.AddField(
            model_name="reviewdecision",
            name="new_text",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="reviewdecision",
            name="new_title_de",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
    ]
