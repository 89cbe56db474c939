"""Tiny questionnaires, one per feature, shared by all layers; and the conformance table of expressions."""

from __future__ import annotations

from pathlib import Path

from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.xlsform import Sheets
from querschnitt.tables.xlsform import parse_sheets, read_instrument

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.md"))


def tiny(name: str) -> Instrument:
    """Compile one of the tiny questionnaires."""
    return read_instrument(FOLDER / f"{name}.md")


def sheets_of(table: str) -> Sheets:
    """Read sheets written as a Markdown table."""
    return parse_sheets(table.encode(), ending=".md", where="table")
