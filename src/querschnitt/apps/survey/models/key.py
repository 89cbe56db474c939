"""The public keys of a wave. The private ones are files, and stand in no database."""

from __future__ import annotations

from django.db import models

from querschnitt.apps.survey.models.wave import Wave
from querschnitt.core.succession import Link


class WaveKey(models.Model):
    """A public key of a wave, signed by the one before it; see `core.succession.Link`."""

    class Purpose(models.TextChoices):
        ANSWERS = "answers"
        WISHES = "wishes"

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="keys")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    number = models.PositiveSmallIntegerField()
    public_key = models.CharField(max_length=64, unique=True)
    verify_key = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128, blank=True)
    made_at = models.DateTimeField()
    # When its private half was last split among three holders.
    split_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["wave", "purpose", "number"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "purpose", "number"], name="survey_keys_are_numbered"),
            models.CheckConstraint(
                name="survey_first_key_follows_none",
                condition=models.Q(number=1, signature="") | models.Q(number__gt=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.purpose} {self.number}"

    @property
    def link(self) -> Link:
        return Link(self.purpose, self.number, self.public_key, self.verify_key, self.signature)
