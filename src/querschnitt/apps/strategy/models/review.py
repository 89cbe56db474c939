"""The review for the two-year budget: what is to become of each measure of the edition in force."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.strategy.models.editions import Edition
from querschnitt.apps.strategy.models.measures import MeasureVersion


class ReviewDecision(models.Model):
    """What the review decides on one measure; the draft of the next edition falls out of all of them."""

    class Kind(models.TextChoices):
        KEEP = "keep", _("keep")
        CHANGE = "change", _("change")
        MERGE = "merge", _("merge")
        END = "end", _("end")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="review")  # the draft
    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="reviews")  # in force today
    kind = models.CharField(max_length=6, choices=Kind.choices)
    reason = models.TextField(blank=True)
    merge_into = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    new_title_de = models.CharField(max_length=200, blank=True, db_default="")  # of a changed measure; empty: as it was
    new_text = models.TextField(blank=True, db_default="")
    comment = models.TextField(blank=True)  # for the room alone
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["edition", "version__field__number", "version__position"]
        constraints = [
            models.UniqueConstraint(name="review_once", fields=["edition", "version"]),
            models.CheckConstraint(name="a_review_gives_its_reason", condition=Q(kind="keep") | ~Q(reason="")),
            models.CheckConstraint(
                name="only_a_merge_has_a_target",
                condition=Q(kind="merge", merge_into__isnull=False) | (~Q(kind="merge") & Q(merge_into__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.number} {self.kind}"
