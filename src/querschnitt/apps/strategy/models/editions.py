"""Editions and what a council does with them: papers, consultations, supplements, corrections of misprints."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


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
    predecessor = models.ForeignKey("self", on_delete=models.PROTECT, related_name="successors", null=True, blank=True)
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
    budget_from = models.PositiveSmallIntegerField(null=True, blank=True)
    budget_until = models.PositiveSmallIntegerField(null=True, blank=True)
    note_de = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    invented = models.BooleanField(default=False, db_default=False)
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
            models.CheckConstraint(
                name="edition_budget_years_run_upwards",
                condition=Q(budget_until__isnull=True) | Q(budget_until__gte=F("budget_from")),
            ),
            models.UniqueConstraint(name="one_adopted_edition", fields=["state"], condition=Q(state="adopted")),
        ]

    def __str__(self) -> str:
        return f"{self.slug} ({self.paper})"

    @property
    def is_frozen(self) -> bool:
        """Return whether the database refuses every change of its content."""
        return self.state in (self.State.ADOPTED, self.State.SUPERSEDED)


class Field(models.Model):
    """A field of action: a chapter of one edition. Its lead draws conclusions from findings."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="fields")
    number = models.PositiveSmallIntegerField()
    name_de = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    aim_de = models.TextField(blank=True)
    aim_en = models.TextField(blank=True)
    lead = models.ForeignKey("Office", on_delete=models.PROTECT, related_name="fields_led", null=True, blank=True)
    evidenced = models.BooleanField(default=True)
    aim_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "number"]
        constraints = [models.UniqueConstraint(name="field_number_once", fields=["edition", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.name_de}"


class FieldSuccession(models.Model):
    """A field of the edition before went into this field: renamed, or regrouped where there are several."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="field_successions")
    earlier = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="later_fields")
    later = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="earlier_fields")

    class Meta:
        ordering = ["edition", "later__number", "earlier__number"]
        constraints = [models.UniqueConstraint(name="field_succession_once", fields=["earlier", "later"])]

    def __str__(self) -> str:
        return f"{self.earlier} → {self.later}"


class StrategicGoal(models.Model):
    """A goal of the city that measures of an edition serve."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="goals")
    number = models.CharField(max_length=12)
    text_de = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True)
    invented = models.BooleanField(default=False, db_default=False)
    versions: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "MeasureVersion", related_name="goals", blank=True
    )

    class Meta:
        ordering = ["edition", "number"]
        constraints = [models.UniqueConstraint(name="goal_number_once", fields=["edition", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.text_de}"


class Paper(models.Model):
    """A paper of the council: the proposal of an edition, a motion, an amendment, a position, a question, a report."""

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", _("proposal of the administration")
        NEW_VERSION = "new_version", _("new version of a proposal")
        MOTION = "motion", _("motion")
        AMENDMENT = "amendment", _("amendment")
        POSITION = "position", _("position of the administration")
        QUESTION = "question", _("question")
        REPORT = "report", _("report")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        ACCEPTED_AMENDED = "accepted_amended", _("accepted as amended")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ANSWERED = "answered", _("answered")

    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=18, choices=State.choices, default=State.OPEN)
    title = models.CharField(max_length=300)
    submitted_by = models.CharField(max_length=200, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    url = models.URLField(blank=True)
    reply_to = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replies", null=True, blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="papers", null=True, blank=True)
    measures: models.ManyToManyField[Any, Any] = models.ManyToManyField("Measure", related_name="papers", blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["submitted_on", "number"]
        constraints = [
            models.CheckConstraint(
                name="an_answered_paper_has_its_answer",
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_on__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Consultation(models.Model):
    """One body deals with a paper on one day."""

    class Role(models.TextChoices):
        HEARING = "hearing", _("hearing")
        READING = "reading", _("first reading")
        ADVICE = "advice", _("preliminary advice")
        DECISION = "decision", _("decision")
        NOTICE = "notice", _("for information")

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="consultations")
    body = models.CharField(max_length=200)
    on = models.DateField()
    role = models.CharField(max_length=8, choices=Role.choices)
    result = models.CharField(max_length=300, blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(null=True, blank=True)
    invented = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["paper", "on", "id"]
        constraints = [models.UniqueConstraint(name="consultation_once", fields=["paper", "body", "on"])]

    def __str__(self) -> str:
        return f"{self.on} {self.body}"


class Supplement(models.Model):
    """A decision between two editions: from a day on it adds, changes or ends measures of a frozen edition."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="supplements")
    number = models.PositiveSmallIntegerField()
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="supplements")
    reason = models.TextField()
    applies_from = models.DateField()
    adopted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["edition", "number"]
        constraints = [models.UniqueConstraint(name="supplement_number_once", fields=["edition", "number"])]

    def __str__(self) -> str:
        return f"{self.edition.slug} supplement {self.number}"


class Ending(models.Model):
    """A supplement ends a measure."""

    supplement = models.ForeignKey(Supplement, on_delete=models.PROTECT, related_name="endings")
    measure = models.ForeignKey("Measure", on_delete=models.PROTECT, related_name="endings")
    reason = models.TextField()

    class Meta:
        ordering = ["supplement", "id"]
        constraints = [models.UniqueConstraint(name="ending_once", fields=["supplement", "measure"])]

    def __str__(self) -> str:
        return f"{self.supplement}: {self.measure}"


class Correction(models.Model):
    """A misprint in a frozen text, put right beside it. The frozen row stays; pages show both, with the reason."""

    class Subject(models.TextChoices):
        VERSION = "version", _("measure")
        FIELD = "field", _("field of action")
        EDITION = "edition", _("edition")
        ENTRY = "entry", _("status")
        PAPER = "paper", _("paper")

    subject = models.CharField(max_length=8, choices=Subject.choices)
    row = models.BigIntegerField()  # the key of the row that is corrected, of the table the subject names
    column = models.CharField(max_length=40)
    printed = models.TextField()
    correct = models.TextField()
    reason = models.TextField()
    corrected_by = models.CharField(max_length=150)
    corrected_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["subject", "row", "id"]
        indexes = [models.Index(name="corrections_of_a_row", fields=["subject", "row"])]
        constraints = [
            models.CheckConstraint(name="a_correction_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="a_correction_changes_something", condition=~Q(printed=F("correct"))),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.row} {self.column}"
