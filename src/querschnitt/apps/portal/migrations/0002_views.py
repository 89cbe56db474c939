"""Make the views that the public portal reads."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0002_views.sql").read_text(encoding="utf-8")
VIEWS = ("money", "involved", "measure", "progress", "evidence", "finding", "release", "field", "edition")
DROP = "".join(f"DROP VIEW portal_{name};\n" for name in VIEWS)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial"), ("strategy", "0002_frozen")]

    operations = [migrations.RunSQL(SQL, DROP)]
