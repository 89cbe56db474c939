"""The numbered tables of a report in their order, and those that its chapter on people is made of."""

from __future__ import annotations

from collections.abc import Iterator

from querschnitt.press.report.content import AccountingLine, Cell, Change, Column, ReportContent, Row, Table

NOT_PART = Cell(None, sign="x")


def numbered_tables(content: ReportContent) -> Iterator[Table | Change]:
    """Yield whatever gets a number in the report, in the order of the numbers."""
    for chapter in content.chapters:
        for section in chapter.sections:
            yield from section.tables
    yield from content.changes
    yield populations_table(content)
    yield accounting_table(content)
    yield rates_table(content)


def change_title(change: Change, waves: tuple[str, str]) -> str:
    """Return the title of the table of a change."""
    return f"{change.short or change.headline}, {waves[0]} und {waves[1]}"


def populations_table(content: ReportContent) -> Table:
    """Return the four counts, a column for each wave."""
    rows = [
        Row(given.name, [NOT_PART if count is None else Cell(count) for count in given.counts])
        for given in content.populations
    ]
    columns = [Column(wave, "count") for wave in content.waves]
    return Table(title="Vier Grundgesamtheiten", columns=columns, rows=rows)


def accounting_table(content: ReportContent) -> Table:
    """Return the way of the sample, with shares of the gross and of the eligible sample."""
    columns = [
        Column("Fälle", "count"),
        Column("Anteil an der Bruttostichprobe", "share", 1),
        Column("Anteil an der bereinigten Bruttostichprobe", "share", 1),
    ]
    rows = [Row(line.label, _shares(line), level=line.level) for line in content.accounting]
    return Table(title="Weg der Stichprobe", columns=columns, rows=rows)


def _shares(line: AccountingLine) -> list[Cell]:
    eligible = NOT_PART if line.of_eligible is None else Cell(line.of_eligible)
    return [Cell(line.count), Cell(line.of_gross), eligible]


def rates_table(content: ReportContent) -> Table:
    """Return the response rates with both their numbers, the headline first."""
    rows = [
        Row(
            rate.name,
            [Cell(rate.numerator), Cell(rate.denominator), Cell(rate.value)],
            level="total" if place == 0 else "row",
        )
        for place, rate in enumerate(content.rates)
    ]
    columns = [Column("Zähler", "count"), Column("Nenner", "count"), Column("Quote", "share", 1)]
    return Table(title="Ausschöpfungsquoten", columns=columns, rows=rows)
