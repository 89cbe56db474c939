"""Cases, what was tried to reach them, and how each one ended."""

from __future__ import annotations

from django.db import models

from querschnitt.apps.register.models import SampledUnit
from querschnitt.apps.survey.models import Wave


class Case(models.Model):
    """A sampled person in the field. Knows no name; the name is behind the wall."""

    unit = models.OneToOneField(SampledUnit, on_delete=models.CASCADE, primary_key=True)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    final_outcome = models.CharField(max_length=24, blank=True)
    mode = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["wave", "number"]
        constraints = [models.UniqueConstraint(fields=["wave", "number"], name="one_case_a_number")]

    def __str__(self) -> str:
        return f"{self.wave_id}/{self.number}"


class ContactAttempt(models.Model):
    """One attempt to reach a case, with its AAPOR outcome code."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attempts")
    order = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10)
    outcome = models.CharField(max_length=24)

    class Meta:
        ordering = ["case", "order"]
        constraints = [models.UniqueConstraint(fields=["case", "order"], name="attempts_are_numbered")]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.order}: {self.outcome}"


class LetterRun(models.Model):
    """One print run of invitations."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE)
    letters = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    folder = models.CharField(max_length=300)
    handover_digest = models.CharField(max_length=64)
    address = models.CharField(max_length=300, blank=True)
    printed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.letters} letters"


class Envelope(models.Model):
    """The access code of a case, encrypted for the field desk. Stands in `identity`, beside the address."""

    case_id = models.UUIDField(primary_key=True)
    wave = models.SlugField(max_length=20)
    person_id = models.CharField(max_length=20)
    sealed_code = models.BinaryField()

    def __str__(self) -> str:
        return str(self.case_id)
