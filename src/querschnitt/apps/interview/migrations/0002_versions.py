"""Versions of a questionnaire get a table of their own; the one of each wave that is open becomes its first."""

import django.db.models.deletion
from django.db import migrations, models


def keep_first_versions(apps, schema_editor):
    opening, version = apps.get_model("interview", "Opening"), apps.get_model("interview", "Version")
    alias = schema_editor.connection.alias
    for opened in opening.objects.using(alias).all():
        version.objects.using(alias).create(
            opening=opened,
            instrument_hash=opened.instrument_hash,
            document=opened.document,
            kind="first",
            handover_digest=opened.handover_digest,
        )
    version.objects.using(alias).update(opened_at=models.Subquery(
        opening.objects.filter(pk=models.OuterRef("opening_id")).values("opened_at")[:1]
    ))


class Migration(migrations.Migration):

    dependencies = [("interview", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instrument_hash", models.CharField(max_length=64)),
                ("document", models.JSONField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "First"),
                            ("none", "None"),
                            ("text-only", "Text Only"),
                            ("additive", "Additive"),
                            ("breaking", "Breaking"),
                        ],
                        max_length=10,
                    ),
                ),
                ("declared", models.CharField(blank=True, max_length=10)),
                ("handover_digest", models.CharField(max_length=64)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="interview.opening"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("opening", "instrument_hash"), name="interview_version_of_opening_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Recording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recordings", to="interview.opening"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("opening", "name"), name="interview_recording_of_opening_once")
                ]
            },
        ),
        migrations.AlterField(
            model_name="interview", name="page", field=models.CharField(blank=True, max_length=100)
        ),
        migrations.RunPython(keep_first_versions, migrations.RunPython.noop),
        migrations.RemoveField(model_name="opening", name="document"),
    ]
