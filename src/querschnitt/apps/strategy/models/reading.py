"""What readers keep: saved filters, their last visit; and the words of the strategy in further languages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """A filter of the table of measures that a person named."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)  # as in the address, without the question mark

    class Meta:
        ordering = ["user", "name"]
        constraints = [models.UniqueConstraint(name="filter_name_once", fields=["user", "name"])]

    def __str__(self) -> str:
        return self.name


class Visit(models.Model):
    """When a person last read what changed."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visit")
    read_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} {self.read_until:%Y-%m-%d}"


class Translation(models.Model):
    """A text of the strategy in a further language. Outdated where the source is another than the one translated."""

    class State(models.TextChoices):
        MACHINE = "machine", _("made by a machine")
        DRAFT = "draft", _("draft")
        REVIEWED = "reviewed", _("reviewed")

    subject = models.CharField(max_length=20)  # version, field, edition, goal
    row = models.BigIntegerField()
    column = models.CharField(max_length=40)
    language = models.CharField(max_length=20)  # a tag of BCP 47
    text = models.TextField()
    source_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["subject", "row", "column", "language"]
        constraints = [
            models.UniqueConstraint(name="translation_once", fields=["subject", "row", "column", "language"])
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.row} {self.column} {self.language}"
