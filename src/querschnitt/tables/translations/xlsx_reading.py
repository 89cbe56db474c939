"""Reads the translators' spreadsheet as Excel, LibreOffice and people leave it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.texts import even_lines
from querschnitt.core.instrument.translation import JobUnit, State
from querschnitt.core.instrument.xlsform.sheet import cell_text
from querschnitt.tables.spreadsheet import error_cells, read_spreadsheet
from querschnitt.tables.translations.columns import column_of, language_of, read_state
from querschnitt.tables.translations.delivery import Collector, Delivery, Head, Problem
from querschnitt.tables.translations.xlsx import CELL_LENGTH, NAME_LABEL, SOURCE_LABEL, TARGET_LABEL

Rows = Sequence[Sequence[object]]

_ERRORS = re.compile(r"#(?:NAME\?|REF!|VALUE!|N/A|DIV/0!|NULL!|NUM!)")
_CUT = (255, CELL_LENGTH)
"""Where old Excel files, and Excel itself, cut a text."""

_HEAD_ROWS = 10
"""Rows among which the headings are looked for: people put a title above them."""


def read_xlsx(content: bytes, *, where: str) -> Delivery:
    """Read a spreadsheet, XLSX or ODS.

    Raises
    ------
    InputError : if it is damaged, or has no sheet with the columns for key and translation
    """
    sheets = read_spreadsheet(content, where=where)
    for title, rows in sheets.items():
        found = _head(rows)
        if found is not None:
            reader = _Reader(title, rows, found)
            for place in error_cells(content):
                reader.collector.note(_formula(f"cell {place}"))
            return reader.delivery(_facts(sheets))
    raise InputError(
        "The spreadsheet has no table of translations", where=where,
        expected="a sheet with the columns 'Schlüssel' and 'Übersetzung'", got=", ".join(sheets) or "no sheet",
        hint="Use the file that was sent, and leave its headings as they are.",
    )  # fmt: skip


def _facts(sheets: Mapping[str, Rows]) -> dict[str, str]:
    """Return what the instructions say of the job: label -> value."""
    pairs = (row for rows in sheets.values() for row in rows[:_HEAD_ROWS] if len(row) > 1)
    return {cell_text(row[0]): cell_text(row[1]) for row in pairs if isinstance(row[0], str)}


def _formula(place: str, key: str = "", text: str = "an error") -> Problem:
    what = "Excel has made a formula of a text; it is not taken"
    hint = "Give the cell the format Text and write the text again."
    return Problem("formula", what, place, key, "a text", text, hint)


@dataclass(frozen=True)
class _Head:
    row: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]


def _head(rows: Rows) -> _Head | None:
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        titles = [even_lines(cell) if isinstance(cell, str) else "" for cell in row]
        names = [column_of(title) if title else None for title in titles]
        columns = {name: place for place, name in reversed(list(enumerate(names))) if name}
        if "key" in columns and "target" in columns:
            return _Head(number, columns, {name: titles[place] for name, place in columns.items()})
    return None


class _Reader:
    """Reads the rows below the headings."""

    def __init__(self, sheet: str, rows: Rows, head: _Head) -> None:
        self.sheet, self.rows, self.head = sheet, rows, head
        self.collector = Collector("spreadsheet")

    def delivery(self, facts: Mapping[str, str]) -> Delivery:
        for number, row in enumerate(self.rows[self.head.row + 1 :], start=self.head.row + 2):
            if any(cell not in ("", None) for cell in row):
                self._read_row(number, row)
        titles = self.head.titles
        head = Head(
            name=facts.get(NAME_LABEL, ""),
            source_language=language_of(titles.get("source", "")) or facts.get(SOURCE_LABEL, ""),
            target_language=language_of(titles.get("target", "")) or facts.get(TARGET_LABEL, ""),
        )
        return self.collector.delivery(head)

    def _read_row(self, number: int, row: Sequence[object]) -> None:
        place = f"sheet {self.sheet}, row {number}"
        key = self._text(row, "key").strip()
        limit = self._text(row, "max_length")
        unit = JobUnit(
            key=key,
            source=self._text(row, "source"),
            target=self._target(row, place, key),
            source_hash=self._text(row, "source_hash"),
            sent_hash=self._text(row, "sent_hash"),
            state=self._state(row, place, key),
            context=self._text(row, "context"),
            note=self._text(row, "note"),
            max_length=int(limit) if limit.isdecimal() else None,
            link=self._text(row, "link"),
        )
        self.collector.add(unit, place=place)

    def _cell(self, row: Sequence[object], name: str) -> object:
        place = self.head.columns.get(name)
        return "" if place is None or place >= len(row) else row[place]

    def _text(self, row: Sequence[object], name: str) -> str:
        cell = self._cell(row, name)
        return even_lines(cell) if isinstance(cell, str) else cell_text(cell)

    def _target(self, row: Sequence[object], place: str, key: str) -> str:
        """Return the translation, unless Excel has made something else of it."""
        cell = self._cell(row, "target")
        text = self._text(row, "target")
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            what = "Excel has made a number of the translation; it is taken as it is shown here"
            hint = "Zeros at the beginning and signs may be gone."
            self.collector.note(Problem("number", what, place, key, "a text", text, hint, severity="warning"))
            return text
        if text and not isinstance(cell, str):
            what = "Excel has made a date, a time or a truth value of the translation; it is not taken"
            hint = "Give the cell the format Text and write the translation again."
            self.collector.note(Problem("not-a-text", what, place, key, "a text", text, hint))
            return ""
        if _ERRORS.fullmatch(text.strip()):
            self.collector.note(_formula(place, key, text))
            return ""
        if len(text) in _CUT:
            what = f"The translation ends after exactly {len(text)} characters and may have been cut off"
            self.collector.note(
                Problem("perhaps-cut", what, place, key, got="…" + text[-40:], hint="Look at its end.",
                        severity="warning")
            )  # fmt: skip
        return text

    def _state(self, row: Sequence[object], place: str, key: str) -> State:
        written = self._text(row, "state").strip()
        state = read_state(written) if written else State.OPEN
        if state is None:
            what = "The state is none that we know; a translation counts as translated"
            expected = "one from the list"
            self.collector.note(Problem("unknown-state", what, place, key, expected, written, severity="warning"))
            return State.OPEN
        return state
