"""Milestones and reporting rounds of an edition into the database; a round that is over is closed at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from querschnitt.apps.strategy.actions.importing.editions import Versions
from querschnitt.apps.strategy.actions.reading.editions import WrittenEdition
from querschnitt.apps.strategy.actions.reading.rounds import WrittenEntry, WrittenRound, WrittenStep
from querschnitt.apps.strategy.models import Edition, Milestone, MilestoneEntry, Office, ProgressEntry, ReportingRound
from querschnitt.apps.strategy.queries.in_force import parts_on
from querschnitt.core.errors import StateError

Milestones = Mapping[tuple[str, str], Milestone]  # by number of the measure and title
CHANGED = "In den Dateien des Gesamtkonzepts geändert"


def add_progress(written: WrittenEdition, edition: Edition, versions: Versions) -> int:
    """Add the milestones, rounds and entries that are new; return how many entries.

    An entry whose words differ from those in the database becomes a further one that corrects the latest.

    Raises
    ------
    StateError : if a closed round has other words in the folder.
    """
    milestones = _add_milestones(written, versions)
    return sum(_add_round(row, edition, versions, milestones) for row in written.rounds)


def _add_milestones(written: WrittenEdition, versions: Versions) -> Milestones:
    wanted = {
        (row.number, row.title): Milestone(
            measure_id=versions[row.number].measure_id,
            title=row.title,
            due=row.due,
            due_precision=row.due_precision,
            invented=row.invented,
        )
        for row in written.milestones
    }
    Milestone.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    number_of = {version.measure_id: number for number, version in versions.items()}
    found = Milestone.objects.filter(measure__in=number_of)
    return {(number_of[row.measure_id], row.title): row for row in found}


def _add_round(written: WrittenRound, edition: Edition, versions: Versions, milestones: Milestones) -> int:
    opened, _ = ReportingRound.objects.get_or_create(
        edition=edition,
        slug=written.slug,
        defaults={
            name: getattr(written, name)
            for name in (
                *("name_de", "name_en", "state_on", "opened_on", "due_on", "council_on"),
                *("asked_de", "asked_en", "invented"),
            )
        },
    )
    leads = _leads(written, versions)
    said: dict[int, list[ProgressEntry]] = {}
    for entry in opened.entries.order_by("id"):
        said.setdefault(entry.version_id, []).append(entry)
    new = []
    for row in written.entries:
        version = versions[row.number]
        before = said.get(version.pk, [])
        if not any(_says(entry, row.columns) for entry in before):
            _refuse_closed(opened, row)
            columns = {**row.columns, **_correcting(row, before)}
            new.append((row, ProgressEntry(round=opened, version=version, office=leads.get(version.pk), **columns)))
    ProgressEntry.objects.bulk_create(entry for _, entry in new)
    MilestoneEntry.objects.bulk_create(
        _step(step, entry, milestones[row.number, step.title]) for row, entry in new for step in row.steps
    )
    if written.closed_on and not opened.closed_on:
        opened.closed_on = written.closed_on
        opened.save(update_fields=["closed_on"])
    return len(new)


def _leads(written: WrittenRound, versions: Versions) -> dict[int, Office]:
    """Return the lead office of each version on the day of the round, perhaps a successor of the one decided on."""
    parts = parts_on(versions.values(), written.state_on)
    return {version: part.office for version, found in parts.items() for part in found if part.role == "lead"}


def _says(entry: ProgressEntry, columns: Mapping[str, object]) -> bool:
    return all(getattr(entry, name) == value for name, value in columns.items())


def _refuse_closed(opened: ReportingRound, written: WrittenEntry) -> None:
    if opened.closed_on:
        raise StateError(
            f"The round {opened.slug} is closed; its words on measure {written.number} are others in the folder",
            where=f"rounds/{opened.slug}.toml",
            hint="Report in the next round.",
        )


def _correcting(written: WrittenEntry, before: list[ProgressEntry]) -> dict[str, Any]:
    return {"corrects": before[-1], "correction_reason": written.correction_reason or CHANGED} if before else {}


def _step(written: WrittenStep, entry: ProgressEntry, milestone: Milestone) -> MilestoneEntry:
    return MilestoneEntry(
        entry=entry, milestone=milestone, state=written.state, done_on=written.done_on, reason=written.reason
    )
