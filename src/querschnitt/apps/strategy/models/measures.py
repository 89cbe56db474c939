"""Measures: an identity, its versions by edition, who has which part, what became of which."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.strategy.models.editions import Edition, Field, Supplement
from querschnitt.apps.strategy.models.offices import Office


class Precision(models.TextChoices):
    """How exactly a date is known; the date is the first day of the period where something begins, else its last."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


class Measure(models.Model):
    """The identity of a measure across editions; all its words are in its versions."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.uuid)


class MeasureVersion(models.Model):
    """A measure as one edition words it, or as a supplement to a frozen edition words it from a day on.

    ``text`` is the official text, verbatim; the title is the working title of the office.
    """

    class Kind(models.TextChoices):
        PROJECT = "Vorhaben", _("project")
        ACTION = "Aktion", _("action")
        APPROACH = "Lösungsansatz", _("approach")

    class Recurrence(models.TextChoices):
        ONCE = "once", _("once")
        RECURRING = "recurring", _("recurring")
        CONTINUOUS = "continuous", _("continuous")

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="versions")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="versions")
    supplement = models.ForeignKey(Supplement, on_delete=models.PROTECT, related_name="versions", null=True, blank=True)
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    title_de = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    goal_de = models.TextField(blank=True)
    goal_en = models.TextField(blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    recurrence = models.CharField(max_length=12, choices=Recurrence.choices)
    target_groups_de = models.CharField(max_length=300, blank=True)
    target_groups_en = models.CharField(max_length=300, blank=True)
    begins = models.DateField(null=True, blank=True)
    begins_precision = models.CharField(max_length=7, choices=Precision.choices, default=Precision.YEAR)
    ends = models.DateField(null=True, blank=True)
    ends_precision = models.CharField(max_length=7, choices=Precision.choices, default=Precision.YEAR)
    place_de = models.CharField(max_length=200, blank=True)
    place_en = models.CharField(max_length=200, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    cost_note = models.CharField(max_length=300, blank=True)
    origin_de = models.CharField(max_length=200, blank=True)
    origin_en = models.CharField(max_length=200, blank=True)
    invented = models.BooleanField(default=False)
    wording_invented = models.BooleanField(default=False)
    goals: Any  # the other side of StrategicGoal.versions
    search = models.GeneratedField(  # German full text: title before goal before text
        expression=SearchVector("number", "title_de", weight="A", config="german")
        + SearchVector("goal_de", "target_groups_de", "place_de", weight="B", config="german")
        + SearchVector("text", weight="C", config="german"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["edition", "field__number", "position"]
        indexes = [GinIndex(name="measures_by_words", fields=["search"])]
        constraints = [
            models.UniqueConstraint(
                name="measure_number_once", fields=["edition", "supplement", "number"], nulls_distinct=False
            ),
            models.UniqueConstraint(
                name="measure_once_in_an_edition", fields=["edition", "supplement", "measure"], nulls_distinct=False
            ),
            models.UniqueConstraint(
                name="measure_position_once", fields=["field", "supplement", "position"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="measure_ends_after_it_begins",
                condition=Q(ends__isnull=True) | Q(begins__isnull=True) | Q(ends__gte=F("begins")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title_de}"


class Involvement(models.Model):
    """An office leads a measure or takes part in it."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        INVOLVED = "involved", _("involved")

    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="involvements")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="involvements")
    role = models.CharField(max_length=8, choices=Role.choices)
    part = models.CharField(max_length=200, blank=True)  # what it does, in words

    class Meta:
        ordering = ["version", "-role", "office__name"]
        constraints = [
            models.UniqueConstraint(name="office_once_per_measure", fields=["version", "office"]),
            models.UniqueConstraint(name="one_lead_per_measure", fields=["version"], condition=Q(role="lead")),
        ]

    def __str__(self) -> str:
        return f"{self.version.number} {self.office.short} ({self.role})"


class Succession(models.Model):
    """What became of a version of the edition before in this edition, or where a version of this edition comes from."""

    class Kind(models.TextChoices):
        KEPT = "kept", _("kept")
        REWORDED = "reworded", _("reworded")
        MOVED = "moved", _("moved to another field")
        SPLIT = "split", _("split")
        MERGED = "merged", _("merged")
        ENDED = "ended", _("ended")
        NEW = "new", _("new")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="successions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    earlier = models.ForeignKey(
        MeasureVersion, on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True
    )
    later = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="follows", null=True, blank=True)
    reason = models.TextField(blank=True)
    paper = models.CharField(max_length=60, blank=True)  # the decision, where it is another than the edition's
    invented = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["edition", "id"]
        constraints = [
            models.UniqueConstraint(name="succession_of_versions_once", fields=["earlier", "later"]),
            models.CheckConstraint(
                name="a_new_measure_has_no_earlier_one_an_ended_one_no_later",
                condition=(Q(kind="new", earlier__isnull=True, later__isnull=False))
                | (Q(kind="ended", earlier__isnull=False, later__isnull=True))
                | (~Q(kind__in=["new", "ended"]) & Q(earlier__isnull=False, later__isnull=False)),
            ),
            models.UniqueConstraint(name="ended_once", fields=["edition", "earlier"], condition=Q(kind="ended")),
            models.UniqueConstraint(name="new_once", fields=["edition", "later"], condition=Q(kind="new")),
        ]

    def __str__(self) -> str:
        return f"{self.edition.slug}: {self.earlier or ''} {self.kind} {self.later or ''}"


class Milestone(models.Model):
    """A step of a measure that can be seen to be done. Its state stands in the reporting rounds."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=200)
    due = models.DateField()
    due_precision = models.CharField(max_length=7, choices=Precision.choices, default=Precision.DAY)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["measure", "due", "id"]
        constraints = [models.UniqueConstraint(name="milestone_once", fields=["measure", "title"])]

    def __str__(self) -> str:
        return f"{self.due} {self.title}"
