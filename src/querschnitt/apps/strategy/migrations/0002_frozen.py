"""Freeze adopted editions, closed rounds, progress and money, in the database itself."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_initial")]

    operations = [
        migrations.RunSQL(
            (SQL / "0002_frozen.sql").read_text(encoding="utf-8"), (SQL / "0002_open.sql").read_text(encoding="utf-8")
        )
    ]
