"""The draft of a questionnaire: the workbook as imported last, its texts, and the languages they are put into."""

from __future__ import annotations

from django.db import models

from querschnitt.apps.survey.models.wave import Wave


class Draft(models.Model):
    """The questionnaire of a wave while it is worked on. `document` is the workbook in its source language alone."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, primary_key=True)
    document = models.JSONField()
    source_hash = models.CharField(max_length=64)  # content hash of `document`: what an approval approves
    source_language = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    version = models.CharField(max_length=40)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"draft of wave {self.wave_id}"


class DraftFile(models.Model):
    """A file of the draft as it was imported: the workbook, or a file beside it that it names."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    is_workbook = models.BooleanField(default=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "name"], name="survey_file_of_draft_once"),
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(is_workbook=True), name="survey_one_workbook_of_draft"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Text(models.Model):
    """One text of the draft in the source language, under its address in the workbook (sheet, name, column)."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="texts")
    key = models.CharField(max_length=300)
    position = models.PositiveIntegerField()
    source = models.TextField()
    source_hash = models.CharField(max_length=64)
    words = models.PositiveIntegerField()
    context = models.TextField(blank=True)
    page = models.CharField(max_length=100, blank=True)
    question = models.CharField(max_length=100, blank=True)
    max_length = models.PositiveIntegerField(null=True)
    # A text that has left the workbook keeps its translations, and comes back with them.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["draft", "key"], name="survey_text_of_draft_once")]

    def __str__(self) -> str:
        return self.key


class DraftLanguage(models.Model):
    """A language into which a draft is translated, and when it was opened for interviews."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="languages")
    tag = models.CharField(max_length=20)
    name = models.CharField(max_length=100)  # as the workbook's headings write it
    position = models.PositiveIntegerField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=150, blank=True)
    # What it lacked when it was opened as part of an example (numbers of texts); empty for a language that was ready.
    opened_despite = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["draft", "tag"], name="survey_language_of_draft_once")]

    def __str__(self) -> str:
        return f"{self.tag} of wave {self.draft_id}"


class ApprovedFeature(models.Model):
    """A survey feature (Erhebungsmerkmal) that may be asked about, and where that is written (§ 13 SächsStatG)."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="approved_features")
    name = models.CharField(max_length=100)
    label = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["wave", "name"], name="survey_feature_of_wave_once")]

    def __str__(self) -> str:
        return self.name
