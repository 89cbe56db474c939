"""Documents, designs and the report of a frame, of which the counts by stratum are a part.

A frame of before keeps its four counts; it has no report.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0004_batches"),
    ]

    operations = [
        migrations.AddField(
            model_name="extract",
            name="latest_move",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="extract",
            name="people",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="frame",
            name="outside",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="frame",
            name="population",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="frame",
            name="report",
            field=models.JSONField(default=dict),
        ),
        migrations.RemoveField(
            model_name="frame",
            name="by_stratum",
        ),
        migrations.AlterField(
            model_name="extract",
            name="wave",
            field=models.SlugField(max_length=20, unique=True),
        ),
        migrations.CreateModel(
            name="DesignVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wave", models.SlugField(max_length=20)),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("saved_at", models.DateTimeField(auto_now_add=True)),
                ("saved_by", models.CharField(max_length=150)),
            ],
            options={
                "ordering": ["wave", "-number"],
                "constraints": [models.UniqueConstraint(fields=("wave", "number"), name="designs_are_numbered")],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("profile", "Profile"),
                            ("definition", "Definition"),
                            ("groups", "Groups"),
                            ("districts", "Districts"),
                            ("states", "States"),
                            ("published", "Published"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("added_by", models.CharField(max_length=150)),
            ],
            options={
                "ordering": ["kind", "name", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "name", "version"), name="one_text_a_version"),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="versions_count_from_one"),
                ],
            },
        ),
        migrations.AddField(
            model_name="extract",
            name="profile",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.document"
            ),
        ),
        migrations.AddField(
            model_name="frame",
            name="districts",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.document"
            ),
        ),
        migrations.AddField(
            model_name="frame",
            name="groups",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.document"
            ),
        ),
        migrations.AddField(
            model_name="frame",
            name="rules",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.document"
            ),
        ),
    ]
