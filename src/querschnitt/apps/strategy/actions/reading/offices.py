"""The file of offices: who they are, how long, what became of them, and the mailboxes of their functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from querschnitt.apps.strategy.actions.reading.table import Table, refuse_doubles
from querschnitt.apps.strategy.models import Office, OfficeFunction

Numbers = Mapping[str, Collection[str]]  # of measures, by edition


@dataclass(frozen=True)
class WrittenFunction:
    name: str
    kind: str
    email: str
    language: str
    deputy: str


@dataclass(frozen=True)
class WrittenOffice:
    slug: str
    name: str
    short: str
    kind: str
    valid_from: date | None
    valid_until: date | None
    successors: tuple[str, ...]
    functions: tuple[WrittenFunction, ...]


@dataclass(frozen=True)
class WrittenHandover:
    """From a day on an office has the part of another in some measures of an edition."""

    edition: str
    numbers: tuple[str, ...]
    earlier: str
    later: str
    on: date
    reason: str
    invented: bool


def read_handovers(
    file: Table, offices: Collection[str], numbers: Mapping[str, Collection[str]]
) -> tuple[WrittenHandover, ...]:
    """Read which measures went to which office, the last part of the file."""
    return file.done(tuple(_handover(row, offices, numbers) for row in file.tables("handover")))


def _handover(table: Table, offices: Collection[str], numbers: Numbers) -> WrittenHandover:
    edition = table.code("edition", numbers)
    return table.done(
        WrittenHandover(
            edition=edition,
            numbers=table.codes("measures", numbers[edition]),
            earlier=table.code("from", offices),
            later=table.code("to", offices),
            on=table.day("on"),
            reason=table.text("reason"),
            invented=table.flag("invented"),
        )
    )


def read_offices(file: Table) -> tuple[WrittenOffice, ...]:
    """Read the offices of a strategy.

    Raises
    ------
    InputError : if an office stands twice, or a successor or deputy is unknown.
    """
    rows = file.tables("office")
    known = [row.text("slug") for row in rows]
    refuse_doubles(known, "slug of an office", file.where)
    return tuple(_office(row, known) for row in rows)


def _office(table: Table, known: list[str]) -> WrittenOffice:
    functions = table.tables("function")
    names = [row.text("name") for row in functions]
    refuse_doubles(names, "function", table.where)
    return table.done(
        WrittenOffice(
            slug=table.text("slug"),
            name=table.text("name"),
            short=table.text("short"),
            kind=table.code("kind", Office.Kind.values),
            valid_from=table.day_if_any("valid_from"),
            valid_until=table.day_if_any("valid_until"),
            successors=table.codes("successors", known),
            functions=tuple(_function(row, names) for row in functions),
        )
    )


def _function(table: Table, names: list[str]) -> WrittenFunction:
    return table.done(
        WrittenFunction(
            name=table.text("name"),
            kind=table.code("kind", OfficeFunction.Kind.values),
            email=table.text("email"),
            language=table.text("language", "de"),
            deputy=table.code("deputy", names) if table.has("deputy") else "",
        )
    )
