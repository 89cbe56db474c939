"""One text in several languages, and what the checks say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.book import read_book
from querschnitt.core.instrument.proof.languages.check import check_unit
from querschnitt.core.instrument.proof.wordings import Unit
from tests.core.instrument.proof.forms import form

Said = set[tuple[str, str]]


def unit_of(head: str = "label", **texts: str) -> Unit:
    """Write a question in languages given by tag ('fa_AF' for 'fa-AF'), German being the source."""
    given = {tag.replace("_", "-"): text for tag, text in texts.items()}
    languages = {tag: f"{tag} ({tag})" for tag in ("de", *given)}
    line = {"type": "text", "name": "q"} | {tag if head == "label" else f"{head}_{tag}": t for tag, t in given.items()}
    return read_book(form(line, languages=languages)).units[0]


def said(check: Callable[[Unit], Iterator[Fault]] = check_unit, **texts: str) -> Said:
    """Return code and language of everything that is said of a text."""
    return {(fault.code, fault.column.rpartition("(")[2].rstrip(")")) for fault in check(unit_of(**texts))}
