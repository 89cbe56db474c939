"""One sheet of a workbook as records: cells by column, texts by column and language, and the row they stand in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.faults import Fault, Ledger
from querschnitt.core.instrument.xlsform.columns import SHEETS, Column, Language, parse_heading
from querschnitt.core.instrument.xlsform.language_names import known_names

Row = Sequence[object]
Sheets = Mapping[str, Sequence[Row]]
"""Sheet name -> rows of cells; the first row holds the headings. Empty rows stay, so that row numbers are true."""

_INVISIBLE = str.maketrans({"\u00a0": " ", "\u202f": " ", "\ufeff": None, "\u200b": None, "\u2060": None})
_SPREADSHEET_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)|Err:\d{3}")
_ISO_MIDNIGHT = datetime.time()


@dataclass(frozen=True)
class Record:
    """One row of a sheet.

    Attributes
    ----------
    row : its number as the spreadsheet counts
    cells : its plain cells
    texts : its texts, column -> language tag -> text
    further : cells of columns that are the author's own, by their headings
    """

    row: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    further: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """One sheet, read. `further` are the columns that are the author's own."""

    name: str
    columns: tuple[Column, ...]
    records: tuple[Record, ...]
    ledger: Ledger = field(repr=False)
    further: tuple[Column, ...] = ()

    @property
    def languages(self) -> tuple[Language, ...]:
        return tuple(dict.fromkeys(column.language for column in self.columns if column.language))

    @cached_property
    def translated(self) -> frozenset[tuple[str, str]]:
        """Heads and language tags of the columns that carry a language."""
        return frozenset((column.head, column.language.tag) for column in self.columns if column.language)

    def has_column(self, head: str) -> bool:
        return any(column.head == head for column in self.columns)

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

    >>> cell_text(2.0), cell_text(True), cell_text(None), cell_text(datetime.datetime(2020, 11, 30))
    ('2', 'true', '', '2020-11-30')
    """
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == _ISO_MIDNIGHT:
        return cell.date().isoformat()
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell).strip()


def is_filled(row: Row) -> bool:
    """Whether any cell of a row says something."""
    return any(cell is not None and cell != "" and bool(cell_text(cell)) for cell in row)


def read_sheet(name: str, rows: Sequence[Row], ledger: Ledger, *, default: Language | None) -> Table:
    """Read the headings and rows of one sheet.

    Parameters
    ----------
    default : the language of texts in a column that names none
    """
    titles = [cell_text(cell) for cell in rows[0]] if rows else []
    filled = [(number, [cell_text(cell) for cell in row]) for number, row in enumerate(rows[1:], start=2)]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    columns = _Headings(name, ledger, default).read(titles)
    _refuse_unsupported(name, titles, filled, ledger)
    _refuse_broken(name, titles, filled, ledger)
    further = _further(name, titles, ledger)
    return Table(name, columns, tuple(_record(*row, columns, further) for row in filled), ledger, further)


def _record(number: int, cells: Sequence[str], columns: Sequence[Column], further: Sequence[Column]) -> Record:
    plain: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    for column in columns:
        cell = cells[column.index] if column.index < len(cells) else ""
        if not cell:
            continue
        if column.language is None:
            plain[column.head] = visible(cell)
        else:
            texts.setdefault(column.head, {})[column.language.tag] = cell
    own = {column.head: visible(cells[column.index]) for column in further if column.index < len(cells)}
    return Record(row=number, cells=plain, texts=texts, further={head: cell for head, cell in own.items() if cell})


def visible(cell: str) -> str:
    """Return a cell that software reads, not people, without what nobody can see: hard spaces, marks of width zero."""
    return cell if cell.isascii() else cell.translate(_INVISIBLE).strip()


class _Headings:
    """Reads the first row of a sheet."""

    def __init__(self, sheet: str, ledger: Ledger, default: Language | None) -> None:
        self.sheet, self.rule, self.ledger, self.default = sheet, SHEETS[sheet], ledger, default
        self.seen: dict[tuple[str, str], str] = {}

    def read(self, titles: Sequence[str]) -> tuple[Column, ...]:
        """Return the columns that are known, with a fault for each that is written wrongly or twice."""
        columns = (self._column(index, title) for index, title in enumerate(titles) if is_heading(title))
        return tuple(column for column in columns if column is not None)

    def _column(self, index: int, title: str) -> Column | None:
        column, behind = parse_heading(index, title, self.rule)
        if column.head not in self.rule.known:
            if not self.rule.has_attributes and self.rule.refusal(column.head) is None:
                self._note_unknown(column)
            return None
        if column.head in self.rule.plain and behind:
            self._refuse(title, f"Column '{column.head}' has no languages", expected=column.head)
            return None
        placed = self._with_language(column, behind) if column.head in self.rule.translated else column
        return placed if placed is not None and self._is_new(placed) else None

    def _with_language(self, column: Column, behind: str) -> Column | None:
        """Return the column with its language, or note what is wrong with it."""
        if column.is_guessed and column.language is not None:
            self._warn(column.title, "language-without-tag", f"'{behind}' is taken as '{column.language.tag}'",
                       expected=f"{column.head}::{column.language.name} ({column.language.tag})")  # fmt: skip
        if column.language is None and (behind or self.default is None):
            near = suggestion(behind.casefold(), known_names()) if behind else ""
            hint = near or "Write the language into the heading, or as default_language into the sheet settings."
            what = "names a language without its tag" if behind else "does not say its language"
            self._refuse(column.title, f"Column '{column.title}' {what}", expected=f"{column.head}::Deutsch (de)",
                         hint=hint)  # fmt: skip
            return None
        return column if column.language else replace(column, language=self.default)

    def _is_new(self, column: Column) -> bool:
        key = (column.head, column.language.tag if column.language else "")
        former = self.seen.setdefault(key, column.title)
        if former is column.title:
            return True
        if column.head == "form_id":
            self._warn(column.title, "unused-column", f"Column '{column.title}' is not read, '{former}' is")
        else:
            self.ledger.add(Fault("duplicate-column", f"Column '{column.title}' says the same as column '{former}'",
                                  sheet=self.sheet, row=1, column=column.title, value=column.title,
                                  hint="Keep one of them."))  # fmt: skip
        return False

    def _refuse(self, title: str, what: str, **parts: str) -> None:
        fault = Fault("column-language", what, sheet=self.sheet, row=1, column=title, value=title, **parts)  # type: ignore[arg-type]
        self.ledger.add(fault)

    def _warn(self, title: str, code: str, what: str, expected: str = "") -> None:
        self.ledger.add(Fault(code, what, sheet=self.sheet, row=1, column=title, value=title, expected=expected,
                              severity="warning"))  # fmt: skip

    def _note_unknown(self, column: Column) -> None:
        if column.head not in self.rule.harmless:
            self.ledger.add(unknown_column(self.sheet, column.title, self.rule.known, head=column.head))


def is_heading(title: str) -> bool:
    """Whether a heading names a column; one that begins with '#' is a remark."""
    return bool(title) and not title.startswith("#")


def _further(sheet: str, titles: Sequence[str], ledger: Ledger) -> tuple[Column, ...]:
    """Return the columns that are the author's own; their headings are written as in the filters that use them."""
    rule = SHEETS[sheet]
    if not rule.has_attributes:
        return ()
    found: dict[str, Column] = {}
    for index, title in enumerate(titles):
        head = parse_heading(index, title, rule)[0].head if is_heading(title) else "name"
        if head in rule.known or rule.refusal(head) is not None:
            continue
        if title in found:
            ledger.add(Fault("duplicate-column", f"Column '{title}' stands twice", sheet=sheet, row=1, column=title,
                             value=title, hint="Keep one of them."))  # fmt: skip
        found.setdefault(title, Column(index, visible(title), None, title))
    return tuple(found.values())


