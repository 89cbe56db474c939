"""What measures come from and rest on, and what the city concluded from a finding."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.indicators.models import Finding, Indicator
from querschnitt.apps.strategy.models.editions import Field, Paper
from querschnitt.apps.strategy.models.measures import Measure, MeasureVersion
from querschnitt.apps.strategy.models.offices import Office
from querschnitt.apps.strategy.models.participation import Proposal, Workshop


class Evidence(models.Model):
    """A released finding, or an indicator, speaks to a measure, in one role."""

    class Role(models.TextChoices):
        NEED = "need", _("shows the need")
        OUTPUT = "output", _("shows what was done")
        OUTCOME = "outcome", _("shows what became of it")
        CONTEXT = "context", _("context only")

    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="evidence")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="evidence", null=True, blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="evidence", null=True, blank=True)
    role = models.CharField(max_length=8, choices=Role.choices)
    note_de = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["version", "finding"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                name="evidence_once", fields=["version", "finding", "indicator", "role"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="evidence_is_a_finding_or_an_indicator",
                condition=Q(finding__isnull=False, indicator__isnull=True)
                | Q(finding__isnull=True, indicator__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.number} ← {self.finding or self.indicator}"


class Origin(models.Model):
    """Where a measure came from: one source a row."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("workshop")
        PROPOSAL = "proposal", _("proposal of a workshop")
        PAPER = "paper", _("paper of the council")
        FINDING = "finding", _("finding of the survey")
        INDICATOR = "indicator", _("indicator")
        LAW = "law", _("law")
        OTHER = "other", _("other")

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="origins", null=True, blank=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="origins", null=True, blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="origins", null=True, blank=True)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="origins", null=True, blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="origins", null=True, blank=True)
    text = models.CharField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["measure", "id"]
        constraints = [
            models.CheckConstraint(
                name="an_origin_names_its_source",
                condition=Q(kind="workshop", workshop__isnull=False)
                | Q(kind="proposal", proposal__isnull=False)
                | Q(kind="paper", paper__isnull=False)
                | Q(kind="finding", finding__isnull=False)
                | Q(kind="indicator", indicator__isnull=False)
                | (Q(kind__in=["law", "other"]) & ~Q(text="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} ← {self.kind}"


class Referral(models.Model):
    """A released finding goes to a field of action, whose lead records a conclusion by a date."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="referrals")
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="referrals")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="referrals")
    question = models.TextField(blank=True)  # what the integration office wants to know
    referred_on = models.DateField()
    due_on = models.DateField()
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [models.UniqueConstraint(name="referral_once", fields=["finding", "field"])]

    def __str__(self) -> str:
        return f"{self.field} ← {self.finding}"


class Conclusion(models.Model):
    """What a field's lead concludes from a finding. Append-only: the latest one counts, the earlier ones stay."""

    class Kind(models.TextChoices):
        MEASURE = "measure", _("a measure follows")
        CHANGE = "change", _("a measure is changed")
        EXAMINE = "examine", _("to be examined further")
        NOTHING = "nothing", _("nothing follows")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="conclusions")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    text = models.TextField()
    measures = models.ManyToManyField(Measure, related_name="conclusions", blank=True)
    recorded_by = models.CharField(max_length=150)  # a function of the office
    recorded_on = models.DateField()
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["referral", "id"]
        constraints = [models.CheckConstraint(name="a_conclusion_has_words", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.referral}: {self.kind}"
