"""The money of an edition in a paper: what each year comes to against the frame, then the lines."""

from __future__ import annotations

from querschnitt.press.strategy.blocks import Block, Grid, Para
from querschnitt.press.strategy.content import MoneyLine, Report
from querschnitt.press.strategy.sayings import marked
from querschnitt.press.strategy.words import Words

NOTHING = "–"


def amounts(words: Words, report: Report) -> list[Block]:
    """Return both tables, or the sentence that no amounts are recorded."""
    if not (report.money or report.totals):
        return [Para(words("no_money"))]
    return [*([_totals(words, report)] if report.totals else []), *([_lines(words, report)] if report.money else [])]


def _totals(words: Words, report: Report) -> Grid:
    stages = tuple(words.of("stage", stage) for stage in ("requested", "draft", "decided"))
    heads = (words("year"), *stages, words("frame"), words("frame_left"), words("without_figure"))
    rows = [
        (
            marked(words, str(total.year), invented=total.invented),
            *(told or NOTHING for told in (total.requested, total.draft, total.decided, total.frame, total.left)),
            words.number(total.without_figure),
        )
        for total in report.totals
    ]
    caption, note = words("totals_caption"), words("totals_note")
    return Grid(caption, heads, rows, widths=(1.4, 1.4, 1.4, 1.4, 1.4, 1.6, 1.4), figures=(1, 2, 3, 4, 5, 6), note=note)


def _beside(words: Words, line: MoneyLine) -> tuple[str, ...]:
    """Return what stands under a stage. Money that is no line of its own says so: it is not in the sums."""
    return (words.of("funding", line.funding) if line.funding != "own" else "", line.where)


def _lines(words: Words, report: Report) -> Grid:
    heads = tuple(words(name) for name in ("money_from", "money_until", "amount", "purpose", "where"))
    rows = [
        (
            str(line.years[0]), str(line.years[1]), line.amount,
            f"{marked(words, line.purpose, invented=line.invented)}\n{words('source', text=line.source)}",
            "\n".join(part for part in (words.of("stage", line.stage), *_beside(words, line)) if part),
        )
        for line in report.money
    ]  # fmt: skip
    return Grid(words("money_caption"), heads, rows, widths=(0.8, 0.8, 1.3, 4.4, 2.6), figures=(0, 1, 2))