def unknown_column(sheet: str, title: str, known: frozenset[str], *, head: str = "") -> Fault:
    """Describe a column that nobody reads."""
    return Fault(
        code="unknown-column",
        what=f"Unknown column '{title}', it is not read",
        sheet=sheet,
        row=1,
        column=title,
        value=title,
        expected="one of " + ", ".join(sorted(known)),
        hint=suggestion(head or title.lower(), known),
        severity="warning",
    )


def _refuse_unsupported(
    sheet: str, titles: Sequence[str], filled: Sequence[tuple[int, Sequence[str]]], ledger: Ledger
) -> None:
    """Refuse what is written in columns that XLSForm knows and we do not; an empty column harms nobody."""
    rule = SHEETS[sheet]
    for index, title in enumerate(titles):
        hint = rule.refusal(parse_heading(index, title, rule)[0].head) if is_heading(title) else None
        if hint is None:
            continue
        for number, cells in filled:
            if index < len(cells) and cells[index]:
                what = f"Column '{title}' is not supported"
                ledger.add(Fault(code="unsupported-column", what=what, sheet=sheet, row=number, column=title,
                                 value=cells[index], hint=hint))  # fmt: skip


def _refuse_broken(
    sheet: str, titles: Sequence[str], filled: Sequence[tuple[int, Sequence[str]]], ledger: Ledger
) -> None:
    """Refuse what a spreadsheet writes where a formula failed."""
    for number, cells in filled:
        for title, cell in zip(titles, cells, strict=False):
            if cell[:1] in ("#", "E") and _SPREADSHEET_ERROR.fullmatch(cell) and is_heading(title):
                ledger.add(Fault("spreadsheet-error", "A formula of the spreadsheet has failed", sheet=sheet,
                                 row=number, column=title, value=cell, hint="Write the value itself."))  # fmt: skip
