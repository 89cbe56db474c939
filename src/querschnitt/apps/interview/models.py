"""What the interview service keeps, all of it in the database `answers`: no name, no address, no readable answer."""

from __future__ import annotations

import uuid

from django.db import models


class Opening(models.Model):
    """A wave opened for interviews: its present instrument, and the key its answers are sealed to."""

    wave = models.SlugField(max_length=20, primary_key=True)
    # Of the version with which interviews begin now.
    instrument_hash = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64)
    # Of the field desk, for wishes; empty if the hand-over names none.
    desk_key = models.CharField(max_length=64, blank=True)
    complete_share = models.DecimalField(max_digits=3, decimal_places=2)
    partial_share = models.DecimalField(max_digits=3, decimal_places=2)
    handover_digest = models.CharField(max_length=64)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.wave


class Version(models.Model):
    """A version of a wave's questionnaire. Interviews that have begun with an older one may still need it."""

    class Kind(models.TextChoices):
        FIRST = "first"
        NONE = "none"
        TEXT_ONLY = "text-only"
        ADDITIVE = "additive"
        BREAKING = "breaking"

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="versions")
    instrument_hash = models.CharField(max_length=64)
    document = models.JSONField()
    # The change from the version before: as this service has found it to be, and as it was declared.
    kind = models.CharField(max_length=10, choices=Kind.choices)
    declared = models.CharField(max_length=10, blank=True)
    handover_digest = models.CharField(max_length=64)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opening", "instrument_hash"], name="interview_version_of_opening_once")
        ]

    def __str__(self) -> str:
        return f"{self.opening_id}: {self.instrument_hash[:12]}"


class Recording(models.Model):
    """A text of the questionnaire that is read aloud. Its name holds the beginning of the hash of its content."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="recordings")
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "name"], name="interview_recording_of_opening_once")]

    def __str__(self) -> str:
        return self.name


class Access(models.Model):
    """A keyed hash of an access code, and the case it opens."""

    code_hash = models.CharField(max_length=64, primary_key=True)
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE)
    case_id = models.UUIDField(unique=True)

    class Meta:
        verbose_name_plural = "accesses"

    def __str__(self) -> str:
        return str(self.case_id)


class Interview(models.Model):
    """One interview: a sealed box, and its key wrapped for the access code and for the statistics office."""

    class State(models.TextChoices):
        OPEN = "open"
        FINISHED = "finished"

    access = models.OneToOneField(Access, on_delete=models.CASCADE, primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    language = models.CharField(max_length=10)
    mode = models.CharField(max_length=10, default="web")
    interviewer = models.CharField(max_length=20, blank=True)
    # The page that was passed last: where a break-off happened.
    page = models.CharField(max_length=100, blank=True)
    # Counts the writes, so that a write that has read an older state starts again.
    revision = models.PositiveIntegerField(default=0)
    box = models.BinaryField()
    # Deleted when the interview is sent: the code opens nothing any more.
    code_wrap = models.BinaryField(null=True)
    office_wrap = models.BinaryField()
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_finished_interview_is_sealed",
                condition=models.Q(state="open", code_wrap__isnull=False)
                | models.Q(state="finished", code_wrap__isnull=True, finished_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.access_id}: {self.state}"


class Wish(models.Model):
    """What somebody asks of the field desk, sealed to its key. Knows no case; this service can add, and not read."""

    class Kind(models.TextChoices):
        CALL = "call"
        RESULTS = "results"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    wave = models.SlugField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    box = models.BinaryField()
    # The day alone: a time would tell whose interview was open then.
    left_on = models.DateField()

    class Meta:
        verbose_name_plural = "wishes"

    def __str__(self) -> str:
        return f"{self.wave}: {self.kind}"
