"""Whose letter lists the office that mails takes, and which it has opened. What was in them is kept nowhere."""

from __future__ import annotations

from django.db import models

from querschnitt.core.succession import fingerprint


class Sender(models.Model):
    """The public key of the statistics office, accepted by who compared its fingerprint. The last one counts."""

    verify_key = models.CharField(max_length=64)
    accepted_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-accepted_at", "-id"]

    def __str__(self) -> str:
        return fingerprint(self.verify_key)


class OpenedMailing(models.Model):
    """A letter list was opened: which file, how many letters, when, by whom. Only added, once each time."""

    sha256 = models.CharField(max_length=64, db_index=True)
    wave = models.CharField(max_length=40)
    letters = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return f"{self.wave}: {self.letters} letters, opened {self.opened_at:%Y-%m-%d}"
