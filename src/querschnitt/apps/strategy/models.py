"""The strategy as rows: editions that freeze, measures with an identity, what offices report, and what it all rests on.

An adopted edition, a closed reporting round and each line of progress and money are frozen by triggers of the
database (``migrations/0002_frozen.py``), so no code path can change them.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.indicators.models import Finding


class Edition(models.Model):
    """One state of the strategy as a body decided on it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed by the administration")
        AMENDED = "amended", _("amended")
        ADOPTED = "adopted", _("adopted")
        SUPERSEDED = "superseded", _("superseded")

    slug = models.SlugField(unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    title_de = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    paper = models.CharField(max_length=60, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    as_amended = models.BooleanField(default=False)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    note_de = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-valid_from", "slug"]
        constraints = [
            models.CheckConstraint(
                name="adopted_edition_names_its_decision",
                condition=~Q(state__in=["adopted", "superseded"]) | (Q(adopted_on__isnull=False) & ~Q(paper="")),
            ),
            models.CheckConstraint(
                name="edition_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} ({self.paper})"


class Field(models.Model):
    """A field of action: a chapter of one edition."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="fields")
    number = models.PositiveSmallIntegerField()
    name_de = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    aim_de = models.TextField(blank=True)
    aim_en = models.TextField(blank=True)
    evidenced = models.BooleanField(default=True)
    aim_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "number"]
        constraints = [models.UniqueConstraint(name="field_number_once", fields=["edition", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.name_de}"


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


class Measure(models.Model):
    """The identity of a measure across editions; all its words are in its versions."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.uuid)


class MeasureVersion(models.Model):
    """A measure as one edition words it."""

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
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    title_de = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    text = models.TextField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    recurrence = models.CharField(max_length=12, choices=Recurrence.choices)
    target_groups_de = models.CharField(max_length=300, blank=True)
    target_groups_en = models.CharField(max_length=300, blank=True)
    begins = models.PositiveSmallIntegerField(null=True, blank=True)
    ends = models.PositiveSmallIntegerField(null=True, blank=True)
    origin_de = models.CharField(max_length=200, blank=True)
    origin_en = models.CharField(max_length=200, blank=True)
    invented = models.BooleanField(default=False)
    wording_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "field__number", "position"]
        constraints = [
            models.UniqueConstraint(name="measure_number_once", fields=["edition", "number"]),
            models.UniqueConstraint(name="measure_once_in_an_edition", fields=["edition", "measure"]),
            models.UniqueConstraint(name="measure_position_once", fields=["field", "position"]),
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

    class Meta:
        ordering = ["version", "-role", "office__name"]
        constraints = [
            models.UniqueConstraint(name="office_once_per_measure", fields=["version", "office"]),
            models.UniqueConstraint(name="one_lead_per_measure", fields=["version"], condition=Q(role="lead")),
        ]

    def __str__(self) -> str:
        return f"{self.version.number} {self.office.short} ({self.role})"


class ReportingRound(models.Model):
    """Offices report on all measures of an edition as of one date. Once closed, nothing is added."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rounds")
    slug = models.SlugField()
    name_de = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    state_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["edition", "state_on"]
        constraints = [models.UniqueConstraint(name="round_once", fields=["edition", "slug"])]

    def __str__(self) -> str:
        return f"{self.edition.slug} {self.slug}"


class ProgressEntry(models.Model):
    """What the lead office says in a round. Append-only: a later entry corrects an earlier one."""

    class Phase(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")

    round = models.ForeignKey(ReportingRound, on_delete=models.PROTECT, related_name="entries")
    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="progress")
    phase = models.CharField(max_length=8, choices=Phase.choices)
    note = models.TextField()
    paused_because_de = models.CharField(max_length=200, blank=True)
    paused_because_en = models.CharField(max_length=200, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    invented = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["version", "round__state_on", "id"]
        verbose_name_plural = "progress entries"
        constraints = [
            models.CheckConstraint(
                name="a_pause_has_a_reason_and_only_a_pause",
                condition=(Q(phase="paused") & ~Q(paused_because_de=""))
                | (~Q(phase="paused") & Q(paused_because_de="", paused_until__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version.number} {self.phase}"


class BudgetLine(models.Model):
    """An amount for one year at one stage of the budget. Append-only: each stage is its own line."""

    class Stage(models.TextChoices):
        REQUESTED = "requested", _("requested")
        DRAFT = "draft", _("in the draft budget")
        AMENDED = "amended", _("amended")
        DECIDED = "decided", _("decided")
        STRUCK = "struck", _("struck")
        RESTORED = "restored", _("restored")
        SPENT = "spent", _("spent")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="budget_lines")
    version = models.ForeignKey(
        MeasureVersion, on_delete=models.PROTECT, related_name="budget_lines", null=True, blank=True
    )
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    purpose_de = models.CharField(max_length=200)
    purpose_en = models.CharField(max_length=200)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            models.UniqueConstraint(
                name="budget_line_once",
                fields=["edition", "version", "year", "stage", "purpose_de"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.stage} {self.amount}"


class Evidence(models.Model):
    """A released finding speaks to a measure, in one role."""

    class Role(models.TextChoices):
        NEED = "need", _("shows the need")
        OUTPUT = "output", _("shows what was done")
        OUTCOME = "outcome", _("shows what became of it")
        CONTEXT = "context", _("context only")

    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="evidence")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="evidence")
    role = models.CharField(max_length=8, choices=Role.choices)
    note_de = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["version", "finding"]
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(name="evidence_once", fields=["version", "finding", "role"])]

    def __str__(self) -> str:
        return f"{self.version.number} ← {self.finding}"
