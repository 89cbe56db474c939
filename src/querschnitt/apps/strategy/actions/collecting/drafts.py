"""What an office writes before release, measure by measure. Nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction

from querschnitt.apps.strategy.actions.collecting.links import refuse_other_hands
from querschnitt.apps.strategy.models import (
    Contribution,
    Draft,
    MeasureVersion,
    Office,
    ProgressEntry,
    ReportingRound,
    StatusLink,
    Word,
)
from querschnitt.apps.strategy.queries.collecting import LEAD, Item, items_of
from querschnitt.apps.strategy.queries.in_force import parts_on
from querschnitt.apps.strategy.queries.reporting import Door
from querschnitt.core.errors import InputError, StateError

WORD_FIELDS = tuple(column.name for column in Word._meta.local_fields)
"""What a report says: the columns that a draft and an entry share."""


class WrittenMeanwhileError(StateError):
    """Somebody else saved the same measure after it was opened here. Both texts are shown, and one decides."""


@dataclass(frozen=True)
class Told:
    """What an office says on a measure. ``milestones`` : key -> (state, day done or "", reason)."""

    phase: str
    note: str
    schedule: str = ""
    completion: str = ""
    counted: Decimal | None = None
    target: Decimal | None = None
    counted_unit: str = ""
    internal: str = ""
    obstacles: str = ""
    next_steps: str = ""
    unchanged_because: str = ""
    paused_because_de: str = ""
    paused_because_en: str = ""
    paused_until: date | None = None
    explanation: str = ""
    correction_reason: str = ""
    milestones: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)


def save_words(*, door: Door, version: MeasureVersion, told: Told, revision: int, is_ready: bool, on: date) -> Draft:
    """Save what an office says on a measure it leads, as a draft or as ready for release.

    Parameters
    ----------
    revision : of the draft as it was when it was opened; 0 where there was none

    Raises
    ------
    WrittenMeanwhileError : if somebody else has saved it since
    InputError : if the measure is not led by the office, or a released one is changed without a reason
    StateError : if the round is closed
    """
    with _draft(door, version, revision, on=on) as draft:
        if draft.state == Draft.State.RELEASED and not told.correction_reason:
            raise InputError("What is released is only corrected with a reason", where=version.number)
        for name, value in asdict(told).items():
            setattr(draft, name, value)
        draft.milestones = {key: list(row) for key, row in told.milestones.items()}
        draft.state, draft.belongs_to = Draft.State.READY if is_ready else Draft.State.OPEN, None
    return draft


def keep_unchanged(*, door: Door, version: MeasureVersion, because: str, revision: int, on: date) -> Draft:
    """Say that nothing has changed on a measure since the last round, and why: its last words stand again.

    Raises
    ------
    InputError : if no reason is given, or there are no last words
    """
    item = next((item for item in items_of(door.round, on=on, office=door.office) if item.version == version), None)
    last = item.last if item else None
    if not because.strip() or last is None:
        raise InputError("Unchanged needs a reason and something to be unchanged", where=version.number)
    told = Told(**{name: getattr(last, name) for name in WORD_FIELDS} | {"unchanged_because": because.strip()[:300]})
    return save_words(door=door, version=version, told=told, revision=revision, is_ready=True, on=on)


def ask(*, door: Door, version: MeasureVersion, question: str, revision: int, on: date) -> Draft:
    """Ask the integration office something on a measure; words already written stay."""
    if not question.strip():
        raise InputError("A question is asked in words", where=version.number)
    with _draft(door, version, revision, on=on) as draft:
        draft.question, draft.answer, draft.state = question.strip(), "", Draft.State.QUESTION
    return draft


def decline(
    *, door: Door, version: MeasureVersion, belongs_to: Office | None, words: str, revision: int, on: date
) -> Draft:
    """Say that a measure is not this office's; the integration office gives it to another."""
    with _draft(door, version, revision, on=on) as draft:
        draft.belongs_to, draft.state = belongs_to, Draft.State.NOT_OURS
        draft.question, draft.answer = words.strip(), ""
    return draft


@contextmanager
def _draft(door: Door, version: MeasureVersion, revision: int, *, on: date) -> Iterator[Draft]:
    """Give the draft of a measure to be changed, locked, and save it under the next revision."""
    refuse_other_hands(door, purpose=StatusLink.Purpose.REPORT)
    with transaction.atomic(using="office"):
        ReportingRound.objects.select_for_update(no_key=True).get(pk=door.round.pk)
        if role_of(door, version, on=on) != LEAD:
            raise InputError("This office does not lead the measure", where=version.number, got=door.office.short)
        draft = Draft.objects.select_for_update().filter(round=door.round, version=version).first()
        draft = draft or _first_draft(door, version)
        if draft.revision != revision:
            raise WrittenMeanwhileError("Somebody else saved this measure meanwhile", where=version.number)
        yield draft
        draft.office, draft.writer, draft.written_by = door.office, door.function, door.name
        draft.revision += 1
        draft.save()


def _first_draft(door: Door, version: MeasureVersion) -> Draft:
    """Return a new draft; of a measure that is released already, one in that state."""
    released = ProgressEntry.objects.filter(round=door.round, version=version).exists()
    state = Draft.State.RELEASED if released else Draft.State.OPEN
    return Draft(round=door.round, version=version, office=door.office, state=state)


def role_of(door: Door, version: MeasureVersion, *, on: date) -> str:
    """Return the role of the office of a door in a measure today, empty where it has none."""
    day = max(on, door.round.state_on)
    parts = parts_on([version], day).get(version.pk, [])
    return next((part.role for part in parts if part.office.pk == door.office.pk), "")


def contribute(*, door: Door, version: MeasureVersion, text: str, seen: str, on: date) -> Contribution | None:
    """Save what an involved office adds to the lead's report; nothing at all takes it back.

    Parameters
    ----------
    seen : the text as it was when it was opened

    Raises
    ------
    WrittenMeanwhileError : if somebody else of the office has saved another one since
    InputError : if the office takes no part in the measure, or leads it
    """
    refuse_other_hands(door, purpose=StatusLink.Purpose.REPORT)
    with transaction.atomic(using="office"):
        if role_of(door, version, on=on) in ("", LEAD):
            raise InputError("This office does not contribute to the measure", where=version.number)
        rows = Contribution.objects.select_for_update().filter(round=door.round, version=version, office=door.office)
        row = rows.first() or Contribution(round=door.round, version=version, office=door.office)
        if row.text.split() != seen.split():
            raise WrittenMeanwhileError("Somebody else saved this contribution meanwhile", where=version.number)
        if not text.strip():
            rows.delete()
            return None
        row.text, row.written_by = text.strip(), door.name
        row.save()
    return row


def item_of(door: Door, key: int, *, on: date) -> Item | None:
    """Return a measure of the office of a door, None where it has no part in it."""
    return next((item for item in items_of(door.round, on=on, office=door.office) if item.version.pk == key), None)
