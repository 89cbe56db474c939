"""Money: lines per measure, year and stage that are only added, the council's frame, and years without a budget."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.strategy.models.editions import Edition
from querschnitt.apps.strategy.models.measures import MeasureVersion


class BudgetLine(models.Model):
    """An amount for one year at one stage of the budget. Append-only: each stage is its own line."""

    class Stage(models.TextChoices):
        REQUESTED = "requested", _("requested")
        DRAFT = "draft", _("in the draft budget")
        AMENDED = "amended", _("amended")
        DECIDED = "decided", _("decided")
        STRUCK = "struck", _("struck")
        RESTORED = "restored", _("restored")
        OVER_PLAN = "over_plan", _("granted over plan")
        CARRIED_OVER = "carried", _("carried over from the year before")
        SPENT = "spent", _("spent")

    class Funding(models.TextChoices):
        OWN = "own", _("own line of the budget")
        EXISTING = "existing", _("from the existing budget")
        GRANT = "grant", _("grant from outside")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="budget_lines")
    version = models.ForeignKey(
        MeasureVersion, on_delete=models.PROTECT, related_name="budget_lines", null=True, blank=True
    )
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    funding = models.CharField(max_length=8, choices=Funding.choices, default=Funding.OWN)
    psp_element = models.CharField(max_length=40, blank=True)
    purpose_de = models.CharField(max_length=200)
    purpose_en = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="corrected_by", null=True, blank=True)
    correction_reason = models.CharField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            models.UniqueConstraint(
                name="budget_line_once",
                fields=["edition", "version", "year", "stage", "purpose_de", "corrects"],
                nulls_distinct=False,
            ),
            models.UniqueConstraint(name="budget_line_corrected_once", fields=["corrects"]),
            models.CheckConstraint(
                name="a_line_that_corrects_says_why",
                condition=Q(corrects__isnull=True, correction_reason="")
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.stage} {self.amount}"


class BudgetFrame(models.Model):
    """What the council gave for the whole strategy in one year. Append-only: a later row of a year replaces."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="frames")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    decided_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["year", "id"]

    def __str__(self) -> str:
        return f"{self.year} {self.amount}"


class BudgetState(models.Model):
    """From one day to another the budget is provisional, or a freeze holds; an open end is still so."""

    class Kind(models.TextChoices):
        PROVISIONAL = "provisional", _("provisional budget")
        FREEZE = "freeze", _("budget freeze")

    kind = models.CharField(max_length=11, choices=Kind.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    share_frozen = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # per cent
    source = models.CharField(max_length=200)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                name="budget_state_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.since} {self.kind}"
