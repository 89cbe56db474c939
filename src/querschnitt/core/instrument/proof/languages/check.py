"""All checks of languages over all texts of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.book import Book
from querschnitt.core.instrument.proof.languages.alphabets import check_letters
from querschnitt.core.instrument.proof.languages.copies import check_copies
from querschnitt.core.instrument.proof.languages.punctuation import check_punctuation
from querschnitt.core.instrument.proof.languages.same_labels import check_same_labels
from querschnitt.core.instrument.proof.languages.signs import check_signs
from querschnitt.core.instrument.proof.languages.width import check_width
from querschnitt.core.instrument.proof.languages.wrong_language import check_language
from querschnitt.core.instrument.proof.wordings import Unit

Progress = Callable[[str, int, int], None]
"""Takes what is done, how much of it is done, and how much there is."""

WHOSE = ("wrong-script", "wrong-language", "untranslated")
"""Faults that say that the whole text is another one. Of them the first is told, and no other check of the text."""

CHECKS: tuple[Callable[[Unit], Iterator[Fault]], ...] = (
    check_copies,
    check_language,
    check_letters,
    check_punctuation,
    check_signs,
    check_width,
)


def check_languages(book: Book) -> Iterator[Fault]:
    """Give what is wrong with the texts of a workbook, row by row."""
    for unit in book.units:
        yield from check_unit(unit)
    yield from check_same_labels(book.units)


def check_unit(unit: Unit) -> Iterator[Fault]:
    """Give what is wrong with one text in all its languages."""
    foreign: set[str] = set()
    for check in CHECKS:
        for fault in check(unit):
            if fault.column in foreign:
                continue
            if fault.code in WHOSE and fault.severity == "error":
                foreign.add(fault.column)
            yield fault
