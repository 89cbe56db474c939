"""Pictures of the fields of action for the booklet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0009_translations")]

    operations = [
        migrations.CreateModel(
            name="FieldPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField()),
                ("media_type", models.CharField(max_length=20)),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("alt_de", models.CharField(max_length=300)),
                ("alt_en", models.CharField(blank=True, max_length=300)),
                ("credit", models.CharField(max_length=200)),
                ("added_by", models.CharField(max_length=150)),
                ("added_at", models.DateTimeField(auto_now=True)),
                (
                    "field",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="picture", to="strategy.field"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="a_picture_has_words_and_a_credit",
                        condition=models.Q(("alt_de", ""), _negated=True) & models.Q(("credit", ""), _negated=True),
                    )
                ],
            },
        ),
    ]
