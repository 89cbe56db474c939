"""What a report says of money: each line, and what the lines of a year come to against the council's frame."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import groupby

from querschnitt.apps.indicators.templatetags.figures import number, words
from querschnitt.apps.strategy.models import BudgetLine, Edition
from querschnitt.apps.strategy.queries.money import Book, amount_of, book_of
from querschnitt.core.budget import Funding, Stage
from querschnitt.press.strategy.content import MoneyLine, MoneyYear


def money_of(edition: Edition) -> tuple[MoneyLine, ...]:
    """Return the amounts of an edition; years that say the same are joined; one query."""
    rows = (
        edition.budget_lines.filter(corrected_by=None).select_related("version").order_by("purpose_de", "stage", "year")
    )

    def same(row: BudgetLine) -> tuple[object, ...]:
        return row.version_id, row.purpose_de, row.stage, row.amount, row.psp_element, row.source, row.funding

    found = []
    for _, group in groupby(sorted(rows, key=lambda row: (row.purpose_de, row.stage, row.year)), key=same):
        run = list(group)
        found += [_money(part) for part in _runs(run)]
    return tuple(sorted(found, key=lambda line: (line.years, line.purpose, line.stage)))


def _runs(rows: list[BudgetLine]) -> list[list[BudgetLine]]:
    """Return rows in runs of years without a gap."""
    runs: list[list[BudgetLine]] = []
    for row in rows:
        if runs and runs[-1][-1].year == row.year - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _money(run: list[BudgetLine]) -> MoneyLine:
    row = run[0]
    measure = f"{row.version.number} " if row.version else ""
    return MoneyLine(
        years=(row.year, run[-1].year),
        amount=number(float(row.amount)),
        purpose=f"{measure}{words(row, 'purpose')}",
        stage=row.stage,
        where=row.psp_element,
        source=row.source,
        funding=row.funding,
        invented=row.invented,
    )


def totals_of(edition: Edition, day: date) -> tuple[MoneyYear, ...]:
    """Return what the own money of an edition comes to in each year, by stage; three queries."""
    book = book_of(edition, day)
    if not (book.rows or book.frames):
        return ()
    stages = {stage: _by_year(book, stage) for stage in (Stage.REQUESTED, Stage.DRAFT, Stage.DECIDED)}
    frames = {cell.year: cell.amount for cell in book.frame_cells}
    left = {cell.year: cell.amount for cell in book.difference}
    return tuple(
        MoneyYear(
            year=year,
            requested=_told(stages[Stage.REQUESTED][year]),
            draft=_told(stages[Stage.DRAFT][year]),
            decided=_told(stages[Stage.DECIDED][year]),
            frame=_told(frames[year]),
            left=_told(left[year]),
            without_figure=book.missing_in(year),
            invented=_is_invented(book, year),
        )
        for year in book.years
    )


def _by_year(book: Book, stage: Stage) -> dict[int, Decimal | None]:
    return {cell.year: cell.amount for cell in book.whole(Funding.OWN, amount_of(stage.value))}


def _told(amount: Decimal | None) -> str:
    return number(float(amount)) if amount is not None else ""


def _is_invented(book: Book, year: int) -> bool:
    frame = book.frames.get(year)
    return any(row.invented for row in book.rows if row.year == year) or bool(frame and frame.invented)
