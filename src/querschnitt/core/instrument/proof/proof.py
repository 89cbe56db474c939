"""The proof of a questionnaire: everything that can be said of it before anybody is asked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from querschnitt.core.instrument.faults import Fault, Severity
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.proof.author_tests.rows import read_rows
from querschnitt.core.instrument.proof.author_tests.running import run_test
from querschnitt.core.instrument.proof.book import Book, read_book
from querschnitt.core.instrument.proof.coverage.alike import Alike, compare_languages
from querschnitt.core.instrument.proof.coverage.cover import SOME_DAY, Coverage, cover, occasion_on
from querschnitt.core.instrument.proof.gathering import gathered
from querschnitt.core.instrument.proof.languages.check import check_languages
from querschnitt.core.instrument.proof.languages.completeness import told_once
from querschnitt.core.instrument.proof.law import check_features
from querschnitt.core.instrument.proof.logic.layout import Layout
from querschnitt.core.instrument.proof.logic_faults import logic_faults
from querschnitt.core.instrument.proof.pages import check_pages
from querschnitt.core.instrument.proof.repairing import readable
from querschnitt.core.instrument.xlsform import Examination, Files, Sheets

Progress = Callable[[str, int, int], None]
"""Takes what is done, how much of it is done, and how much there is."""

SHEETS = ("settings", "survey", "choices", "texts", "tests")


@dataclass(frozen=True)
class Circumstances:
    """What the proof is told besides the workbook.

    Attributes
    ----------
    files : the CSV files beside the workbook
    approved : names of the approved features; None if no list is at hand
    today : the day of the check
    """

    files: Files | None = None
    approved: frozenset[str] | None = None
    seed: int = 1
    today: datetime.date = SOME_DAY
    progress: Progress | None = None


@dataclass(frozen=True)
class Proof:
    """What came of it.

    Attributes
    ----------
    faults : by sheet and row
    instrument : what was walked; None if the workbook is too broken. If other things are wrong, it has no texts
    coverage, alike : None if nothing could be walked; languages are compared only if the workbook has no error
    tests : how many tests the author wrote
    failed : how many of them failed
    """

    faults: tuple[Fault, ...]
    instrument: Instrument | None = None
    coverage: Coverage | None = None
    alike: Alike | None = None
    tests: int = 0
    failed: int = 0

    def of(self, severity: Severity) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.severity == severity)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong; warnings and notes do not count."""
        return not self.of("error")


def prove(sheets: Sheets, examination: Examination, circumstances: Circumstances | None = None) -> Proof:
    """Prove a questionnaire, or show everything that is wrong with it.

    Parameters
    ----------
    examination : what reading the workbook found
    """
    around = circumstances or Circumstances()
    book = read_book(sheets)
    faults = told_once([*examination.errors, *examination.warnings], book)
    faults += check_languages(book)
    instrument = examination.instrument or readable(sheets, around.files)
    if instrument is None:
        return Proof(_sorted([*faults, _not_examined()], book))
    faults += [*check_features(book, instrument, around.approved), *check_pages(book, instrument)]
    layout = Layout(instrument, around.today)
    coverage = cover(instrument, seed=around.seed, today=around.today, progress=around.progress)
    faults += logic_faults(layout, coverage, book)
    alike = None
    if examination.instrument is not None:
        occasion = occasion_on(around.today, around.seed)
        alike = compare_languages(layout, coverage.sheets, occasion, around.progress)
        faults += _language_faults(alike, book)
    tests, failed, found = _author_tests(book, instrument, around)
    return Proof(_sorted([*faults, *found], book), instrument, coverage, alike, tests, failed)


def _not_examined() -> Fault:
    return Fault(
        code="not-examined", what="Conditions and ways were not looked at, and no test was run: the questionnaire "
        "cannot be put together", sheet="survey", hint="Mend the errors first, then check again.", severity="note",
    )  # fmt: skip


def _author_tests(book: Book, instrument: Instrument, around: Circumstances) -> tuple[int, int, list[Fault]]:
    rows, faults = read_rows(book)
    failed = 0
    for row in rows:
        found = run_test(row, instrument, today=around.today, seed=around.seed)
        failed += bool(found)
        faults += found
    return len(rows), failed, faults


def _language_faults(alike: Alike, book: Book) -> Iterator[Fault]:
    for condition in alike.language_bound:
        record = book.rows.get(condition.name)
        yield Fault(
            code="language-bound", what=f"The {condition.column} of '{condition.name}' depends on the language",
            sheet="survey", row=record.row if record else 0, column=book.tables["survey"].title(condition.column),
            value=condition.expression.text, expected="a condition over codes, not over their labels",
            hint="jr:choice-name() gives words of the interview's language: compare the code instead.",
        )  # fmt: skip
    # Where conditions depend on words, sheets that differ are a consequence.
    for difference in alike.differences if not alike.language_bound else ():
        yield Fault(
            code="languages-differ",
            what=f"Answer sheet {difference.sheet} goes another way in '{difference.language}'", sheet="survey",
            value=" > ".join(difference.found), expected=" > ".join(difference.expected),
        )  # fmt: skip


def _sorted(faults: Iterable[Fault], book: Book) -> tuple[Fault, ...]:
    """Return the faults by sheet, row and column, each once."""
    order = {name: place for place, name in enumerate((*SHEETS, book.tests_sheet))}
    columns = {
        (name, column.title): place for name, table in book.tables.items() for place, column in enumerate(table.columns)
    }
    severities: Sequence[Severity] = ("error", "warning", "note")

    def place(fault: Fault) -> tuple[int, str, int, int, int]:
        column = columns.get((fault.sheet, fault.column), -1)
        severity = severities.index(fault.severity)
        return order.get(fault.sheet.lower(), len(order)), fault.sheet, fault.row, column, severity

    return tuple(sorted(gathered(dict.fromkeys(faults)), key=place))
