"""What has been approved and released: rows that are only ever added."""

from __future__ import annotations

from django.db import models

from querschnitt.apps.survey.models.wave import Questionnaire, Wave


class Approval(models.Model):
    """An approval of the questionnaire of a wave in its source language."""

    class Kind(models.TextChoices):
        STATISTICS = "statistics_office"
        DATA_PROTECTION = "data_protection_officer"
        MAYOR = "lord_mayor"

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    source_hash = models.CharField(max_length=64)
    given_by = models.CharField(max_length=200)
    given_on = models.DateField()
    paper = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="lord_mayor") | ~models.Q(paper=""), name="survey_mayor_approves_by_paper"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.given_on}"


class Release(models.Model):
    """A questionnaire released for a wave: the first one, or a change of the one before."""

    class Change(models.TextChoices):
        FIRST = "first"
        TEXT_ONLY = "text-only"
        ADDITIVE = "additive"
        BREAKING = "breaking"

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="releases")
    change = models.CharField(max_length=12, choices=Change.choices)
    changes = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    languages = models.JSONField(default=list)
    features = models.JSONField(default=list)  # [name, label, source] of each approved feature
    approvals = models.JSONField(default=list)  # [kind, by, on, paper, note, is it simulated] of each approval in force
    released_at = models.DateTimeField(auto_now_add=True)
    released_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "number"], name="survey_release_number_once"),
            models.CheckConstraint(
                condition=~models.Q(change="breaking") | ~models.Q(reason=""), name="survey_breaking_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}/{self.number}"


class QuestionnaireFile(models.Model):
    """A file frozen with a released questionnaire: its workbook, a file that it names, a text read aloud."""

    class Kind(models.TextChoices):
        WORKBOOK = "workbook"
        TABLE = "table"
        AUDIO = "audio"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["questionnaire", "name"], name="survey_frozen_file_once")]

    def __str__(self) -> str:
        return self.name
