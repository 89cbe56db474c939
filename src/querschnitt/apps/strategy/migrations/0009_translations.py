"""Translations are only added, and keep the German they translate. Nothing had written the table before."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("strategy", "0008_browse_words")]

    operations = [
        migrations.DeleteModel("Translation"),
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=20)),
                ("text", models.TextField(blank=True)),
                ("source", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("translated", "translated"), ("reviewed", "reviewed")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("changed_by", models.CharField(max_length=150)),
                ("changed_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["key", "language", "id"],
                "indexes": [models.Index(name="translations_of_a_text", fields=["key", "language"])],
            },
        ),
        migrations.RunSQL((SQL / "0009_translations.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
