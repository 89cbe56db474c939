"""The status of an office's measures as a workbook, for those who insist: out, filled in, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from querschnitt.apps.strategy.actions.collecting.drafts import Told, save_words
from querschnitt.apps.strategy.models import Draft, Word
from querschnitt.apps.strategy.queries.collecting import Item, items_of
from querschnitt.apps.strategy.queries.reporting import Door
from querschnitt.core.errors import InputError
from querschnitt.tables.measure_plan import CellFault, Moment, ReadStatus, StatusRow, cell_name, write_status
from querschnitt.tables.measure_plan.status import COLUMNS, SHEET

TEXTS = (
    "phase", "note", "counted_unit", "internal", "obstacles", "next_steps", "unchanged_because", "paused_because_de",
)  # fmt: skip


@dataclass(frozen=True)
class TakenStatus:
    """What a workbook did: the numbers of the measures it changed, and what kept it from doing anything."""

    changed: tuple[str, ...]
    faults: tuple[CellFault, ...]


def status_workbook(door: Door, *, on: date) -> bytes:
    """Write the measures an office leads, with what was said last, to be filled in."""
    items = _led(door, on=on)
    return write_status([row_of(item) for item in items], round_and_office=_identity(door, items))


def take_status(*, door: Door, read: ReadStatus, is_ready: bool, on: date) -> TakenStatus:
    """Save what a workbook says on the measures of an office: whole, or not at all.

    Rows that say what is said already change nothing. A measure that somebody saved since the export is a fault: what
    they wrote is not overwritten unseen.

    Raises
    ------
    InputError : if the workbook is of another round or office
    StateError : if the round is closed
    """
    items = {item.version.number: item for item in _led(door, on=on)}
    revisions = _revisions(door, read)
    faults = [*read.faults, *_faults(read.rows, items, revisions)]
    if faults:
        return TakenStatus(changed=(), faults=tuple(sorted(faults, key=lambda fault: fault.row)))
    changed = [row for row in read.rows if _says_more(row, items[row.number])]
    with transaction.atomic(using="office"):
        for row in changed:
            item = items[row.number]
            told = _told(row, item)
            save_words(
                door=door, version=item.version, told=told, revision=revisions[row.number], is_ready=is_ready, on=on
            )
    return TakenStatus(changed=tuple(row.number for row in changed), faults=())


def _led(door: Door, *, on: date) -> list[Item]:
    return [item for item in items_of(door.round, on=on, office=door.office) if item.lead == door.office]


def row_of(item: Item) -> StatusRow:
    """Return the row of a measure: what is said in this round, else what was said last."""
    word: Word | None = item.word or item.last
    row = StatusRow(
        number=item.version.number, phase="", note="", title=item.version.title_de,
        last_note=item.last.note if item.last else "",
    )  # fmt: skip
    if word is None:
        return row
    until = Moment(word.paused_until, "day") if word.paused_until else None
    return replace(
        row, **{name: getattr(word, name) for name in TEXTS}, schedule=word.schedule or None,
        completion=word.completion or None, counted=word.counted, target=word.target, paused_until=until,
    )  # fmt: skip


def _identity(door: Door, items: Sequence[Item]) -> str:
    revisions = {item.version.number: item.draft.revision if item.draft else 0 for item in items}
    return json.dumps({"round": door.round.pk, "office": door.office.slug, "revisions": revisions})


def _revisions(door: Door, read: ReadStatus) -> dict[str, int]:
    try:
        found = json.loads(read.round_and_office)
        mine = (found["round"], found["office"]) == (door.round.pk, door.office.slug)
        revisions = {str(number): int(revision) for number, revision in found["revisions"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        mine, revisions = False, {}
    if not mine:
        raise InputError(
            "The workbook is of another round or office", expected=f"{door.round.slug}, {door.office.short}",
            hint="Export the workbook here and fill that in.",
        )  # fmt: skip
    return revisions


def _faults(rows: Sequence[StatusRow], items: dict[str, Item], revisions: dict[str, int]) -> list[CellFault]:
    seen: set[str] = set()
    found = []
    for row in rows:
        item = items.get(row.number)
        if item is None:
            found.append(_fault(row, "is no measure that this office leads"))
        elif row.number in seen:
            found.append(_fault(row, "stands twice"))
        elif (item.draft.revision if item.draft else 0) != revisions.get(row.number) and _says_more(row, item):
            found.append(_fault(row, "was saved by somebody else since the export; export once more"))
        elif item.state == Draft.State.RELEASED and _says_more(row, item):
            found.append(_fault(row, "is released already; correct it on its page, with a reason"))
        seen.add(row.number)
    return found


def _fault(row: StatusRow, told: str) -> CellFault:
    return CellFault(SHEET, cell_name(row.row, 0), COLUMNS[0].head, row.number, told)


def _says_more(row: StatusRow, item: Item) -> bool:
    """Return whether a row says something else than what is said."""
    before = row_of(item)
    names = [column.key for column in COLUMNS if not column.fixed]
    return any(getattr(row, name) != getattr(before, name) for name in names)


def _told(row: StatusRow, item: Item) -> Told:
    milestones = item.draft.milestones if item.draft else {}
    return Told(
        **{name: getattr(row, name) for name in TEXTS}, schedule=row.schedule or "", completion=row.completion or "",
        counted=row.counted, target=row.target, paused_until=row.paused_until.day if row.paused_until else None,
        milestones={key: tuple(told) for key, told in milestones.items()},
    )  # fmt: skip
