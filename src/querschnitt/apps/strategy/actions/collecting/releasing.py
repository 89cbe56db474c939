"""Four eyes: the office hands in, its head releases or returns. What is released is an entry and stays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.collecting.drafts import WORD_FIELDS
from querschnitt.apps.strategy.actions.collecting.links import refuse_other_hands
from querschnitt.apps.strategy.actions.collecting.mails import Letter, Posted, post_all
from querschnitt.apps.strategy.models import (
    Draft,
    MilestoneEntry,
    OfficeFunction,
    ProgressEntry,
    ReportingRound,
    Sent,
    StatusLink,
)
from querschnitt.apps.strategy.queries.collecting import functions_on, recipients
from querschnitt.apps.strategy.queries.reporting import Door
from querschnitt.core.errors import InputError, StateError


@dataclass(frozen=True)
class Released:
    """What a release did: numbers of measures that are entries now, and those that changed since they were read."""

    released: tuple[str, ...]
    changed: tuple[str, ...]


def hand_in(*, door: Door, now: datetime) -> Posted:
    """Tell the head of an office that there is something to release. Repeated without a change it sends nothing.

    Raises
    ------
    StateError : if nothing is ready, or the office has no function that releases
    """
    refuse_other_hands(door, purpose=StatusLink.Purpose.REPORT)
    ready = list(_ready(door).values_list("pk", "revision"))
    if not ready:
        raise StateError("No measure is ready for release", hint="Report on a measure first.")
    heads = heads_of(door, on=now.date())
    if not heads:
        raise StateError(
            "This office has no function that releases", where=door.office.name,
            hint="The integration office adds its mailbox.",
        )  # fmt: skip
    key = hashlib.sha256(repr(sorted(ready)).encode()).hexdigest()[:16]
    letters = [
        Letter(
            function=head, kind=Sent.Kind.RELEASE, key=key, round=door.round, office=door.office,
            purpose=StatusLink.Purpose.RELEASE, words={"number": len(ready)},
        )
        for head in heads
    ]  # fmt: skip
    return post_all(letters, now=now)


def heads_of(door: Door, *, on: date) -> list[OfficeFunction]:
    """Return the functions that release for an office on a day, with those who stand in."""
    heads = functions_on(on, kinds=[OfficeFunction.Kind.HEAD])
    return recipients([head for head in heads if head.office_id == door.office.pk], on=on)


def release(*, door: Door, revisions: Mapping[int, int], now: datetime) -> Released:
    """Make entries of drafts that are ready.

    Parameters
    ----------
    revisions : key of each draft -> its revision as the head read it; one that changed since stays ready

    Raises
    ------
    InputError : if the link is not a head's, or the same function wrote what it would release
    StateError : if the round is closed
    """
    refuse_other_hands(door, purpose=StatusLink.Purpose.RELEASE)
    released, changed = [], []
    with transaction.atomic(using="office"):
        ReportingRound.objects.select_for_update(no_key=True).get(pk=door.round.pk)
        drafts = _ready(door).filter(pk__in=revisions).select_for_update(of=["self"]).select_related("version")
        for draft in drafts.order_by("version__field__number", "version__position"):
            _refuse_two_eyes(door, draft)
            if draft.revision != revisions[draft.pk]:
                changed.append(draft.version.number)
                continue
            _add_entry(draft, door)
            draft.state, draft.correction_reason, draft.told_back = Draft.State.RELEASED, "", ""
            draft.save()
            released.append(draft.version.number)
        log_activity(
            alias="office", verb="release status", subject=f"{door.round.slug} {door.office.short}",
            figures={"measures": len(released)}, actor=door.name,
        )  # fmt: skip
    return Released(released=tuple(released), changed=tuple(changed))


def _refuse_two_eyes(door: Door, draft: Draft) -> None:
    if draft.writer_id == (door.function.pk if door.function else None) or draft.written_by == door.name:
        raise InputError(
            "Who wrote a report cannot release it", where=draft.version.number,
            hint="Let another function of the office release it.",
        )  # fmt: skip


def _add_entry(draft: Draft, door: Door) -> ProgressEntry:
    corrects = (
        ProgressEntry.objects.filter(round=door.round, version=draft.version).order_by("-id").first()
        if draft.correction_reason
        else None
    )
    entry = ProgressEntry.objects.create(
        round=door.round, version=draft.version, office=draft.office, written_by=draft.written_by,
        released_by=door.name, corrects=corrects, correction_reason=draft.correction_reason if corrects else "",
        invented=door.round.invented, **{name: getattr(draft, name) for name in WORD_FIELDS},
    )  # fmt: skip
    MilestoneEntry.objects.bulk_create(
        MilestoneEntry(
            entry=entry, milestone_id=int(key), state=state, done_on=date.fromisoformat(day) if day else None,
            reason=reason,
        )
        for key, (state, day, reason) in draft.milestones.items()
    )  # fmt: skip
    return entry


def _ready(door: Door) -> QuerySet[Draft]:
    return Draft.objects.filter(round=door.round, office=door.office, state=Draft.State.READY)


def send_back(*, door: Door, draft: Draft, reason: str, now: datetime) -> Posted:
    """Return a draft to those who report, with a reason, and tell them by mail.

    Raises
    ------
    InputError : if no reason is given, or the draft is not this office's or not ready
    """
    refuse_other_hands(door, purpose=StatusLink.Purpose.RELEASE)
    if not reason.strip():
        raise InputError("A report is returned with a reason", where=draft.version.number)
    with transaction.atomic(using="office"):
        found = _ready(door).select_for_update().filter(pk=draft.pk).first()
        if found is None:
            raise InputError("This report does not wait for release", where=draft.version.number)
        found.state, found.told_back = Draft.State.RETURNED, reason.strip()
        found.revision += 1
        found.save()
    key = f"{found.version_id}-{found.revision}"
    words = {"version": draft.version, "reason": found.told_back}
    return post_all(letters_to_editors(door, kind=Sent.Kind.RETURNED, key=key, words=words, on=now.date()), now=now)


def letters_to_editors(door: Door, *, kind: str, key: str, words: Mapping[str, object], on: date) -> Sequence[Letter]:
    """Return a mail to each function of an office that reports, and to those who stand in."""
    editors = functions_on(on, kinds=[OfficeFunction.Kind.EDITOR])
    found = recipients([editor for editor in editors if editor.office_id == door.office.pk], on=on)
    return [
        Letter(function=editor, kind=kind, key=key, round=door.round, office=door.office, words=words)
        for editor in found
    ]
