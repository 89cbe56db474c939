"""Cases, what was tried to reach them, and how each one ended; what people ask of the field desk."""

from __future__ import annotations

import uuid

from django.db import models

from querschnitt.apps.register.models import SampledUnit
from querschnitt.apps.survey.models import Wave
from querschnitt.core.succession import fingerprint


class Case(models.Model):
    """A sampled person in the field. Knows no name; the name is behind the wall."""

    unit = models.OneToOneField(SampledUnit, on_delete=models.CASCADE, primary_key=True)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    final_outcome = models.CharField(max_length=24, blank=True)
    mode = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["wave", "number"]
        constraints = [models.UniqueConstraint(fields=["wave", "number"], name="one_case_a_number")]

    def __str__(self) -> str:
        return f"{self.wave_id}/{self.number}"


class ContactAttempt(models.Model):
    """One attempt to reach a case, with its AAPOR outcome code."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attempts")
    order = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10)
    outcome = models.CharField(max_length=24)

    class Meta:
        ordering = ["case", "order"]
        constraints = [models.UniqueConstraint(fields=["case", "order"], name="attempts_are_numbered")]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.order}: {self.outcome}"


class LetterRun(models.Model):
    """One print run of invitations."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE)
    letters = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    folder = models.CharField(max_length=300)
    handover_digest = models.CharField(max_length=64)
    address = models.CharField(max_length=300, blank=True)
    printed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.letters} letters"


class MailingKey(models.Model):
    """The public key of the office that mails, accepted by somebody who compared its fingerprint. Only added."""

    public_key = models.CharField(max_length=64, unique=True)
    accepted_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-accepted_at", "-id"]

    def __str__(self) -> str:
        return fingerprint(self.public_key)


class MailingHandOver(models.Model):
    """One letter list that was made for the office that mails: for which key, how many letters, by whom. Only added.

    The list itself is kept nowhere; ``sha256`` tells whether a file is it.
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="mailings")
    recipient = models.ForeignKey(MailingKey, on_delete=models.PROTECT, related_name="mailings")
    letters = models.PositiveIntegerField()
    address = models.CharField(max_length=300)
    place = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.letters} letters for {self.recipient}"


class Envelope(models.Model):
    """The access code of a case, encrypted for the field desk. Stands in `identity`, beside the address."""

    case_id = models.UUIDField(primary_key=True)
    wave = models.SlugField(max_length=20)
    person_id = models.CharField(max_length=20)
    sealed_code = models.BinaryField()

    def __str__(self) -> str:
        return str(self.case_id)


class Wish(models.Model):
    """What somebody asks of the field desk. Stands in `identity`; knows no case, and soon after it is done nobody."""

    class Kind(models.TextChoices):
        CALL = "call"
        RESULTS = "results"

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        # The same person asked for the same before, and that still waits: it has taken this one in.
        REPEATED = "repeated"

    class Outcome(models.TextChoices):
        NONE = ""
        CALLED = "called"
        NOT_REACHED = "not_reached"

    # The same as in the outbox, so that nothing that is moved twice is there twice.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    wave = models.SlugField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    contact = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10)
    times = models.JSONField(default=list)
    left_on = models.DateField()
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    tried_at = models.DateTimeField(null=True)
    tried_by = models.CharField(max_length=150, blank=True)
    done_on = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [
            models.UniqueConstraint(
                name="one_waiting_wish_a_contact",
                fields=["wave", "kind", "contact"],
                condition=models.Q(state="waiting"),
            ),
            models.CheckConstraint(
                name="a_waiting_wish_has_a_contact",
                condition=~models.Q(state="waiting") | ~models.Q(contact=""),
            ),
            models.CheckConstraint(
                name="a_wish_that_is_done_has_its_day",
                condition=models.Q(state="done", done_on__isnull=False) | ~models.Q(state="done"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}: {self.kind}, {self.state}"
