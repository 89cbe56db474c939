"""Add the public views of translations, and of the misprints that make one outdated."""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent / "sql" / "0004_views.sql").read_text(encoding="utf-8")
DROP = "DROP VIEW portal_translation;\nDROP VIEW portal_correction;\n"


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_views"), ("strategy", "0009_translations")]

    operations = [
        migrations.RunSQL(SQL, DROP),
        migrations.CreateModel(
            name="PublicCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=8)),
                ("row", models.BigIntegerField()),
                ("column", models.CharField(max_length=40)),
                ("correct", models.TextField()),
            ],
            options={"db_table": "portal_correction", "managed": False},
        ),
        migrations.CreateModel(
            name="PublicTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=20)),
                ("text", models.TextField()),
                ("source", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("translated", "translated"), ("reviewed", "reviewed")],
                        max_length=10,
                    ),
                ),
            ],
            options={"db_table": "portal_translation", "managed": False},
        ),
    ]
