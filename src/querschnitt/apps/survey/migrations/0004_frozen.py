"""Freeze what was released, approved, and done to translations, in the database itself."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("survey", "0003_translation")]

    operations = [
        migrations.RunSQL(
            (SQL / "0004_frozen.sql").read_text(encoding="utf-8"), (SQL / "0004_open.sql").read_text(encoding="utf-8")
        )
    ]
