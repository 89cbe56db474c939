"""What a wave's report is made of. Plain frozen values: no query, no clock, no rounding.

Shares are numbers between 0 and 1 (`Column.kind` "share"); differences of shares too (`Column.kind` "points").
Numbers of tables and headings are given by the report, not by the caller.

>>> row = Row("Insgesamt", [Cell(0.82, low=0.79, high=0.85)], base=812, level="total")
>>> table = Table(title="Lebenszufriedenheit", row_head="Region", columns=[Column("zufrieden")], rows=[row])
>>> table.rows[0].cells[0].value
0.82
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from querschnitt.press.charts import Chart

Kind = Literal["share", "points", "count", "mean", "euro"]
Level = Literal["total", "group", "row", "part"]  # total: strong; group: a heading within; part: indented (davon)


@dataclass(frozen=True)
class Cell:
    """One figure. `sign` as in the legend: "." "( )" "0" "x" "r" or empty; with "." and "x" no value is printed."""

    value: float | None
    low: float | None = None
    high: float | None = None
    sign: str = ""
    n: int | None = None


@dataclass(frozen=True)
class Column:
    """A column of figures; `decimals` are digits after the comma (a share is printed in per cent)."""

    label: str
    kind: Kind = "share"
    decimals: int = 0


@dataclass(frozen=True)
class Row:
    """A line of a table; `base` is the unweighted number of respondents behind it."""

    label: str
    cells: Sequence[Cell]
    base: int | None = None
    level: Level = "row"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with what a reader needs beside it.

    base : who is meant, in words ("Personen ab 18 Jahren, die erwerbstätig sind")
    note, source : printed under the table; empty: left out
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    row_head: str = ""
    base: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A headline figure for the first page: the figure large, the sentence beside it."""

    sentence: str
    cell: Cell
    kind: Kind = "share"
    decimals: int = 0
    base: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One subject: the finding as headline, a sentence, a figure, its tables.

    short : the subject in a word or two, for the contents ("Lebenszufriedenheit")
    """

    headline: str
    sentence: str
    short: str = ""
    chart: Chart | None = None
    tables: Sequence[Table] = ()


@dataclass(frozen=True, kw_only=True)
class Chapter:
    title: str
    sections: Sequence[Section]
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class Population:
    """One of the four counts, with what it counts."""

    name: str
    definition: str
    counts: Sequence[int | None]  # one for each of ReportContent.waves


@dataclass(frozen=True, kw_only=True)
class AccountingLine:
    """A line of the way from the gross sample to the usable interviews, as a part of the gross and eligible sample.

    of_eligible : None for what does not belong to the eligible sample
    """

    label: str
    count: int
    of_gross: float
    of_eligible: float | None = None
    level: Level = "row"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A response rate, never without both its numbers."""

    name: str
    definition: str
    numerator: float
    denominator: float
    value: float


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """One domain's change; `difference` is a difference of shares (or of means) between the waves."""

    domain: str
    before: Cell
    after: Cell
    difference: Cell
    grade: str
    reasons: Sequence[str] = ()
    p: float | None = None
    level: Level = "row"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One item in both waves; reasons that all rows share are printed once."""

    headline: str
    sentence: str
    rows: Sequence[ChangeRow]
    short: str = ""
    kind: Literal["share", "mean", "euro"] = "share"
    decimals: int = 0
    chart: Chart | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class MethodSection:
    """A section of the method chapter: paragraphs, then facts of this run as name and value."""

    title: str
    paragraphs: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class ReportContent:
    """Everything the report of a wave prints.

    publisher : who is responsible, as on the cover
    reference_date, field_period, state_date : as they are to be read ("31.12.2020")
    waves : the names of the waves in order of time, the report's own last ("2016", "2020")
    populations : the four counts; accounting, rates : from the gross sample to the usable interviews, headline rate
    first; rates_note : under the rates; changes, grades : comparison with the wave before, and what the grades mean;
    changes_facts : what differs between the two waves; legend : signs and meanings; sources : what the figures rest on
    """

    title: str
    subtitle: str
    publisher: str
    reference_date: str
    field_period: str
    state_date: str
    waves: Sequence[str]
    findings: Sequence[Finding]
    populations: Sequence[Population]
    accounting: Sequence[AccountingLine]
    rates: Sequence[Rate]
    chapters: Sequence[Chapter]
    method: Sequence[MethodSection]
    legend: Sequence[tuple[str, str]]
    changes: Sequence[Change] = ()
    grades: Sequence[tuple[str, str]] = ()
    changes_lead: str = ""
    changes_facts: Sequence[tuple[str, str]] = ()
    rates_note: str = ""
    assumptions: Sequence[str] = ()
    sources: Sequence[str] = field(default=())
    notice: str = ""  # for example that all data are simulated; printed on the cover
