"""What readers keep: saved filters, their last visit; and the texts of the strategy in further languages."""

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
    """A text of the strategy, or of a release, in a further language. Only ever added: the latest of a text counts.

    It is never the text that was decided. It is outdated where the German reads otherwise today than ``source``.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        TRANSLATED = "translated", _("translated")
        REVIEWED = "reviewed", _("reviewed")

    key = models.CharField(max_length=200)  # which text: "version/12/text", "finding/2020/satisfied/title"
    language = models.CharField(max_length=20)  # a tag of BCP 47
    text = models.TextField(blank=True)  # empty: taken back
    source = models.TextField()  # the German that was translated
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["key", "language", "id"]
        indexes = [models.Index(name="translations_of_a_text", fields=["key", "language"])]

    def __str__(self) -> str:
        return f"{self.key} {self.language}"
