"""Offices with their period of validity, what became of them, and which measures went where."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Office(models.Model):
    """An organisational unit or partner with its period of validity; a new name is a new row."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("office")
        PARTNER = "partner", _("partner outside the administration")

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=20)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="office_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_from__isnull=True) | Q(valid_until__gt=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class OfficeSuccession(models.Model):
    """Office A became office B (and perhaps C)."""

    predecessor = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="origins")

    class Meta:
        ordering = ["predecessor", "successor__name"]
        constraints = [
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor"]),
            models.CheckConstraint(name="no_office_succeeds_itself", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Handover(models.Model):
    """From a day on, another office has the part of an office in a measure. The edition keeps the old name.

    Append-only. Who has a part on a day: the latest handover up to that day, else the involvement of the edition.
    """

    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, related_name="handovers")
    earlier = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="handed_over")
    later = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="taken_over")
    on = models.DateField()
    reason = models.CharField(max_length=300)
    invented = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["measure", "on", "id"]
        constraints = [
            models.UniqueConstraint(name="handover_once", fields=["measure", "earlier", "on"]),
            models.CheckConstraint(name="a_handover_has_two_offices", condition=~Q(earlier=F("later"))),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.earlier} → {self.later}"
