"""How the words of an office come in: functions with a mailbox, links that belong to them, drafts until release."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.strategy.models.measures import MeasureVersion
from querschnitt.apps.strategy.models.offices import Office
from querschnitt.apps.strategy.models.progress import ReportingRound, Word


class OfficeFunction(models.Model):
    """A function of an office with its mailbox: who reports, and who releases. Never a person's name."""

    class Kind(models.TextChoices):
        EDITOR = "editor", _("reports")
        HEAD = "head", _("releases")
        COORDINATION = "coord", _("collects")  # of the integration office: gets the digest, and questions

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="functions")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    email = models.EmailField()
    language = models.CharField(max_length=2, default="de")
    deputy = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    deputy_from = models.DateField(null=True, blank=True)
    deputy_until = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["office__name", "kind", "name"]
        constraints = [
            models.UniqueConstraint(name="function_once", fields=["office", "name"]),
            models.CheckConstraint(name="nobody_is_their_own_deputy", condition=~Q(deputy=F("id"))),
            models.CheckConstraint(
                name="a_deputy_stands_in_forwards",
                condition=Q(deputy_from__isnull=True)
                | Q(deputy_until__isnull=True)
                | Q(deputy_until__gte=F("deputy_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office.short} {self.name}"

    def deputy_on(self, day: date) -> OfficeFunction | None:
        """Return who stands in for this function on a day."""
        begun = self.deputy_from is None or self.deputy_from <= day
        lasts = self.deputy_until is None or day <= self.deputy_until
        return self.deputy if begun and lasts else None


class OfficeMember(models.Model):
    """A person with an account works for an office and may do there what its links may do."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="members")

    def __str__(self) -> str:
        return f"{self.user} {self.office.short}"


class StatusLink(models.Model):
    """A link that opens one office's measures of one round to one of its functions. Only its hash is kept."""

    class Purpose(models.TextChoices):
        REPORT = "report", _("report")
        RELEASE = "release", _("release")

    round = models.ForeignKey(ReportingRound, on_delete=models.PROTECT, related_name="links")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="links")
    function = models.ForeignKey(OfficeFunction, on_delete=models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=7, choices=Purpose.choices)
    token_sha256 = models.CharField(max_length=64, unique=True)
    passed_on_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="passed_on_to", null=True, blank=True
    )
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round", "office__name", "purpose", "-sent_at"]

    def __str__(self) -> str:
        return f"{self.round} {self.office.short} {self.purpose}"


class Draft(Word):
    """The words of the lead office before release; once released, the entry stands and the draft is closed."""

    class State(models.TextChoices):
        OPEN = "open", _("not yet reported")
        READY = "ready", _("ready for release")
        QUESTION = "question", _("asked back")
        NOT_OURS = "not_ours", _("not this office's")
        RETURNED = "returned", _("returned by the head")
        RELEASED = "released", _("released")

    round = models.ForeignKey(ReportingRound, on_delete=models.PROTECT, related_name="drafts")
    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="drafts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="drafts")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    milestones = models.JSONField(default=dict, blank=True)  # key of a milestone -> [state, day done, reason]
    question = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    belongs_to = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    told_back = models.TextField(blank=True)  # why the head returned it
    explanation = models.TextField(blank=True, db_default="")  # what the writer says to what looks odd
    correction_reason = models.CharField(max_length=300, blank=True, db_default="")  # of what is already released
    written_by = models.CharField(max_length=150, blank=True)
    writer = models.ForeignKey(OfficeFunction, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)  # two people at once: the later one is told
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(Word.Meta):
        ordering = ["round", "version__field__number", "version__position"]
        constraints = [
            *Word.Meta.constraints,
            models.UniqueConstraint(name="draft_once", fields=["round", "version"]),
            models.CheckConstraint(
                name="a_question_is_asked_in_words", condition=~Q(state="question") | ~Q(question="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.number} {self.state}"


class Contribution(models.Model):
    """What an involved office adds to the lead's report on a measure."""

    round = models.ForeignKey(ReportingRound, on_delete=models.PROTECT, related_name="contributions")
    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="contributions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="contributions")
    text = models.TextField()
    written_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["round", "version", "office__name"]
        constraints = [models.UniqueConstraint(name="contribution_once", fields=["round", "version", "office"])]

    def __str__(self) -> str:
        return f"{self.version.number} {self.office.short}"


class Sent(models.Model):
    """A mail that went out, so that a repeated run sends nothing twice."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        REMINDER = "reminder", _("reminder")
        ESCALATION = "escalation", _("to the head: overdue")
        RELEASE = "release", _("to the head: please release")
        RETURNED = "returned", _("returned for a change")
        ANSWER = "answer", _("answer to a question")
        DIGEST = "digest", _("digest")
        PASSED_ON = "passed_on", _("passed on")
        CONCLUSION = "conclusion", _("a finding waits for a conclusion")

    function = models.ForeignKey(OfficeFunction, on_delete=models.PROTECT, related_name="sent")
    round = models.ForeignKey(ReportingRound, on_delete=models.PROTECT, related_name="sent", null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=60, blank=True)  # what makes it another mail: a step, a measure
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        verbose_name_plural = "sent mails"
        constraints = [
            models.UniqueConstraint(name="mail_once", fields=["function", "round", "kind", "key"], nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d} {self.function} {self.kind}"
