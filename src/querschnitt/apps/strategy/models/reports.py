"""Reports as they went out, byte for byte; pictures of the booklet, and requests for printed ones."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.strategy.models.editions import Edition, Field, Paper
from querschnitt.apps.strategy.models.progress import ReportingRound


class Report(models.Model):
    """A report with its two dates: the state it shows, and the day the council sees it. Frozen once made."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("report to the council")
        TRACKING = "tracking", _("tracking of decisions")
        SYNOPSIS = "synopsis", _("synopsis of two editions")
        BOOKLET = "booklet", _("booklet")
        MONEY = "money", _("money")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="reports")
    round = models.ForeignKey(ReportingRound, on_delete=models.PROTECT, related_name="reports", null=True, blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="reports", null=True, blank=True)
    language = models.CharField(max_length=10, default="de")
    state_on = models.DateField()
    council_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=150)
    content = models.JSONField()  # what the report says, as values; its files are made from it
    sha256 = models.CharField(max_length=64)  # of the content, as canonical JSON

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state_on} {self.language}"


class ReportFile(models.Model):
    """A file of a report as it was made."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["report", "name"]
        constraints = [models.UniqueConstraint(name="file_once", fields=["report", "name"])]

    def __str__(self) -> str:
        return self.name


class FieldPicture(models.Model):
    """A picture of a field of action for the booklet. It was not decided: a frozen edition may get one."""

    field = models.OneToOneField(Field, on_delete=models.CASCADE, related_name="picture")
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt_de = models.CharField(max_length=300)
    alt_en = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=200)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_picture_has_words_and_a_credit", condition=~Q(alt_de="") & ~Q(credit=""),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.field} ({self.credit})"


class BookletRequest(models.Model):
    """Somebody wants printed booklets. The address is deleted when they are sent; the count stays."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SENT = "sent", _("sent")
        DECLINED = "declined", _("declined")

    received_on = models.DateField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="booklet_requests")
    language = models.CharField(max_length=10, default="de")
    copies = models.PositiveSmallIntegerField()
    address = models.TextField(blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    done_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(name="a_request_asks_for_a_copy", condition=Q(copies__gt=0)),
            models.CheckConstraint(
                name="a_request_that_is_done_keeps_no_address",
                condition=Q(state="open", done_on__isnull=True) | Q(address="", done_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.copies}"
