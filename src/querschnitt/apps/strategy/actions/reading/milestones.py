"""The milestones of the measures of an edition."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from querschnitt.apps.strategy.actions.reading.table import Table, refuse_doubles
from querschnitt.core.errors import InputError


@dataclass(frozen=True)
class WrittenMilestone:
    number: str
    title: str
    due: date
    due_precision: str
    invented: bool


def read_milestones(file: Table, measures: Collection[str]) -> tuple[WrittenMilestone, ...]:
    """Read the milestones, which may be none."""
    found = tuple(_milestone(row, measures) for row in file.tables("milestone"))
    refuse_doubles((f"{row.number} {row.title}" for row in found), "milestone of a measure", file.where)
    return file.done(found)


def _milestone(table: Table, measures: Collection[str]) -> WrittenMilestone:
    due, precision = table.last_day("due")
    if due is None:
        raise InputError("The key 'due' is missing", where=table.where)
    return table.done(
        WrittenMilestone(
            number=table.code("measure", measures),
            title=table.text("title"),
            due=due,
            due_precision=precision,
            invented=table.flag("invented"),
        )
    )
