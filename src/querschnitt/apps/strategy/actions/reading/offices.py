"""The file of offices: who they are, how long, what became of them, and the mailboxes of their functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from querschnitt.apps.strategy.actions.reading.table import Table, refuse_doubles
from querschnitt.apps.strategy.models import Office, OfficeFunction


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


def read_offices(file: Table) -> tuple[WrittenOffice, ...]:
    """Read the offices of a strategy.

    Raises
    ------
    InputError : if an office stands twice, or a successor or deputy is unknown.
    """
    rows = file.tables("office")
    known = [row.text("slug") for row in rows]
    refuse_doubles(known, "slug of an office", file.where)
    return file.done(tuple(_office(row, known) for row in rows))


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
