"""Freeze documents and designs in the database itself."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("register", "0005_documents")]

    operations = [
        migrations.RunSQL(
            (SQL / "0006_append_only.sql").read_text(encoding="utf-8"),
            (SQL / "0006_open.sql").read_text(encoding="utf-8"),
        )
    ]
