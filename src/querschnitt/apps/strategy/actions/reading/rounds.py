"""A reporting round: what offices say on each measure, by dimension, as an office would keep it in lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from querschnitt.apps.strategy.actions.reading.table import Table
from querschnitt.apps.strategy.models import MilestoneEntry

PHASES = ("planned", "done", "ended")  # who is not named under them, nor under pauses, is running
SCHEDULES = ("late", "ahead", "no_dates")  # who is not named under them is on time, where a round speaks of it at all
Milestones = Collection[tuple[str, str]]  # number of the measure and title


@dataclass(frozen=True)
class WrittenStep:
    """How a milestone stands."""

    title: str
    state: str
    done_on: date | None
    reason: str


@dataclass(frozen=True)
class WrittenEntry:
    """What is said on a measure; ``columns`` are those of its entry, as the database has them."""

    number: str
    columns: Mapping[str, object]
    steps: tuple[WrittenStep, ...]
    correction_reason: str


@dataclass(frozen=True)
class WrittenRound:
    slug: str
    name_de: str
    name_en: str
    state_on: date
    opened_on: date | None
    due_on: date | None
    council_on: date | None
    asked_de: str
    asked_en: str
    invented: bool
    closed_on: date | None
    entries: tuple[WrittenEntry, ...]


def read_round(file: Table, measures: Collection[str], milestones: Milestones) -> WrittenRound:
    """Read a reporting round; the notes say which measures are reported on.

    Raises
    ------
    InputError : if a measure or milestone is unknown, or something is said on a measure that has no note.
    """
    invented = file.flag("invented")
    return file.done(
        WrittenRound(
            slug=file.text("slug"),
            name_de=file.text("name_de"),
            name_en=file.text("name_en"),
            state_on=file.day("state_on"),
            opened_on=file.day_if_any("opened_on"),
            due_on=file.day_if_any("due_on"),
            council_on=file.day_if_any("council_on"),
            asked_de=file.text("asked_de", ""),
            asked_en=file.text("asked_en", ""),
            invented=invented,
            closed_on=file.day_if_any("closed_on"),
            entries=_entries(file, measures, milestones, invented=invented),
        )
    )


def _entries(
    file: Table, measures: Collection[str], milestones: Milestones, *, invented: bool
) -> tuple[WrittenEntry, ...]:
    notes = file.table("notes")
    notes.done([notes.known(number, measures, "measure") and notes.text(number) for number in notes.values])
    reported = list(notes.values)
    phase = _listed(file.table("phases"), PHASES, reported)
    schedule = _listed(file.table("schedule"), SCHEDULES, reported)
    texts = {name: _texts(file.table(name), reported) for name in ("internal", "obstacles", "next_steps")}
    unchanged = _texts(file.table("unchanged"), reported)
    corrections = _texts(file.table("corrections"), reported)
    pauses = dict(_pauses(file.table("pauses"), reported))
    completion = _completion(file.table("completion"), reported)
    steps = _steps(file.table("milestones"), reported, milestones)
    return tuple(
        WrittenEntry(
            number=number,
            columns={
                "phase": "paused" if number in pauses else phase.get(number, "running"),
                "schedule": schedule.get(number, "on_time") if schedule else "",
                "note": notes.text(number),
                "invented": invented,
                "unchanged_because": unchanged.get(number, ""),
                **{name: said.get(number, "") for name, said in texts.items()},
                **pauses.get(number, {}),
                **completion.get(number, {}),
            },
            steps=steps.get(number, ()),
            correction_reason=corrections.get(number, ""),
        )
        for number in reported
    )


def _listed(table: Table, words: Iterable[str], reported: Collection[str]) -> dict[str, str]:
    return table.done({number: word for word in words for number in table.codes(word, reported)})


def _texts(table: Table, reported: Collection[str]) -> dict[str, str]:
    return {table.known(number, reported, "measure"): table.text(number) for number in table.values}


def _pauses(table: Table, reported: Collection[str]) -> Iterable[tuple[str, dict[str, object]]]:
    for number, pause in table.named(reported, "measure"):
        yield (
            number,
            pause.done(
                {
                    "paused_because_de": pause.text("reason_de"),
                    "paused_because_en": pause.text("reason_en", ""),
                    "paused_until": pause.day_if_any("until"),
                }
            ),
        )


def _completion(table: Table, reported: Collection[str]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {
        number: {"completion": "not_assessable"} for number in table.codes("not_assessable", reported)
    }
    for number, row in table.table("counted").named(reported, "measure"):
        counted: dict[str, Decimal | str] = {
            "completion": "counted",
            "counted": row.amount("counted"),
            "target": row.amount("target"),
            "counted_unit": row.text("unit"),
        }
        found[number] = row.done(dict(counted))
    return table.done(found)


def _steps(table: Table, reported: Collection[str], milestones: Milestones) -> dict[str, tuple[WrittenStep, ...]]:
    found = {}
    for number, steps in table.named(reported, "measure"):
        titles = [title for measure, title in milestones if measure == number]
        found[number] = tuple(_step(title, step) for title, step in steps.named(titles, "milestone"))
    return found


def _step(title: str, table: Table) -> WrittenStep:
    return table.done(
        WrittenStep(
            title=title,
            state=table.code("state", MilestoneEntry.State.values),
            done_on=table.day_if_any("on"),
            reason=table.text("reason", ""),
        )
    )
