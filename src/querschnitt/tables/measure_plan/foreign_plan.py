"""What is read from the measure plan of another city: measures, and what became of each cell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from querschnitt.tables.measure_plan.plan import PlanRow


@dataclass(frozen=True)
class CellRemark:
    """What became of one cell that was not simply taken. ``taken``: with an assumption; else it was left."""

    sheet: str
    cell: str
    value: str
    told: str
    taken: bool = False


@dataclass(frozen=True)
class ForeignMoney:
    """An amount for a measure and a year, as the column says."""

    year: int
    amount: Decimal


@dataclass(frozen=True)
class ForeignMeasure:
    """A measure of another plan; ``row`` has what an edition keeps, the rest is its status and money."""

    row: PlanRow
    phase: str = ""
    note: str = ""
    money: tuple[ForeignMoney, ...] = ()
    place: str = ""  # sheet and row, for people


@dataclass(frozen=True)
class ForeignPlan:
    """What was read: measures, names of fields in their order, how the columns were understood, remarks by cell."""

    measures: tuple[ForeignMeasure, ...]
    fields: tuple[str, ...]
    columns: tuple[tuple[str, str, str], ...]  # sheet, head, what it was taken for (empty: for nothing)
    cells: int  # that are filled
    taken: int
    remarks: tuple[CellRemark, ...]

    @property
    def left(self) -> tuple[CellRemark, ...]:
        """Return the remarks on cells that were not taken."""
        return tuple(remark for remark in self.remarks if not remark.taken)
