"""What is read of indicators: their series, and what became of each cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from querschnitt.tables.measure_plan import CellRemark


@dataclass(frozen=True)
class Place:
    """A cell, with what it says, so that whoever reads on can say what became of it."""

    sheet: str
    cell: str
    value: str

    def left(self, told: str) -> CellRemark:
        """Return the remark that the cell was not taken."""
        return CellRemark(self.sheet, self.cell, self.value, told)

    def taken(self, told: str) -> CellRemark:
        """Return the remark that the cell was taken, and how."""
        return CellRemark(self.sheet, self.cell, self.value, told, taken=True)


@dataclass(frozen=True)
class ReadFigure:
    """One figure of a date: a value, numerator and denominator, or a sign in place of them."""

    on: date
    place: Place
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    sign: str = ""
    document: str = ""


@dataclass(frozen=True)
class ReadSeries:
    """An indicator as the spreadsheet names it, with its figures. What it does not say is empty."""

    name: str
    place: Place
    code: str = ""
    definition: str = ""
    unit: str = ""
    source: str = ""
    figures: tuple[ReadFigure, ...] = ()


@dataclass(frozen=True)
class ReadIndicators:
    """What was read: series, how the columns were understood, remarks by cell."""

    series: tuple[ReadSeries, ...]
    columns: tuple[tuple[str, str, str], ...]  # sheet, head, what it was taken for (empty: for nothing)
    remarks: tuple[CellRemark, ...]
