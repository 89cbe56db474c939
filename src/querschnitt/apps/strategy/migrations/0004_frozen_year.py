"""Freeze what the year adds: supplements, decided papers, conclusions, corrections, reports, drafts of a closed round."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("strategy", "0003_the_whole_year")]

    operations = [
        migrations.RunSQL(
            (SQL / "0004_frozen.sql").read_text(encoding="utf-8"), (SQL / "0004_open.sql").read_text(encoding="utf-8")
        )
    ]
