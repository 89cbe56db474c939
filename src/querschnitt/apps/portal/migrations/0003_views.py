"""Make the public views anew: periods are days now, and a release under embargo is not public yet."""

from pathlib import Path

from django.db import migrations

VIEWS = ("money", "involved", "measure", "progress", "evidence", "finding", "release", "field", "edition")
DROP = "".join(f"DROP VIEW IF EXISTS portal_{name} CASCADE;\n" for name in VIEWS)
SQL = DROP + (Path(__file__).parent / "sql" / "0003_views.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_views"),
        ("strategy", "0004_frozen_year"),
        ("indicators", "0002_indicators"),
    ]

    operations = [migrations.RunSQL(SQL, DROP)]
