"""What offices report: rounds with a state date, and append-only entries in three dimensions that never mix."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.strategy.models.editions import Edition
from querschnitt.apps.strategy.models.measures import MeasureVersion, Milestone
from querschnitt.apps.strategy.models.offices import Office


class ReportingRound(models.Model):
    """Offices report on all measures of an edition as of one date. Once closed, nothing is added."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rounds")
    slug = models.SlugField()
    name_de = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    state_on = models.DateField()
    opened_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    council_on = models.DateField(null=True, blank=True)
    asked_de = models.TextField(blank=True)  # what the integration office asks this time
    asked_en = models.TextField(blank=True)
    invented = models.BooleanField(default=False)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["edition", "state_on"]
        constraints = [models.UniqueConstraint(name="round_once", fields=["edition", "slug"])]

    def __str__(self) -> str:
        return f"{self.edition.slug} {self.slug}"


class Word(models.Model):
    """What an office says on a measure, in three dimensions: phase, schedule, completion. Never one from another."""

    class Phase(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")
        ENDED = "ended", _("ended without being done")

    class Schedule(models.TextChoices):
        ON_TIME = "on_time", _("on time")
        LATE = "late", _("late")
        AHEAD = "ahead", _("ahead of time")
        NO_DATES = "no_dates", _("without dates")
        NOT_STATED = "", _("not stated")

    class Completion(models.TextChoices):
        COUNTED = "counted", _("counted")
        NOT_ASSESSABLE = "not_assessable", _("not assessable")
        NOT_STATED = "", _("not stated")

    phase = models.CharField(max_length=8, choices=Phase.choices)
    schedule = models.CharField(max_length=8, choices=Schedule.choices, blank=True, default="")
    completion = models.CharField(max_length=14, choices=Completion.choices, blank=True, default="")
    counted = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    counted_unit = models.CharField(max_length=60, blank=True)
    note = models.TextField()  # for the public
    internal = models.TextField(blank=True)
    obstacles = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    unchanged_because = models.CharField(max_length=300, blank=True)
    paused_because_de = models.CharField(max_length=200, blank=True)
    paused_because_en = models.CharField(max_length=200, blank=True)
    paused_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_a_pause_has_a_reason_and_only_a_pause",
                condition=(Q(phase="paused") & ~Q(paused_because_de=""))
                | (~Q(phase="paused") & Q(paused_because_de="", paused_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="%(class)s_only_what_is_counted_has_a_count",
                condition=Q(completion="counted", counted__isnull=False, target__gt=0)
                | (~Q(completion="counted") & Q(counted__isnull=True, target__isnull=True)),
            ),
        ]


class ProgressEntry(Word):
    """What the lead office says in a round. Append-only: a later entry corrects an earlier one, with a reason."""

    round = models.ForeignKey(ReportingRound, on_delete=models.PROTECT, related_name="entries")
    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="progress")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="entries", null=True, blank=True)
    written_by = models.CharField(max_length=150, blank=True)  # a function of the office, never a person
    released_by = models.CharField(max_length=150, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="corrected_by", null=True, blank=True)
    correction_reason = models.CharField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta(Word.Meta):
        ordering = ["version", "round__state_on", "id"]
        verbose_name_plural = "progress entries"
        indexes = [GinIndex(SearchVector("note", config="german"), name="progress_by_words")]
        constraints = [
            *Word.Meta.constraints,
            models.CheckConstraint(
                name="an_entry_that_corrects_says_why",
                condition=Q(corrects__isnull=True, correction_reason="")
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
            ),
            models.CheckConstraint(
                name="nobody_releases_what_they_wrote", condition=Q(released_by="") | ~Q(released_by=F("written_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.number} {self.phase}"


class MilestoneEntry(models.Model):
    """How a milestone stands according to one entry. Append-only."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    entry = models.ForeignKey(ProgressEntry, on_delete=models.PROTECT, related_name="milestones")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="entries")
    state = models.CharField(max_length=9, choices=State.choices)
    done_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["entry", "milestone__due"]
        constraints = [
            models.UniqueConstraint(name="milestone_once_in_an_entry", fields=["entry", "milestone"]),
            models.CheckConstraint(
                name="a_done_milestone_has_its_day_a_cancelled_one_its_reason",
                condition=Q(state="open", done_on__isnull=True)
                | Q(state="done", done_on__isnull=False)
                | (Q(state="cancelled") & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.state}"
