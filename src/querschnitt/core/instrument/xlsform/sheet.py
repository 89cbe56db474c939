"""One sheet of a workbook as records: cells by column, texts by column and language, and the row they stand in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.faults import Fault, Ledger
from querschnitt.core.instrument.xlsform.columns import SHEETS, Column, Language, SheetRule, parse_heading

Row = Sequence[object]
Sheets = Mapping[str, Sequence[Row]]
"""Sheet name -> rows of cells; the first row holds the headings. Empty rows stay, so that row numbers are true."""


@dataclass(frozen=True)
class Record:
    """One row: its number as the spreadsheet counts, its plain cells, its texts (column -> language tag -> text)."""

    row: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """One sheet, read."""

    name: str
    columns: tuple[Column, ...]
    records: tuple[Record, ...]
    ledger: Ledger = field(repr=False)

    @property
    def languages(self) -> tuple[Language, ...]:
        return tuple(dict.fromkeys(column.language for column in self.columns if column.language))

    def title(self, head: str, tag: str = "") -> str:
        """Return the heading as it is written in the workbook, or as it should be written."""
        for column in self.columns:
            if column.head == head and (column.language.tag if column.language else "") == tag:
                return column.title
        return f"{head}::… ({tag})" if tag else head

    def fault(
        self, code: str, what: str, *, record: Record | None = None, column: str = "", tag: str = "", **parts: str
    ) -> None:
        """Note an error; `parts` are value, expected, hint. The value is what stands in the cell unless given."""
        self.ledger.add(self._described(code, what, (record, column, tag), parts))

    def warn(
        self, code: str, what: str, *, record: Record | None = None, column: str = "", tag: str = "", **parts: str
    ) -> None:
        """Note a warning, in the same way."""
        self.ledger.add(replace(self._described(code, what, (record, column, tag), parts), severity="warning"))

    def _described(
        self, code: str, what: str, place: tuple[Record | None, str, str], parts: Mapping[str, str]
    ) -> Fault:
        record, column, tag = place
        entries = {"value": _cell(record, column, tag), **parts}
        title = self.title(column, tag) if column else ""
        return Fault(code=code, what=what, sheet=self.name, row=record.row if record else 1, column=title, **entries)  # type: ignore[arg-type]


def _cell(record: Record | None, column: str, tag: str) -> str:
    if record is None or not column:
        return ""
    return record.texts.get(column, {}).get(tag, "") if tag else record[column]


def cell_text(cell: object) -> str:
    """Return what a cell says, the way a person reads it in the spreadsheet.

    >>> cell_text(2.0), cell_text(True), cell_text(None)
    ('2', 'true', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell).replace("\r\n", "\n").strip()


def read_sheet(name: str, rows: Sequence[Row], ledger: Ledger, *, default: Language | None) -> Table:
    """Read the headings and rows of one sheet.

    Parameters
    ----------
    default : the language of texts in a column that names none
    """
    titles = [cell_text(cell) for cell in rows[0]] if rows else []
    columns = tuple(_columns(name, titles, ledger, default=default))
    filled = [(number, [cell_text(cell) for cell in row]) for number, row in enumerate(rows[1:], start=2)]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    _refuse_unsupported(name, titles, filled, ledger)
    records = tuple(_record(number, cells, columns) for number, cells in filled)
    return Table(name=name, columns=columns, records=records, ledger=ledger)


def _record(number: int, cells: Sequence[str], columns: Sequence[Column]) -> Record:
    plain: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    for column in columns:
        cell = cells[column.index] if column.index < len(cells) else ""
        if not cell:
            continue
        if column.language is None:
            plain[column.head] = cell
        else:
            texts.setdefault(column.head, {})[column.language.tag] = cell
    return Record(row=number, cells=plain, texts=texts)


def _columns(sheet: str, titles: Sequence[str], ledger: Ledger, *, default: Language | None) -> Iterator[Column]:
    """Give the columns that are known, with a fault for each that is written wrongly or twice."""
    rule = SHEETS[sheet]
    seen: dict[tuple[str, str], str] = {}
    for index, title in enumerate(titles):
        if not title:
            continue
        column, behind = parse_heading(index, title, rule)
        if column.head in rule.unsupported:
            continue
        if column.head not in rule.plain | rule.translated:
            ledger.add(_unknown_column(sheet, title, column.head, rule))
            continue
        placed = _placed(column, behind, rule, default)
        if isinstance(placed, str):
            expected = f"{column.head}::Deutsch (de)" if column.head in rule.translated else column.head
            ledger.add(
                Fault("column-language", placed, sheet=sheet, row=1, column=title, value=title, expected=expected)
            )
            continue
        key = (placed.head, placed.language.tag if placed.language else "")
        if key in seen:
            ledger.add(Fault(code="duplicate-column", what=f"Column '{title}' says the same as column '{seen[key]}'",
                             sheet=sheet, row=1, column=title, value=title, hint="Keep one of them."))  # fmt: skip
            continue
        seen[key] = title
        yield placed


def _placed(column: Column, behind: str, rule: SheetRule, default: Language | None) -> Column | str:
    """Return the column with its language, or what is wrong with it."""
    if column.head in rule.plain:
        return f"Column '{column.head}' has no languages" if behind else column
    if behind and column.language is None:
        return f"Column '{column.title}' names a language without its tag"
    if column.language is None and default is None:
        return f"Column '{column.title}' does not say its language"
    return column if column.language else Column(column.index, column.head, default, column.title)


def _unknown_column(sheet: str, title: str, head: str, rule: SheetRule) -> Fault:
    return Fault(
        code="unknown-column",
        what=f"Unknown column '{title}', it is not read",
        sheet=sheet,
        row=1,
        column=title,
        value=title,
        expected="one of " + ", ".join(sorted(rule.plain | rule.translated)),
        hint=suggestion(head, rule.plain | rule.translated),
        severity="warning",
    )


def _refuse_unsupported(
    sheet: str, titles: Sequence[str], filled: Sequence[tuple[int, Sequence[str]]], ledger: Ledger
) -> None:
    """Refuse what is written in columns that XLSForm knows and we do not; an empty column harms nobody."""
    rule = SHEETS[sheet]
    for index, title in enumerate(titles):
        if not title or parse_heading(index, title, rule)[0].head not in rule.unsupported:
            continue
        for number, cells in filled:
            if index < len(cells) and cells[index]:
                what = f"Column '{title}' is not supported"
                ledger.add(Fault(code="unsupported-column", what=what, sheet=sheet, row=number, column=title,
                                 value=cells[index], hint="Leave it empty, or say it another way."))  # fmt: skip
