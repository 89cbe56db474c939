"""One box with wrapped keys instead of two boxes; the outbox of wishes."""

import uuid

from django.db import migrations, models


def refuse_old_boxes(apps, schema_editor):
    """No server can carry an old box over: it has no key to it."""
    alias = schema_editor.connection.alias
    if apps.get_model("interview", "Interview").objects.using(alias).exists():
        message = "There are interviews that were sealed in the old way. Collect them with the version that made them."
        raise RuntimeError(message)


class Migration(migrations.Migration):

    dependencies = [("interview", "0002_versions")]

    operations = [
        migrations.RunPython(refuse_old_boxes, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="interview", name="a_finished_interview_is_sealed"),
        migrations.RemoveField(model_name="interview", name="own_box"),
        migrations.RemoveField(model_name="interview", name="office_box"),
        migrations.AddField(
            model_name="interview", name="box", field=models.BinaryField(default=b""), preserve_default=False
        ),
        migrations.AddField(model_name="interview", name="code_wrap", field=models.BinaryField(null=True)),
        migrations.AddField(
            model_name="interview", name="office_wrap", field=models.BinaryField(default=b""), preserve_default=False
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("code_wrap__isnull", False))
                | models.Q(("state", "finished"), ("code_wrap__isnull", True), ("finished_at__isnull", False)),
                name="a_finished_interview_is_sealed",
            ),
        ),
        migrations.AddField(
            model_name="opening", name="desk_key", field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("wave", models.SlugField(max_length=20)),
                ("kind", models.CharField(choices=[("call", "Call"), ("results", "Results")], max_length=10)),
                ("box", models.BinaryField()),
                ("left_on", models.DateField()),
            ],
            options={"verbose_name_plural": "wishes"},
        ),
    ]
