"""Money of an edition: its lines as the rules read them, by stage, field, measure and year, and the council's frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from querschnitt.apps.strategy.models import BudgetFrame, BudgetLine, BudgetState, Edition, Field, MeasureVersion
from querschnitt.apps.strategy.queries.in_force import versions_on
from querschnitt.core.budget import (
    NOTHING,
    Balance,
    Funding,
    Line,
    Period,
    Stage,
    Standing,
    balances,
    missing,
    replaced,
    standing_on,
)

SUMS = ("planned", "fresh", "available", "spent", "left")


@dataclass(frozen=True)
class Cell:
    """What stands for one year in one row of a table."""

    year: int
    amount: Decimal | None


@dataclass(frozen=True)
class AmountRow:
    """A row of amounts, one for each year; of a field, a measure, or neither."""

    name: str
    cells: tuple[Cell, ...]
    field: Field | None = None
    version: MeasureVersion | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether there is no figure in any year."""
        return all(cell.amount is None for cell in self.cells)


@dataclass(frozen=True)
class ShownLine:
    """A line with the one that corrects it, if there is one."""

    row: BudgetLine
    corrected_by: BudgetLine | None


@dataclass(frozen=True)
class Book:
    """All that was written down about the money of an edition."""

    edition: Edition
    rows: Sequence[BudgetLine]
    versions: Sequence[MeasureVersion]
    frames: Mapping[int, BudgetFrame]  # the one that counts in each year

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return the lines as values."""
        return tuple(line_value(row) for row in self.rows)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Return the years with a line or a frame, and those of the edition's budget."""
        known = {row.year for row in self.rows} | set(self.frames)
        first, last = self.edition.budget_from, self.edition.budget_until
        return tuple(sorted(known | set(range(first, last + 1) if first and last else ())))

    @cached_property
    def by_funding(self) -> Mapping[tuple[Funding, int], Balance]:
        """Return what each kind of money comes to in each year."""
        return balances(self.lines, lambda line: (line.funding, line.year))

    def whole(self, funding: Funding, pick: Callable[[Balance], Decimal | None]) -> tuple[Cell, ...]:
        """Return one sum of the whole edition for each year."""
        return tuple(Cell(year, pick(self.by_funding.get((funding, year), NOTHING))) for year in self.years)

    @cached_property
    def frame_cells(self) -> tuple[Cell, ...]:
        """Return the council's frame for each year."""
        return tuple(Cell(year, self.frames[year].amount if year in self.frames else None) for year in self.years)

    @cached_property
    def difference(self) -> tuple[Cell, ...]:
        """Return what the frame leaves after the planned own lines; below nought where they go beyond it."""
        planned = self.whole(Funding.OWN, lambda found: found.planned)
        return tuple(
            Cell(frame.year, _minus(frame.amount, here.amount))
            for frame, here in zip(self.frame_cells, planned, strict=True)
        )

    @cached_property
    def without_figure(self) -> tuple[MeasureVersion, ...]:
        """Return the measures about whose money nothing is known in any year."""
        known = {line.measure for line in self.lines}
        return tuple(version for version in self.versions if str(version.measure_id) not in known)

    def missing_in(self, year: int) -> int:
        """Return how many measures have no figure for a year."""
        return len(missing([str(version.measure_id) for version in self.versions], self.lines, year=year))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Return the sources of all lines and frames."""
        return tuple(dict.fromkeys([*(row.source for row in self.rows), *(row.source for row in self.frames.values())]))


def _minus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def line_value(row: BudgetLine) -> Line:
    """Return a line as the rules take it. The version of the row is read: fetch them together."""
    return Line(
        key=row.pk,
        year=row.year,
        stage=Stage(row.stage),
        amount=row.amount,
        purpose=row.purpose_de,
        measure=str(row.version.measure_id) if row.version else "",
        field=str(row.version.field_id) if row.version else "",
        funding=Funding(row.funding),
        corrects=row.corrects_id,
    )


def book_of(edition: Edition, day: date | None = None) -> Book:
    """Return the book of an edition; three queries, however many lines.

    ``day`` : the measures are those in force on it; without it, those the edition words
    """
    return Book(
        edition=edition,
        rows=tuple(edition.budget_lines.select_related("version__field").order_by("year", "pk")),
        versions=tuple(versions_on(edition, day).select_related("field")),
        frames={frame.year: frame for frame in edition.frames.order_by("pk")},
    )


def amount_of(show: str) -> Callable[[Balance], Decimal | None]:
    """Return how a balance is read: one of `SUMS`, or the sum of the lines at a stage."""
    if show in SUMS:
        return lambda found: getattr(found, show)
    stage = Stage(show)
    return lambda found: found.stages.get(stage)


def stage_rows(book: Book) -> list[AmountRow]:
    """Return what the own lines of the whole edition come to at each stage that occurs."""
    used = {
        stage for (funding, _), found in book.by_funding.items() if funding == Funding.OWN for stage in found.stages
    }
    return [AmountRow(stage.value, book.whole(Funding.OWN, amount_of(stage.value))) for stage in Stage if stage in used]


def field_rows(book: Book, show: str) -> list[AmountRow]:
    """Return the own lines by field of action, and those without a measure last."""
    parts = balances(book.lines, lambda line: (line.field, line.year, line.funding))
    fields = {version.field_id: version.field for version in book.versions}
    rows = [
        AmountRow("", _cells(parts, str(field.pk), book.years, show), field=field)
        for field in sorted(fields.values(), key=lambda field: field.number)
    ]
    return [*rows, AmountRow("without", _cells(parts, "", book.years, show))]


def measure_rows(book: Book, show: str, *, field: int) -> list[AmountRow]:
    """Return the own lines of a field's measures, each measure a row, with or without a figure."""
    parts = balances(book.lines, lambda line: (line.measure, line.year, line.funding))
    return [
        AmountRow("", _cells(parts, str(version.measure_id), book.years, show), field=version.field, version=version)
        for version in book.versions
        if version.field.number == field
    ]


def _cells(
    parts: Mapping[tuple[str, int, Funding], Balance], key: str, years: Sequence[int], show: str
) -> tuple[Cell, ...]:
    pick = amount_of(show)
    return tuple(Cell(year, pick(parts.get((key, year, Funding.OWN), NOTHING))) for year in years)


def shown_lines(rows: Sequence[BudgetLine]) -> list[ShownLine]:
    """Return lines with the ones that correct them, in the order of years and stages."""
    known = {row.pk: row for row in rows}
    gone = {key: known[line.key] for key, line in replaced([line_value(row) for row in rows]).items()}
    order = list(Stage)
    shown = sorted(rows, key=lambda row: (row.year, row.purpose_de, order.index(Stage(row.stage)), row.pk))
    return [ShownLine(row, gone.get(row.pk)) for row in shown]


def lines_of(edition: Edition, version: MeasureVersion | None) -> list[BudgetLine]:
    """Return the lines of a measure in all versions of the edition, or those without a measure; one query."""
    rows = edition.budget_lines.select_related("version__field")
    chosen = rows.filter(version__measure=version.measure_id) if version else rows.filter(version=None)
    return list(chosen.order_by("year", "pk"))


def states() -> list[BudgetState]:
    """Return the states of the budget, the latest first."""
    return list(BudgetState.objects.order_by("-since", "-pk"))


def state_on(rows: Sequence[BudgetState], day: date) -> Standing:
    """Return what holds on a day."""
    periods = [
        Period(
            "freeze" if row.kind == BudgetState.Kind.FREEZE else "provisional", row.since, row.until, row.share_frozen
        )
        for row in rows
    ]
    return standing_on(periods, day)
