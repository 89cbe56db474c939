"""Reads the sheet `tests`: what is answered, and what is expected.

Columns, in any order; German headings in brackets:

name (Name) : what the test is about
answers (Antworten) : `age = 17; employment = none`; several codes: `langs = ar de`; no answer: `rent = dk`
asked (gefragt) : questions, pages or groups that must come
not_asked (nicht gefragt) : those that must not come
path (Weg) : those that must come in this order, others may come between them: `person > work > end`
value (Wert) : what is calculated: `rent_share = 0.5; is_adult = no answer`
error (Fehler) : questions whose answer must be refused
today (heute) : the day of the interview, for conditions that ask for it
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.faults import Fault, Severity
from querschnitt.core.instrument.proof.book import Book
from querschnitt.core.instrument.reading import UnreadableAnswerError, read_date
from querschnitt.core.instrument.xlsform.sheet import cell_text

COLUMNS: Mapping[str, str] = {
    "name": "name", "test": "name", "bezeichnung": "name",
    "answers": "answers", "given": "answers", "antworten": "answers",
    "asked": "asked", "gefragt": "asked",
    "not_asked": "not_asked", "nicht_gefragt": "not_asked",
    "path": "path", "weg": "path", "pfad": "path",
    "value": "value", "values": "value", "wert": "value", "werte": "value",
    "error": "error", "errors": "error", "refused": "error", "fehler": "error",
    "today": "today", "heute": "today",
}  # fmt: skip
"""Heading -> column."""

EXPECTATIONS = ("asked", "not_asked", "path", "value", "error")

_PAIR = re.compile(
    r"""\s*(?:\$\{)?(?P<name>[^\W\d][\w.\-\[\]]*)\}?\s*(?:=|:)\s*
        (?P<value>"[^"]*"|'[^']*'|„[^“”]*[“”]|(?:(?![;\n]|,\s*(?:\$\{)?[^\W\d][\w.\-\[\]]*\}?\s*[=:]).)*)""",
    re.VERBOSE,
)
_BETWEEN = re.compile(r"[;,\n\s]*")
_NAMES = re.compile(r"[^\s,;>→]+")
_ARROW = re.compile(r"->|=>|→|»|›")


@dataclass(frozen=True)
class Row:
    """One test: its row, and its cells by column."""

    sheet: str
    row: int
    cells: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.cells.get("name") or f"row {self.row}"

    def fault(self, code: str, what: str, column: str, *, severity: Severity = "error", **parts: str) -> Fault:
        """Describe what is wrong with it; `parts` are value (otherwise the cell), expected, hint."""
        return Fault(
            code=code,
            what=f"Test '{self.name}': {what}",
            sheet=self.sheet,
            row=self.row,
            column=self.titles.get(column, column),
            value=parts.get("value", self.cells.get(column, "")),
            expected=parts.get("expected", ""),
            hint=parts.get("hint", ""),
            severity=severity,
        )


def read_rows(book: Book) -> tuple[list[Row], list[Fault]]:
    """Return the tests of a workbook, and what is wrong with the sheet as such."""
    if not book.tests:
        return [], []
    titles = [cell_text(cell) for cell in book.tests[0]]
    columns = [COLUMNS.get(re.sub(r"[\s-]+", "_", title.strip().lower()), "") for title in titles]
    faults = [
        _unknown_column(book, title)
        for title, column in zip(titles, columns, strict=True)
        if title and not column
    ]  # fmt: skip
    named = {column: title for column, title in zip(columns, titles, strict=True) if column}
    rows = []
    for number, line in enumerate(book.tests[1:], start=2):
        cells = {column: cell_text(cell) for column, cell in zip(columns, line, strict=False) if column}
        if any(cells.values()):
            rows.append(Row(book.tests_sheet, number, cells, named))
    return rows, faults


def _unknown_column(book: Book, title: str) -> Fault:
    known = ("name", "answers", *EXPECTATIONS, "today")
    return Fault(
        code="unknown-column", what=f"Unknown column '{title}', it is not read", sheet=book.tests_sheet, row=1,
        column=title, value=title, expected="one of " + ", ".join(known),
        hint=suggestion(title.lower(), known), severity="warning",
    )  # fmt: skip


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Give the names and values of a cell; a name of "" stands before what cannot be read.

    >>> list(pairs("age = 17; langs=ar, de, job: 'a; b'"))
    [('age', '17'), ('langs', 'ar, de'), ('job', 'a; b')]
    """
    place = 0
    while place < len(text):
        place = _BETWEEN.match(text, place).end()  # type: ignore[union-attr]
        if place >= len(text):
            return
        found = _PAIR.match(text, place)
        if found is None:
            yield "", text[place:].strip()
            return
        yield found["name"], found["value"].strip().strip("\"'„“”").strip()
        place = found.end()


def names(text: str) -> list[str]:
    """Return the names of a cell, in order.

    >>> names("person > work -> ${rent}; end")
    ['person', 'work', 'rent', 'end']
    """
    found = _NAMES.findall(_ARROW.sub(" ", text))
    return [name.removeprefix("${").removesuffix("}") for name in found]


def day_of_test(row: Row, default: datetime.date) -> datetime.date | Fault:
    """Return the day of the interview that a test names, or what is wrong with it."""
    written = row.cells.get("today", "")
    if not written:
        return default
    try:
        return read_date(written)
    except UnreadableAnswerError:
        return row.fault("bad-test", "the day cannot be read", "today", expected="a date like 2026-11-30")
