"""Languages that are not complete, and texts that a translation has and the source has not: told once each.

The workbook is read cell by cell, and each empty cell is a fault of its own. Where a language lacks many, one fault
says so, with all rows; where the source itself is empty, the text that stands alone is the fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.book import Book

MANY = 8
"""So many texts that one language lacks are told as one fault."""


@dataclass(frozen=True)
class _Cell:
    """The heading of a column with a language, taken apart."""

    head: str
    tag: str


def told_once(faults: Iterable[Fault], book: Book) -> list[Fault]:
    """Return the faults with those of one cause put together."""
    found = list(faults)
    found = [fault for fault in found if not _is_surplus(fault, found, book)] + list(_surplus(found, book))
    return list(_incomplete(found, book))


def _cell(fault: Fault, book: Book) -> _Cell | None:
    table = book.tables.get(fault.sheet)
    for column in table.columns if table else ():
        if column.title == fault.column and column.language is not None:
            return _Cell(column.head, column.language.tag)
    return None


def _without_source(found: Sequence[Fault], book: Book) -> dict[tuple[str, int, str], None]:
    """Return the texts that the source lacks and that most languages lack, too."""
    places: dict[tuple[str, int, str], None] = {}
    for fault in found:
        cell = _cell(fault, book) if fault.code == "missing-label" else None
        if cell is None or cell.tag != book.default:
            continue
        given = next((unit.texts for unit in book.units if unit.table.name == fault.sheet
                      and unit.record.row == fault.row and unit.head == cell.head), {})  # fmt: skip
        if given and 2 * len(given) <= len(book.languages):
            places[fault.sheet, fault.row, cell.head] = None
    return places


def _is_surplus(fault: Fault, found: Sequence[Fault], book: Book) -> bool:
    if fault.code != "missing-label":
        return False
    cell = _cell(fault, book)
    return cell is not None and (fault.sheet, fault.row, cell.head) in _without_source(found, book)


def _surplus(found: Sequence[Fault], book: Book) -> Iterator[Fault]:
    places = _without_source(found, book)
    for unit in book.units:
        if (unit.table.name, unit.record.row, unit.head) not in places:
            continue
        source = book.languages.get(book.default, book.default)
        for tag in unit.texts:
            name, what = book.languages.get(tag, tag), unit.head.replace("_", " ")
            yield unit.fault(
                "surplus-label", f"{name} has a {what} that the source language ({source}) has not", tag=tag,
                expected="an empty cell, or the text in every language",
            )  # fmt: skip


def _incomplete(found: Sequence[Fault], book: Book) -> Iterator[Fault]:
    """Put the empty cells of a language together, and name languages without a column as what they are."""
    lacking: dict[str, list[Fault]] = {}
    for fault in found:
        cell = _cell(fault, book) if fault.code == "missing-label" else None
        if cell is not None:
            lacking.setdefault(cell.tag, []).append(fault)
    told = {tag for tag, faults in lacking.items() if len(faults) >= MANY}
    for fault in found:
        cell = _cell(fault, book) if fault.code == "missing-label" else None
        if cell is None or cell.tag not in told:
            yield _named(fault, book)
        elif fault is lacking[cell.tag][0]:
            yield _whole(lacking[cell.tag], cell.tag, book)


def _whole(faults: Sequence[Fault], tag: str, book: Book) -> Fault:
    first, name = faults[0], book.languages.get(tag, tag)
    sheets = dict.fromkeys(fault.sheet for fault in faults)
    rows = "; ".join(
        f"sheet {sheet}, rows {_runs(sorted({fault.row for fault in faults if fault.sheet == sheet}))}"
        for sheet in sheets
    )
    return Fault(
        code="incomplete-language",
        what=f"{name} ({tag}) is not complete: {len(faults)} of {len(book.units)} texts are missing",
        sheet=first.sheet, row=first.row, column=first.column, value=f"{len(faults)} of {len(book.units)} missing",
        expected="every text in every language", hint=f"Missing: {rows}.",
    )  # fmt: skip


def _named(fault: Fault, book: Book) -> Fault:
    """Name a language without a column as one that is not complete."""
    if fault.code != "missing-column" or "::" not in fault.expected or len(book.languages) < 2:
        return fault
    language = fault.expected.partition("::")[2]
    return Fault(
        code="incomplete-language", what=f"{language} is not complete: the sheet {fault.sheet} has no column for it",
        sheet=fault.sheet, row=1, column=fault.expected, expected=f"a column '{fault.expected}'", hint=fault.hint,
    )  # fmt: skip


def _runs(rows: Sequence[int]) -> str:
    """Write row numbers in short: '2-5, 9'.

    >>> _runs([2, 3, 4, 5, 9])
    '2-5, 9'
    """
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
