"""People who work here, and what they did."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from querschnitt.apps.accounts import roles


class User(AbstractUser):
    """A person with an account in one wing; the other wing does not know it."""

    Role = roles.Role
    RESTRICTED = (Role.TRANSLATOR, Role.REVIEWER)

    role = models.CharField(max_length=20, choices=Role.choices, default=Role.READER)
    languages = models.JSONField(default=list)  # tags, for the restricted roles

    @property
    def is_restricted(self) -> bool:
        return self.role in self.RESTRICTED


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
