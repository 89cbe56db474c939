"""The work on one language: wordings with their state, who did what when, remarks, read-aloud files, deliveries."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from querschnitt.apps.survey.models.draft import DraftLanguage, Text


class Translation(models.Model):
    """A text in a language: the wording that counts, and where it stands in the work."""

    class State(models.TextChoices):
        OPEN = "open"
        MACHINE = "machine"
        TRANSLATED = "translated"
        SECOND = "second"
        REVIEWED = "reviewed"
        ADJUDICATED = "adjudicated"
        PRETESTED = "pretested"
        LOCKED = "locked"

    source = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="translations")
    language = models.ForeignKey(DraftLanguage, on_delete=models.PROTECT, related_name="translations")
    text = models.TextField(blank=True)
    # The second translator's own wording, until the review has settled on one.
    second_text = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    # Of the source that this translates; another hash than the source's means that it is outdated.
    source_hash = models.CharField(max_length=64, blank=True)
    source_text = models.TextField(blank=True)
    translator = models.CharField(max_length=150, blank=True)
    second_translator = models.CharField(max_length=150, blank=True)
    reviewer = models.CharField(max_length=150, blank=True)
    adjudicator = models.CharField(max_length=150, blank=True)
    pretester = models.CharField(max_length=150, blank=True)
    locker = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=150, blank=True)
    # Counts the changes, so that one that was made meanwhile is not overwritten.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["source__position", "source_id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "language"], name="survey_translation_once"),
            models.CheckConstraint(
                condition=Q(second_translator="") | ~Q(second_translator=F("translator")),
                name="survey_two_translators_are_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="open", text="") | ~Q(state="open") & ~Q(text=""), name="survey_open_is_without_words"
            ),
            models.CheckConstraint(
                condition=~Q(state="locked") | ~Q(pretester="") & ~Q(locker=""), name="survey_locked_is_pretested"
            ),
        ]

    def __str__(self) -> str:
        return f"translation {self.pk}, {self.state}"

    @property
    def is_outdated(self) -> bool:
        """Whether the source has changed since; needs the source loaded."""
        return self.state != self.State.OPEN and self.source_hash != self.source.source_hash


class TranslationEvent(models.Model):
    """One step of the work: who, when, and the wording after it. Only ever added."""

    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    step = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    source_hash = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.step}"


class Comment(models.Model):
    """A remark on a text in a language, or an answer to one; a thread is resolved as a whole."""

    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="comments")
    thread = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answers")
    at = models.DateTimeField(auto_now_add=True)
    author = models.CharField(max_length=150)
    body = models.TextField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.author}: {self.body[:40]}"


class Recording(models.Model):
    """A text read aloud in a language."""

    source = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="recordings")
    tag = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    # Of the wording that is read; another hash than the wording's means that the file reads an older one.
    text_hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "tag"], name="survey_recording_once")]

    def __str__(self) -> str:
        return self.file_name


class Export(models.Model):
    """A file that went out to translators."""

    language = models.ForeignKey(DraftLanguage, on_delete=models.PROTECT, related_name="exports")
    kind = models.CharField(max_length=10)
    texts = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Delivery(models.Model):
    """A file that came back from translators. Nothing of it counts until a person has picked what is taken."""

    class Version(models.TextChoices):
        FIRST = "translate"
        SECOND = "second"

    language = models.ForeignKey(DraftLanguage, on_delete=models.PROTECT, related_name="deliveries")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    version = models.CharField(max_length=10, choices=Version.choices, default=Version.FIRST)
    delivered_at = models.DateTimeField(auto_now_add=True)
    delivered_by = models.CharField(max_length=150)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)
    taken = models.JSONField(default=dict)  # key -> what was decided

    class Meta:
        ordering = ["-delivered_at", "-id"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return self.file_name
