"""A draft may be thrown away with its money and status; a workshop may be the origin of a measure."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("strategy", "0010_pictures")]

    operations = [
        migrations.RunSQL(
            (SQL / "0011_discard.sql").read_text(encoding="utf-8"), (SQL / "0011_keep.sql").read_text(encoding="utf-8")
        ),
        migrations.AddField(
            model_name="origin",
            name="workshop",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="origins",
                to="strategy.workshop",
            ),
        ),
        migrations.AlterField(
            model_name="origin",
            name="kind",
            field=models.CharField(
                choices=[
                    ("workshop", "workshop"), ("proposal", "proposal of a workshop"), ("paper", "paper of the council"),
                    ("finding", "finding of the survey"), ("indicator", "indicator"), ("law", "law"),
                    ("other", "other"),
                ],
                max_length=9,
            ),
        ),
        migrations.RemoveConstraint(model_name="origin", name="an_origin_names_its_source"),
        migrations.AddConstraint(
            model_name="origin",
            constraint=models.CheckConstraint(
                name="an_origin_names_its_source",
                condition=Q(kind="workshop", workshop__isnull=False)
                | Q(kind="proposal", proposal__isnull=False)
                | Q(kind="paper", paper__isnull=False)
                | Q(kind="finding", finding__isnull=False)
                | Q(kind="indicator", indicator__isnull=False)
                | (Q(kind__in=["law", "other"]) & ~Q(text="")),
            ),
        ),
    ]
