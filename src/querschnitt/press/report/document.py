"""A report as it is printed: all figures written, all tables numbered, one sequence of blocks for both printers."""

from __future__ import annotations

from dataclasses import dataclass

from querschnitt.press.charts import Chart
from querschnitt.press.report.content import Level


@dataclass(frozen=True)
class PrintedCell:
    """A written figure, with its interval in small beside it."""

    text: str
    interval: str = ""
    is_word: bool = False  # words stand left, figures right


@dataclass(frozen=True)
class PrintedHead:
    """A column's head. `digits`: intervals stand beside the figures, which right-align in a room of so many digits."""

    label: str
    unit: str = ""
    is_word: bool = False
    digits: int = 0


@dataclass(frozen=True)
class PrintedRow:
    label: str
    cells: tuple[PrintedCell, ...]
    level: Level = "row"


@dataclass(frozen=True)
class PrintedTable:
    """`signs` are those that occur in this table, with their meaning; `stacked` puts intervals under the figures."""

    number: str
    title: str
    row_head: str
    heads: tuple[PrintedHead, ...]
    rows: tuple[PrintedRow, ...]
    base: str = ""
    notes: tuple[str, ...] = ()
    signs: tuple[tuple[str, str], ...] = ()
    source: str = ""
    stacked: bool = False
    has_intervals: bool = False


@dataclass(frozen=True)
class ChapterHead:
    anchor: str
    number: str
    title: str


@dataclass(frozen=True)
class SectionHead:
    anchor: str
    title: str
    short: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Figure:
    chart: Chart


@dataclass(frozen=True)
class Facts:
    """Names and values, or signs and meanings."""

    items: tuple[tuple[str, str], ...]
    is_narrow: bool = False  # short names: signs, grades


@dataclass(frozen=True)
class Points:
    items: tuple[str, ...]


Block = ChapterHead | SectionHead | Paragraph | Figure | Facts | Points | PrintedTable


@dataclass(frozen=True)
class PrintedFinding:
    figure: str
    sentence: str
    detail: str  # interval and base


@dataclass(frozen=True)
class Document:
    title: str
    subtitle: str
    publisher: str
    dates: tuple[tuple[str, str], ...]
    notice: str
    findings: tuple[PrintedFinding, ...]
    blocks: tuple[Block, ...]
