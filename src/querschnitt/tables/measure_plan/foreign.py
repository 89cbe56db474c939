"""The measure plan of another city: what fits comes in, and every other cell is told with the reason.

Nobody is asked to bring a plan into a form first. The head is looked for by its words, sections and merged cells are
followed, periods and names are read as people write them. Each filled cell is either taken, taken with an assumption
that is told, or left with a reason; none is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from querschnitt.core.errors import InputError
from querschnitt.tables.measure_plan import words
from querschnitt.tables.measure_plan.foreign_measure import Filled, MeasureReader, Reading, text_of
from querschnitt.tables.measure_plan.foreign_plan import CellRemark, ForeignPlan
from querschnitt.tables.measure_plan.sheets import ZIP, read_sheets
from querschnitt.tables.spreadsheet import error_cells

SHOWS_AN_ERROR = "shows an error of the spreadsheet program; nothing could be read"
SEVERAL = ("goal", "text", "note", "involved", "target_groups_de", "cost", "place_de", "legal_basis")
"""What may stand in several columns, and is put together."""

HEAD_WITHIN = 30  # rows from the top of a sheet
LEAST_OF_A_FORM = 3  # words at the side that are known
_YEAR = re.compile(r"\b(20\d{2})\b")
_SECTION = re.compile(
    r"^(?:(?:handlungsfeld|themenfeld|aktionsfeld|feld|bereich|kapitel)\b)?\s*"
    r"(?:\d+(?:\.\d+)*[\s.:)–-]+|(?:[ivx]+|[a-z])\s*[.:)–-]+|[ivx]+(?=\s))?\s*[:–-]?\s*(.+)$",
    re.IGNORECASE,
)
_SECTIONS = ("handlungsfeld", "themenfeld", "feld", "bereich", "kapitel")
_SUM = ("summe", "gesamt", "gesamtsumme", "zwischensumme", "total")


def read_foreign_plan(content: bytes, *, where: str) -> ForeignPlan:
    """Read a measure plan of any layout from XLSX, ODS or CSV.

    Raises
    ------
    InputError : if it is no spreadsheet, or no sheet has a head with a column of measures
    """
    sheets = read_sheets(content, where=where)
    reading = Reading()
    for cell in error_cells(content) if content.startswith(ZIP) else ():
        reading.remarks.append(CellRemark("", cell, "#", SHOWS_AN_ERROR))
        reading.cells += 1
    found = False
    for name, rows in sheets.items():
        found |= _Sheet(name, rows, reading).read()
    if not found:
        raise InputError(
            "No sheet looks like a plan of measures", where=where, got=", ".join(sheets),
            expected="a row with heads such as Nr., Maßnahme, Handlungsfeld, Federführung",
            hint="Write such a row above the measures.",
        )  # fmt: skip
    return ForeignPlan(
        measures=tuple(reading.measures),
        fields=tuple(reading.fields),
        columns=tuple(reading.columns),
        cells=reading.cells,
        taken=len(reading.taken),
        remarks=tuple(reading.remarks),
    )


class _Sheet:
    """One sheet: a table of measures below a head, or the form of one measure with its words at the side."""

    def __init__(self, name: str, rows: Sequence[Sequence[object]], reading: Reading) -> None:
        self.name, self.reading = name, reading
        self.rows = [
            [Filled(name, number, place, value) for place, value in enumerate(row) if text_of(value)]
            for number, row in enumerate(rows)
        ]
        self.section = ""
        self.keys: dict[int, str | None] = {}
        self.heads: dict[int, str] = {}

    def read(self) -> bool:
        self.reading.cells += sum(map(len, self.rows))
        head = self._find_head()
        if head is None:
            return self._read_form()
        first, last = head
        self._leave_rows(0, first, "stands above the table")
        for cell in (*self.rows[first], *(self.rows[last] if last > first else ())):
            self.reading.take(cell)
        for place, text in sorted(self.heads.items()):
            key = self.keys[place]
            self.reading.columns.append((self.name, text, key or ""))
            if key is None:
                cell = next(cell for cell in (*self.rows[last], *self.rows[first]) if cell.column == place)
                self.reading.tell(cell, "heads a column that the strategy does not keep", taken=False)
        for row in self.rows[last + 1 :]:
            self._read_row(row)
        return True

    def _find_head(self) -> tuple[int, int] | None:
        """Find the row with most known heads, and whether the row below goes on with it."""
        best, score = None, 1
        for number, row in enumerate(self.rows[:HEAD_WITHIN]):
            keys = {words.column_of(cell.value) for cell in row} - {None}
            if keys & {"title", "text"} and len(keys) > score and len(keys) * 2 >= len(row):
                best, score = number, len(keys)
        if best is None:
            return None
        self.heads = {cell.column: " ".join(cell.text.split()) for cell in self.rows[best]}
        last = best
        if best + 1 < len(self.rows) and self._goes_on(self.rows[best + 1]):
            last = best + 1
            self._join(self.rows[last])
        self._name_columns()
        return best, last

    def _goes_on(self, row: Sequence[Filled]) -> bool:
        return bool(row) and all(self._belongs_to_head(cell) for cell in row)

    def _belongs_to_head(self, cell: Filled) -> bool:
        """Return whether a cell below a head parts it (from, until, years), or heads a column that has none."""
        key = words.column_of(cell.value)
        parts = bool(_YEAR.fullmatch(cell.text)) or key in ("begins", "ends")
        return parts or (key is not None and cell.column not in self.heads)

    def _join(self, row: Sequence[Filled]) -> None:
        """Put the second line of a head below the first; a head that is merged to the right goes with each year."""
        for cell in row:
            above = next((self.heads[place] for place in sorted(self.heads, reverse=True) if place <= cell.column), "")
            self.heads[cell.column] = f"{above} {cell.text}".strip() if _YEAR.fullmatch(cell.text) else cell.text

    def _name_columns(self) -> None:
        for place in sorted(self.heads):
            key = _key_of(self.heads[place])
            self.keys[place] = key if key not in self.keys.values() or key in SEVERAL else None
        if "title" not in self.keys.values():  # a plan with one column of words: it is title and text
            self.keys |= {next(place for place, key in self.keys.items() if key == "text"): "title"}

    def _read_row(self, row: Sequence[Filled]) -> None:
        if self._repeats_head(row):
            for cell in row:
                self.reading.take(cell)
        elif len(row) == 1 and self._is_section(row[0]):
            self.reading.take(row[0])
            self.section = _name_of_section(row[0].text)
        else:
            self._read_measure(self._parts(row))

    def _repeats_head(self, row: Sequence[Filled]) -> bool:
        return all(self.heads.get(cell.column) == " ".join(cell.text.split()) for cell in row)

    def _parts(self, row: Sequence[Filled]) -> dict[str, list[Filled]]:
        """Return the cells of a row by what their columns hold; the others are left."""
        parts: dict[str, list[Filled]] = {}
        for cell in row:
            key = self.keys.get(cell.column)
            if key is None:
                self.reading.tell(cell, "stands in a column that the strategy does not keep", taken=False)
            else:
                self.reading.take(cell)
                parts.setdefault(key, []).append(cell)
        return parts

    def _read_measure(self, parts: Mapping[str, Sequence[Filled]]) -> None:
        if "title" not in parts or words.plain(parts["title"][0].value) in _SUM:
            for cell in (cell for cells in parts.values() for cell in cells):
                self.reading.tell(cell, "stands in a row without a measure", taken=False)
            return
        if "field" in parts:
            self.section = _name_of_section(" ".join(cell.text for cell in parts["field"]))
        self._add(parts)

    def _add(self, parts: Mapping[str, Sequence[Filled]]) -> None:
        reader = MeasureReader(self.reading, parts, sheet=self.name, section=self.section)
        self.reading.measures.append(reader.read())

    def _is_section(self, cell: Filled) -> bool:
        key, starts = self.keys.get(cell.column), words.plain(cell.value).split()[:1]
        named = bool(starts and starts[0] in _SECTIONS)
        return named or key == "field" or (cell.column == 0 and key != "title")

    def _read_form(self) -> bool:
        """Read a sheet that is the form of one measure: what it is at the left, and its words beside it."""
        parts: dict[str, list[Filled]] = {}
        labels: list[Filled] = []
        for row in self.rows:
            key = _key_of(row[0].text) if len(row) > 1 else None
            if key is not None and (key not in parts or key in SEVERAL):
                labels.append(row[0])
                parts.setdefault(key, []).append(row[1])
        if "title" not in parts or len(parts) < LEAST_OF_A_FORM:
            self._leave_rows(0, len(self.rows), "stands in a sheet without a head that names measures")
            return False
        for cell in (*labels, *(cell for cells in parts.values() for cell in cells)):
            self.reading.take(cell)
        self.reading.columns += [(self.name, label.text, _key_of(label.text) or "") for label in labels]
        for cell in (cell for row in self.rows for cell in row if not self.reading.has(cell)):
            self.reading.tell(cell, "stands in the form of a measure, where the strategy keeps nothing", taken=False)
        if "field" in parts:
            self.section = _name_of_section(parts["field"][0].text)
        self.section = self.section or "Ohne Handlungsfeld"  # the name of such a sheet is the measure's
        self._add(parts)
        return True

    def _leave_rows(self, first: int, last: int, told: str) -> None:
        for cell in (cell for row in self.rows[first:last] for cell in row):
            self.reading.tell(cell, told, taken=False)


def _key_of(head: str) -> str | None:
    key = words.column_of(head)
    year = _YEAR.search(head)
    return f"cost {year[1]}" if year and key in (None, "cost") else key


def _name_of_section(text: str) -> str:
    found = _SECTION.match(" ".join(text.split()))
    return (found[1] if found else text).strip() or text
