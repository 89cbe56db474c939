"""People who work here, and what they did."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with an account in one wing; the other wing does not know it."""

    class Role(models.TextChoices):
        STATISTICS = "statistics", _("Statistics office")
        FIELDWORK = "fieldwork", _("Fieldwork")
        INTEGRATION = "integration", _("Integration office")
        READER = "reader", _("Reader")

    role = models.CharField(max_length=20, choices=Role.choices, default=Role.READER)


class Activity(models.Model):
    """One entry of the activity log: who did what, when. Never a name or an answer of a respondent."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=150)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject}"
