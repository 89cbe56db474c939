"""The column `appearance`: what is drawn as it says, what is drawn the common way, what would change the question."""

from __future__ import annotations

import re
from collections.abc import Mapping

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.model import Kind
from querschnitt.core.instrument.xlsform.layout import ONE_PAGE
from querschnitt.core.instrument.xlsform.sheet import Record, Table

_SELECTION = frozenset({"minimal", "autocomplete", "search"})

DRAWN: Mapping[Kind, frozenset[str]] = {
    Kind.SELECT_ONE: _SELECTION,
    Kind.SELECT_MULTIPLE: _SELECTION,
    Kind.TEXT: frozenset({"multiline", "numbers"}),
    Kind.INTEGER: frozenset({"year", "euro", "numbers"}),
    Kind.DECIMAL: frozenset({"euro", "numbers"}),
}
"""Appearances that are drawn as they say."""

_LOOKS = """
    likert horizontal horizontal-compact compact quick quickcompact columns columns-pack list label list-nolabel
    no-buttons vertical spinner picker
"""
_IN_ROWS = frozenset(_LOOKS.split())
_OTHERWISE: Mapping[Kind, frozenset[str]] = {
    Kind.SELECT_ONE: _IN_ROWS,
    Kind.SELECT_MULTIPLE: _IN_ROWS,
    Kind.RANK: _IN_ROWS,
    Kind.TEXT: frozenset({"thousands-sep"}),
    Kind.INTEGER: frozenset({"thousands-sep", "counter", "distress"}),
    Kind.DECIMAL: frozenset({"thousands-sep"}),
    Kind.RANGE: frozenset({"vertical", "no-ticks", "rating", "picker", "distress"}),
    Kind.DATE: frozenset({"no-calendar"}),
    Kind.TIME: frozenset({"no-calendar"}),
}
"""Appearances that change the look only: the question is the same, drawn the one way that every phone can show."""

_LOOK_OF = {
    **dict.fromkeys(("table-list", "label", "list-nolabel"), "Each question stands by itself, with all its choices."),
    **dict.fromkeys(("likert", "horizontal", "horizontal-compact", "compact"), "Choices stand one below the other."),
    **dict.fromkeys(("quick", "quickcompact"), "The page goes on when the person says so."),
    **dict.fromkeys(("rating", "vertical", "no-ticks", "picker"), "A range is a list of its steps."),
}
_OF_GROUPS = frozenset({"minimal", "compact", "horizontal", "summary", "pages"})
_WIDTH = re.compile(r"w\d+|(?:compact|columns|horizontal)-\d+")

_CALENDAR = "Dates are those of the common calendar; ask for day, month and year as integers."
REFUSED: Mapping[str, str] = {
    **dict.fromkeys(("signature", "draw", "annotate"), "Nobody can draw here; ask in words."),
    **dict.fromkeys(("maps", "placement-map", "map", "image-map", "hide-input"), "Ask for the district."),
    **dict.fromkeys(("new", "new-front", "new-rear", "printer", "bearing"), "Nothing is read from a device."),
    **dict.fromkeys(("month-year",), "Ask for month and year, one row each."),
    **dict.fromkeys(("ethiopian", "islamic", "coptic", "persian", "bikram-sambat", "myanmar", "buddhist"), _CALENDAR),
    "url": "Write the address into a note.",
    "masked": "What a person writes is shown to that person.",
    "hidden-answer": "What a person writes is shown to that person.",
}  # fmt: skip
"""Appearances that change what is asked, with the way out."""


def check_appearance(table: Table, record: Record, kind: Kind) -> str:
    """Check the cell of a question, and return it with single spaces, in small letters."""
    _check(table, record, DRAWN.get(kind, frozenset()), _OTHERWISE.get(kind, frozenset()))
    return " ".join(record["appearance"].lower().split())


def check_group_appearance(table: Table, record: Record) -> None:
    """Check the cell of a group or repeat."""
    _check(table, record, frozenset({"field-list"}), _OF_GROUPS | ONE_PAGE)


def _check(table: Table, record: Record, drawn: frozenset[str], otherwise: frozenset[str]) -> None:
    written = record["appearance"]
    if called := re.match(r"\s*(ex:|search\s*\(|intent:)", written, re.IGNORECASE):
        word = called[1].rstrip(":( ")
        hint = "Use select_one_from_file with a choice_filter." if word == "search" else "Other software is not called."
        _refuse(table, record, word, expected=drawn, hint=hint)
        return
    for word in written.lower().split():
        if word in drawn:
            continue
        if word in otherwise or _WIDTH.fullmatch(word):
            table.warn(
                "drawn-otherwise", f"'{word}' changes the look only; it is drawn the common way", record=record,
                column="appearance", hint=_LOOK_OF.get(word, ""),
            )  # fmt: skip
        else:
            hint = REFUSED.get(word, "") or suggestion(word, drawn | otherwise)
            _refuse(table, record, word, expected=drawn, hint=hint)


def _refuse(table: Table, record: Record, word: str, *, expected: frozenset[str], hint: str) -> None:
    table.fault(
        "unsupported-appearance", f"The appearance '{word}' is not supported here", record=record, column="appearance",
        expected=" or ".join([*sorted(expected), "an empty cell"]), hint=hint,
    )  # fmt: skip
