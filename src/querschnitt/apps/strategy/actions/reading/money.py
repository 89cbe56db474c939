"""The money of an edition: lines per measure, year and stage, the council's frame, years without a budget."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from querschnitt.apps.strategy.actions.reading.table import Table
from querschnitt.apps.strategy.models import BudgetLine, BudgetState


@dataclass(frozen=True)
class WrittenLine:
    """An amount for a measure, or for the whole edition; ``columns`` are the rest of its row."""

    number: str
    columns: Mapping[str, object]


@dataclass(frozen=True)
class WrittenFrame:
    year: int
    amount: Decimal
    decided_on: date | None
    source: str
    invented: bool


@dataclass(frozen=True)
class WrittenState:
    kind: str
    since: date
    until: date | None
    share_frozen: Decimal | None
    source: str
    invented: bool


@dataclass(frozen=True)
class WrittenMoney:
    lines: tuple[WrittenLine, ...]
    frames: tuple[WrittenFrame, ...]
    states: tuple[WrittenState, ...]


def read_money(file: Table, measures: Collection[str]) -> WrittenMoney:
    """Read the money of an edition, which may be none."""
    return file.done(
        WrittenMoney(
            lines=tuple(_line(row, measures) for row in file.tables("line")),
            frames=tuple(_frame(row) for row in file.tables("frame")),
            states=tuple(_state(row) for row in file.tables("state")),
        )
    )


def _line(table: Table, measures: Collection[str]) -> WrittenLine:
    return table.done(
        WrittenLine(
            number=table.code("measure", measures) if table.has("measure") else "",
            columns={
                "year": table.get("year", int),
                "stage": table.code("stage", BudgetLine.Stage.values),
                "amount": table.amount("amount"),
                "funding": table.code("funding", BudgetLine.Funding.values, "own"),
                "psp_element": table.text("psp_element", ""),
                "purpose_de": table.text("purpose_de"),
                "purpose_en": table.text("purpose_en"),
                "source": table.text("source"),
                "invented": table.flag("invented"),
            },
        )
    )


def _frame(table: Table) -> WrittenFrame:
    return table.done(
        WrittenFrame(
            year=table.get("year", int),
            amount=table.amount("amount"),
            decided_on=table.day_if_any("decided_on"),
            source=table.text("source"),
            invented=table.flag("invented"),
        )
    )


def _state(table: Table) -> WrittenState:
    return table.done(
        WrittenState(
            kind=table.code("kind", BudgetState.Kind.values),
            since=table.day("since"),
            until=table.day_if_any("until"),
            share_frozen=table.amount("share_frozen") if table.has("share_frozen") else None,
            source=table.text("source"),
            invented=table.flag("invented"),
        )
    )
