"""Workshops with their groups and proposals, comments of the advisory board, and the answers to both."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.strategy.models.editions import Edition
from querschnitt.apps.strategy.models.measures import Measure


class Workshop(models.Model):
    """A workshop that an edition rests on."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="workshops")
    number = models.PositiveSmallIntegerField()
    title_de = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    participants = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "number"]
        constraints = [models.UniqueConstraint(name="workshop_number_once", fields=["edition", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title_de}"


class WorkshopGroup(models.Model):
    """A table or group of a workshop."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="groups")
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["workshop", "id"]
        constraints = [models.UniqueConstraint(name="group_once", fields=["workshop", "title"])]

    def __str__(self) -> str:
        return self.title


class Proposal(models.Model):
    """What a group proposed, and what became of it, or why not."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("not yet decided")
        TAKEN = "taken", _("taken up")
        PARTLY = "partly", _("taken up in part")
        ELSEWHERE = "elsewhere", _("done elsewhere")
        NOT_TAKEN = "not_taken", _("not taken up")

    group = models.ForeignKey(WorkshopGroup, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField(blank=True)
    measures = models.ManyToManyField(Measure, related_name="proposals", blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["group", "number"]
        constraints = [
            models.UniqueConstraint(name="proposal_number_once", fields=["group", "number"]),
            models.CheckConstraint(
                name="what_is_not_taken_up_is_answered",
                condition=~Q(outcome__in=["not_taken", "elsewhere"]) | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group.workshop.number}.{self.number} {self.text[:60]}"


class Comment(models.Model):
    """A comment of the advisory board (or another body) on a measure or an edition, and the answer to it."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="comments")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="comments", null=True, blank=True)
    body = models.CharField(max_length=200)
    on = models.DateField()
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                name="an_answer_has_its_day",
                condition=Q(answer="", answered_on__isnull=True) | (~Q(answer="") & Q(answered_on__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.body}"
