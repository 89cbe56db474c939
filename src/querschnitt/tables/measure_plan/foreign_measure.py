"""One measure of a foreign plan: its cells as an edition keeps them, and what is assumed or left is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from querschnitt.tables.measure_plan import words
from querschnitt.tables.measure_plan.cells import cell_name
from querschnitt.tables.measure_plan.foreign_plan import CellRemark, ForeignMeasure, ForeignMoney
from querschnitt.tables.measure_plan.plan import PlanRow

TITLE_LENGTH = 200
_UNNAMED = re.compile(r"^(?:tabelle|sheet|blatt|table|csv)\s*\d*$", re.IGNORECASE)


@dataclass(frozen=True)
class Filled:
    """A filled cell; row and column count from 0."""

    sheet: str
    row: int
    column: int
    value: object

    @property
    def text(self) -> str:
        """Return what it says."""
        return text_of(self.value)


def text_of(value: object) -> str:
    """Return what a cell says, a whole number without its point.

    >>> text_of(2024.0), text_of(" a\\r\\nb ")
    ('2024', 'a\\nb')
    """
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value).replace("\r\n", "\n").strip()


@dataclass
class Reading:
    """What is gathered while the sheets are read."""

    measures: list[ForeignMeasure] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    columns: list[tuple[str, str, str]] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    taken: set[tuple[str, int, int]] = field(default_factory=set)  # sheet, row, column
    cells: int = 0

    def take(self, cell: Filled) -> None:
        self.taken.add((cell.sheet, cell.row, cell.column))

    def has(self, cell: Filled) -> bool:
        return (cell.sheet, cell.row, cell.column) in self.taken

    def tell(self, cell: Filled, told: str, *, taken: bool) -> None:
        """Say what became of a cell; of one that is left, that it is not taken."""
        if not taken:
            self.taken.discard((cell.sheet, cell.row, cell.column))
        short = cell.text if len(cell.text) <= 120 else cell.text[:119] + "…"
        self.remarks.append(CellRemark(cell.sheet, cell_name(cell.row, cell.column), short, told, taken))

    def field_number(self, name: str) -> str:
        if name not in self.fields:
            self.fields.append(name)
        return str(self.fields.index(name) + 1)


class MeasureReader:
    """One measure, read from the cells that speak of it: of its row, or of its sheet.

    Parameters
    ----------
    parts : by what they hold
    section : name of the field where no cell names one
    """

    def __init__(self, reading: Reading, parts: Mapping[str, Sequence[Filled]], *, sheet: str, section: str) -> None:
        self.reading, self.parts, self.sheet, self.section = reading, parts, sheet, section

    def read(self) -> ForeignMeasure:
        title, text = self._title_and_text()
        row = PlanRow(
            number=self._number(), title_de=title, field=self._field(), text=text,
            goal_de=self._words("goal"), target_groups_de=self._words("target_groups_de", most=300),
            place_de=self._words("place_de", most=200), legal_basis=self._words("legal_basis", most=300),
        )  # fmt: skip
        row = self._with_period(row)
        row = self._with_offices(row)
        kind = self._coded("kind", words.KINDS, "is no kind of measure that the strategy knows; taken as Vorhaben")
        money, cost = self._money()
        phase = self._coded("phase", words.PHASES, "names no phase that the strategy knows")
        return ForeignMeasure(
            row=replace(row, kind=kind or "Vorhaben", cost_note=cost),
            phase=phase or "",
            note="\n".join(cell.text for cell in self._cells("note")),
            money=money,
            place=f"{self.sheet}, {self.parts['title'][0].row + 1}",
        )

    def _words(self, key: str, *, most: int = 0) -> str:
        text = "; ".join(" ".join(cell.text.split()) for cell in self._cells(key))
        if most and len(text) > most:
            self._tell(key, "is too long; it ends earlier", taken=True)
            text = text[: most - 1] + "…"
        return text

    def _tell(self, key: str, told: str, *, taken: bool) -> None:
        for cell in self._cells(key):
            self.reading.tell(cell, told, taken=taken)

    def _cells(self, key: str) -> Sequence[Filled]:
        return self.parts.get(key, ())

    def _title_and_text(self) -> tuple[str, str]:
        whole = self.parts["title"][0].text
        title = " ".join(whole.split())
        text = "\n\n".join(cell.text for cell in self._cells("text")) or whole
        if len(title) > TITLE_LENGTH:
            self._tell("title", "is too long for a title; the title ends earlier, the text is whole", taken=True)
            text = f"{whole}\n\n{text}" if text != whole else whole
            title = title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
        return title, text

    def _number(self) -> str:
        number = self._words("number").rstrip(".")
        if number and len(number) <= 12 and number not in self.reading.numbers:
            self.reading.numbers.add(number)
            return number
        made = self._free_number()
        if number:
            told = "is too long for a number" if len(number) > 12 else "stands twice"
            self._tell("number", f"{told}; numbered {made}", taken=True)
        self.reading.numbers.add(made)
        return made

    def _free_number(self) -> str:
        count = len(self.reading.measures) + 1
        while f"M{count}" in self.reading.numbers:
            count += 1
        return f"M{count}"

    def _field(self) -> str:
        name = self.section or _UNNAMED.sub("Ohne Handlungsfeld", self.sheet)
        return self.reading.field_number(name[:TITLE_LENGTH])

    def _with_period(self, row: PlanRow) -> PlanRow:
        begins = ends = recurrence = None
        for key in ("period", "begins", "ends", "recurrence"):
            for cell in self._cells(key):
                found = words.period_of(cell.value)
                if found is None:
                    self.reading.tell(cell, "names no period", taken=False)
                    continue
                if words.is_rough(cell.value):
                    self.reading.tell(cell, "is taken as the whole year", taken=True)
                begins = (found.begins if key in ("period", "begins") else None) or begins
                ends = (found.ends if key in ("period", "ends") else None) or ends
                recurrence = found.recurrence or recurrence
        if begins and ends and ends.day < begins.day:
            self._tell("ends", "lies before the begin", taken=False)
            ends = None
        assumed = "continuous" if begins and not ends else "once"
        return replace(row, begins=begins, ends=ends, recurrence=recurrence or assumed)

    def _with_offices(self, row: PlanRow) -> PlanRow:
        leads = [name for cell in self._cells("lead") for name in words.names_in(cell.text)]
        involved = [name for cell in self._cells("involved") for name in words.names_in(cell.text)]
        if len(leads) > 1:
            self._tell("lead", f"names {len(leads)} offices; the first leads, the others take part", taken=True)
        kept = dict.fromkeys(name for name in (*leads[1:], *involved) if name != (leads or [""])[0])
        return replace(row, lead=leads[0] if leads else "", involved=tuple(kept))

    def _coded(self, key: str, known: Mapping[str, tuple[str, ...]], told: str) -> str | None:
        if key not in self.parts:
            return None
        code = words.code_of(self.parts[key][0].value, known)
        if code is None:
            self._tell(key, told, taken=False)
        return code

    def _money(self) -> tuple[tuple[ForeignMoney, ...], str]:
        lines = []
        for key, cells in self.parts.items():
            if not key.startswith("cost "):
                continue
            amount = words.amount_of(cells[0].value)
            if amount is None:
                self._tell(key, "is no amount", taken=False)
            else:
                lines.append(ForeignMoney(int(key.removeprefix("cost ")), amount))
        return tuple(lines), self._words("cost", most=300)
