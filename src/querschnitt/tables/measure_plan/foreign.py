"""The measure plan of another city: what fits comes in, and every other cell is told with the reason.

Nobody is asked to bring a plan into a form first. The head is looked for by its words, sections and merged cells are
followed, periods and names are read as people write them. Each filled cell is either taken, taken with an assumption
that is told, or left with a reason; none is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from querschnitt.core.errors import InputError
from querschnitt.tables.measure_plan import words
from querschnitt.tables.measure_plan.cells import cell_name
from querschnitt.tables.measure_plan.foreign_plan import CellRemark, ForeignMeasure, ForeignMoney, ForeignPlan
from querschnitt.tables.measure_plan.plan import PlanRow
from querschnitt.tables.measure_plan.sheets import ZIP, read_sheets
from querschnitt.tables.spreadsheet import error_cells

SHOWS_AN_ERROR = "shows an error of the spreadsheet program; nothing could be read"
SEVERAL = ("goal", "text", "note", "involved", "target_groups_de", "cost", "place_de", "legal_basis")
"""What may stand in several columns, and is put together."""

HEAD_WITHIN = 30  # rows from the top of a sheet
TITLE_LENGTH = 200
_YEAR = re.compile(r"\b(20\d{2})\b")
_SECTION = re.compile(
    r"^(?:(?:handlungsfeld|themenfeld|aktionsfeld|feld|bereich|kapitel)\b)?\s*"
    r"(?:\d+(?:\.\d+)*[\s.:)–-]+|(?:[ivx]+|[a-z])\s*[.:)–-]+|[ivx]+(?=\s))?\s*[:–-]?\s*(.+)$",
    re.IGNORECASE,
)
_UNNAMED = re.compile(r"^(?:tabelle|sheet|blatt|table)\s*\d*$", re.IGNORECASE)
_SUM = ("summe", "gesamt", "gesamtsumme", "zwischensumme", "total")


@dataclass
class _Reading:
    """What is gathered while the sheets are read."""

    measures: list[ForeignMeasure] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    columns: list[tuple[str, str, str]] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    taken: set[tuple[str, int, int]] = field(default_factory=set)  # sheet, row, column
    cells: int = 0

    def field_number(self, name: str) -> str:
        if name not in self.fields:
            self.fields.append(name)
        return str(self.fields.index(name) + 1)


def read_foreign_plan(content: bytes, *, where: str) -> ForeignPlan:
    """Read a measure plan of any layout from XLSX, ODS or CSV.

    Raises
    ------
    InputError : if it is no spreadsheet, or no sheet has a head with a column of measures
    """
    sheets = read_sheets(content, where=where)
    reading = _Reading()
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
    """One sheet, read from its head downwards."""

    def __init__(self, name: str, rows: Sequence[Sequence[object]], reading: _Reading) -> None:
        self.name, self.rows, self.reading = name, rows, reading
        self.section = ""
        self.keys: list[str | None] = []
        self.heads: list[str] = []

    def read(self) -> bool:
        self.reading.cells += sum(1 for row in self.rows for cell in row if _text(cell))
        head = self._find_head()
        if head is None:
            self._leave_rows(0, len(self.rows), "stands in a sheet without a head that names measures")
            return False
        first, last = head
        self._leave_rows(0, first, "stands above the table")
        for place, (text, key) in enumerate(zip(self.heads, self.keys, strict=True)):
            self._take(first, place)
            if last > first:
                self._take(last, place)
            if text:
                self.reading.columns.append((self.name, text, key or ""))
            if text and key is None:
                self._leave(first, place, "heads a column that the strategy does not keep")
        for number in range(last + 1, len(self.rows)):
            self._read_row(number)
        return True

    def _find_head(self) -> tuple[int, int] | None:
        """Find the row with most known heads, and whether the row below goes on with it."""
        best, score = None, 1
        for number, row in enumerate(self.rows[:HEAD_WITHIN]):
            keys = {words.column_of(cell) for cell in row} - {None}
            if keys & {"title", "text"} and len(keys) > score:
                best, score = number, len(keys)
        if best is None:
            return None
        self.heads = [" ".join(_text(cell).split()) for cell in self.rows[best]]
        last = best
        if best + 1 < len(self.rows) and self._goes_on(self.rows[best + 1]):
            last = best + 1
            self._join(self.rows[last])
        self._name_columns()
        return best, last

    def _goes_on(self, row: Sequence[object]) -> bool:
        filled = [place for place, cell in enumerate(row) if _text(cell)]
        own = [place for place in filled if words.column_of(row[place]) or _YEAR.fullmatch(_text(row[place]))]
        return bool(filled) and len(own) == len(filled)

    def _join(self, row: Sequence[object]) -> None:
        """Put the second line of a head below the first; a head that is merged to the right goes with each."""
        above = ""
        for place, cell in enumerate(row):
            above = self.heads[place] or above
            below = _text(cell)
            if below:
                self.heads[place] = f"{above} {below}".strip() if _YEAR.fullmatch(below) else below

    def _name_columns(self) -> None:
        self.keys = []
        for text in self.heads:
            key = words.column_of(text)
            year = _YEAR.search(text)
            if year and key in (None, "cost"):
                key = f"cost {year[1]}"
            self.keys.append(key if key not in self.keys or key in SEVERAL else None)
        if "title" not in self.keys and "text" in self.keys:
            self.keys[self.keys.index("text")] = "title"

    def _read_row(self, number: int) -> None:
        row = self.rows[number]
        filled = [place for place, cell in enumerate(row) if _text(cell)]
        if not filled:
            return
        if len(filled) == 1 and self._is_section(row, filled[0]):
            self._take(number, filled[0])
            self.section = _name_of_section(_text(row[filled[0]]))
            return
        parts: dict[str, list[tuple[int, object]]] = {}
        for place in filled:
            key = self.keys[place] if place < len(self.keys) else None
            if key is None:
                self._leave(number, place, "stands in a column that the strategy does not keep")
            else:
                self._take(number, place)
                parts.setdefault(key, []).append((place, row[place]))
        if not parts:
            return
        if "title" not in parts or words.plain(parts["title"][0][1]) in _SUM:
            for cells in parts.values():
                for place, _ in cells:
                    self._leave(number, place, "stands in a row without a measure")
            return
        self.reading.measures.append(_Measure(self, number, parts).read())

    def _is_section(self, row: Sequence[object], place: int) -> bool:
        key = self.keys[place] if place < len(self.keys) else None
        if key == "field":
            return True
        text = _text(row[place])
        starts = words.plain(text).split()[:1]
        return bool(starts and starts[0] in ("handlungsfeld", "themenfeld", "feld", "bereich", "kapitel")) or place == 0

    def _leave_rows(self, first: int, last: int, told: str) -> None:
        for number in range(first, last):
            for place, cell in enumerate(self.rows[number]):
                if _text(cell):
                    self._leave(number, place, told)

    def _take(self, number: int, place: int) -> None:
        row = self.rows[number]
        if place < len(row) and _text(row[place]):
            self.reading.taken.add((self.name, number, place))

    def _leave(self, number: int, place: int, told: str) -> None:
        self.tell(number, place, told, taken=False)

    def tell(self, number: int, place: int, told: str, *, taken: bool) -> None:
        cell = self.rows[number][place]
        if not taken:
            self.reading.taken.discard((self.name, number, place))
        value = _text(cell)
        short = value if len(value) <= 120 else value[:119] + "…"
        self.reading.remarks.append(CellRemark(self.name, cell_name(number, place), short, told, taken))


class _Measure:
    """One measure, read from the cells of its row."""

    def __init__(self, sheet: _Sheet, number: int, parts: dict[str, list[tuple[int, object]]]) -> None:
        self.sheet, self.number, self.parts = sheet, number, parts

    def read(self) -> ForeignMeasure:
        title, text = self._title_and_text()
        row = PlanRow(
            number=self._number(), title_de=title, field=self._field(), text=text,
            goal_de=self._words("goal"), target_groups_de=self._words("target_groups_de"),
            place_de=self._words("place_de"), legal_basis=self._words("legal_basis"),
        )  # fmt: skip
        row = self._with_period(row)
        row = self._with_offices(row)
        kind = self._coded("kind", words.KINDS, "is no kind of measure that the strategy knows; taken as Vorhaben")
        money, cost = self._money()
        phase = self._coded("phase", words.PHASES, "names no phase that the strategy knows")
        return ForeignMeasure(
            row=replace(row, kind=kind or "Vorhaben", cost_note=cost),
            phase=phase or "",
            note="\n".join(_text(cell) for _, cell in self.parts.get("note", [])),
            money=money,
            place=f"{self.sheet.name}, {self.number + 1}",
        )

    def _words(self, key: str) -> str:
        return "; ".join(" ".join(_text(cell).split()) for _, cell in self.parts.get(key, []))

    def _tell(self, key: str, told: str, *, taken: bool) -> None:
        for place, _ in self.parts.get(key, []):
            self.sheet.tell(self.number, place, told, taken=taken)

    def _title_and_text(self) -> tuple[str, str]:
        whole = _text(self.parts["title"][0][1])
        title = " ".join(whole.split())
        text = "\n\n".join(_text(cell) for _, cell in self.parts.get("text", [])) or whole
        if len(title) > TITLE_LENGTH:
            self._tell("title", "is too long for a title; the title ends earlier, the text is whole", taken=True)
            text = f"{whole}\n\n{text}" if text != whole else whole
            title = title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
        return title, text

    def _number(self) -> str:
        number = self._words("number").rstrip(".")
        if number and len(number) <= 12 and number not in self.sheet.reading.numbers:
            self.sheet.reading.numbers.add(number)
            return number
        made = self._free_number()
        if number:
            told = "is too long for a number" if len(number) > 12 else "stands twice"
            self._tell("number", f"{told}; numbered {made}", taken=True)
        self.sheet.reading.numbers.add(made)
        return made

    def _free_number(self) -> str:
        count = len(self.sheet.reading.measures) + 1
        while f"M{count}" in self.sheet.reading.numbers:
            count += 1
        return f"M{count}"

    def _field(self) -> str:
        if "field" in self.parts:
            self.sheet.section = _name_of_section(self._words("field"))
        name = self.sheet.section or _UNNAMED.sub("Ohne Handlungsfeld", self.sheet.name)
        return self.sheet.reading.field_number(name[:TITLE_LENGTH])

    def _with_period(self, row: PlanRow) -> PlanRow:
        begins = ends = recurrence = None
        for key in ("period", "begins", "ends", "recurrence"):
            for place, cell in self.parts.get(key, []):
                found = words.period_of(cell)
                if found is None:
                    self.sheet.tell(self.number, place, "names no period", taken=False)
                    continue
                if words.is_rough(cell):
                    self.sheet.tell(self.number, place, "is taken as the whole year", taken=True)
                begins = (found.begins if key in ("period", "begins") else None) or begins
                ends = (found.ends if key in ("period", "ends") else None) or ends
                recurrence = found.recurrence or recurrence
        if begins and ends and ends.day < begins.day:
            self._tell("ends", "lies before the begin", taken=False)
            ends = None
        assumed = "continuous" if begins and not ends else "once"
        return replace(row, begins=begins, ends=ends, recurrence=recurrence or assumed)

    def _with_offices(self, row: PlanRow) -> PlanRow:
        leads = [name for _, cell in self.parts.get("lead", []) for name in words.names_in(_text(cell))]
        involved = [name for _, cell in self.parts.get("involved", []) for name in words.names_in(_text(cell))]
        if len(leads) > 1:
            self._tell("lead", f"names {len(leads)} offices; the first leads, the others take part", taken=True)
        kept = dict.fromkeys(name for name in (*leads[1:], *involved) if name != (leads or [""])[0])
        return replace(row, lead=leads[0] if leads else "", involved=tuple(kept))

    def _coded(self, key: str, known: dict[str, tuple[str, ...]] | object, told: str) -> str | None:
        if key not in self.parts:
            return None
        code = words.code_of(self.parts[key][0][1], known)  # type: ignore[arg-type]
        if code is None:
            self._tell(key, told, taken=False)
        return code

    def _money(self) -> tuple[tuple[ForeignMoney, ...], str]:
        lines = []
        for key, cells in self.parts.items():
            if not key.startswith("cost "):
                continue
            amount = words.amount_of(cells[0][1])
            if amount is None:
                self._tell(key, "is no amount", taken=False)
            else:
                lines.append(ForeignMoney(int(key.removeprefix("cost ")), amount))
        note = self._words("cost")
        if len(note) > 300:
            self._tell("cost", "is too long; it ends earlier", taken=True)
        return tuple(lines), note[:300]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell).replace("\r\n", "\n").strip()


def _name_of_section(text: str) -> str:
    found = _SECTION.match(" ".join(text.split()))
    return (found[1] if found else text).strip() or text
