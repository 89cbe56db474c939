"""A workbook as the checks of the proof see it: its rows with their places, whatever else may be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from querschnitt.core.instrument.faults import Ledger
from querschnitt.core.instrument.proof.wordings import Unit, units
from querschnitt.core.instrument.xlsform.build import named_sheets
from querschnitt.core.instrument.xlsform.columns import SHEETS, Language, parse_heading
from querschnitt.core.instrument.xlsform.settings import UNDETERMINED, read_settings
from querschnitt.core.instrument.xlsform.sheet import Record, Row, Sheets, Table, cell_text, read_sheet

READ = ("survey", "choices", "texts")


@dataclass(frozen=True)
class Book:
    """The sheets with questions and texts, read row by row.

    Attributes
    ----------
    tables : sheet name -> its rows
    default : tag of the source language
    tests : the rows of the sheet `tests`, with its heading; empty if there is none
    tests_sheet : how the workbook writes the name of that sheet
    """

    tables: Mapping[str, Table]
    default: str
    tests: Sequence[Row] = ()
    tests_sheet: str = "tests"

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every text of the workbook, in order."""
        return tuple(unit for table in self.tables.values() for unit in units(table, self.default))

    @cached_property
    def languages(self) -> Mapping[str, str]:
        """Tag -> name of each language, in the order of the columns."""
        found: dict[str, str] = {}
        for table in self.tables.values():
            for language in table.languages:
                found.setdefault(language.tag, language.name)
        return found

    @cached_property
    def rows(self) -> Mapping[str, Record]:
        """Name of a question, a group or a repeat -> its row."""
        return {record["name"]: record for record in reversed(self.tables["survey"].records) if _begins(record)}

    @cached_property
    def choices(self) -> Mapping[tuple[str, str], Record]:
        """List and name of a choice -> its row."""
        records = reversed(self.tables["choices"].records)
        return {(record["list_name"], record["name"]): record for record in records}

    def has_column(self, head: str) -> bool:
        """Whether the sheet survey has a column."""
        return any(column.head == head for column in self.tables["survey"].columns)


def _begins(record: Record) -> bool:
    return bool(record["name"]) and not record["type"].strip().lower().startswith("end")


def read_book(sheets: Sheets) -> Book:
    """Read the rows of a workbook; what is wrong with them is found elsewhere."""
    named = named_sheets(sheets, Ledger())
    settings = read_settings(named.get("settings", ()), Ledger())
    fallback = settings.language or _fallback(named)
    tables = {name: read_sheet(name, named.get(name, ()), Ledger(), default=fallback) for name in READ}
    first = next((language.tag for table in tables.values() for language in table.languages), UNDETERMINED.tag)
    tests = next((title for title in sheets if title.strip().lower() == "tests"), "")
    return Book(
        tables=tables,
        default=settings.language.tag if settings.language else first,
        tests=sheets[tests] if tests else (),
        tests_sheet=tests or "tests",
    )


def _fallback(sheets: Sheets) -> Language:
    """Return the language of columns that name none: the first one that a column names, or one that we do not know."""
    for name in READ:
        for cell in sheets[name][0] if sheets.get(name) else ():
            column, _ = parse_heading(0, cell_text(cell), SHEETS[name])
            if column.language is not None:
                return column.language
    return UNDETERMINED
