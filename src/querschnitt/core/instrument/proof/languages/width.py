"""Whether a text fits a narrow phone: words that no line of 320 CSS pixels can hold, and labels much too long.

Widths are those of Noto Sans, in parts of the font size, read from the font (`hmtx`); fonts of phones are as wide or
narrower. Sizes are those of the interview's stylesheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.languages.scripts import ARABIC, CYRILLIC, ETHIOPIC, LATIN, script_of_letter
from querschnitt.core.instrument.proof.wordings import Unit, Wording

SCREEN = 320
MARGINS = 45
"""Body, `padding-inline: 1.25rem` of 18 px, on both sides."""

ROW = 67.5
"""What a choice loses besides: padding, the field and the gap to it."""

SIZE, QUESTION_SIZE = 18.0, 21.6

LONGEST_CHOICE = 160
"""Characters: more than seven lines on a phone. Nobody compares answers of that length."""

LONGEST_QUESTION = 400
"""Characters: more than a screen of a phone, before the first answer is seen."""

_BREAKS = re.compile("[\\s\u00ad\u200b\u2010\u2013\u2014/]+|(?<=-)|(?<=[?!])")
_NARROW = {"f": 0.34, "i": 0.26, "j": 0.26, "l": 0.26, "r": 0.41, "t": 0.36, "I": 0.34, "J": 0.27, "і": 0.26, "ї": 0.26,
           "ł": 0.27, "ı": 0.26}  # fmt: skip
_WIDE = {"m": 0.94, "w": 0.79, "M": 0.91, "W": 0.93, "ш": 0.9, "щ": 0.91, "ж": 0.75, "м": 0.75, "ф": 0.72, "ы": 0.78,
         "ю": 0.84, "Ш": 1.04, "Щ": 1.04, "Ж": 0.85, "М": 0.91, "Ф": 0.8, "Ы": 0.86, "Ю": 1.05}  # fmt: skip
_BY_SCRIPT = {LATIN: 0.57, CYRILLIC: 0.58, "Grek": 0.58, ARABIC: 0.52, ETHIOPIC: 0.72, "Hebr": 0.58}
_BROKEN_ANYWHERE = frozenset({"Han", "Kana", "Hang", "Thai", "Laoo", "Khmr", "Mymr"})
"""Scripts whose lines browsers break between any letters, or with a dictionary of their own."""


@lru_cache(maxsize=4000)
def width_of(letter: str) -> float:
    """Return the width of a letter in parts of the font size."""
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Cf"):
        return 0.0
    plain = unicodedata.normalize("NFD", letter)[0]
    known = _NARROW.get(plain) or _WIDE.get(plain)
    if known:
        return known
    script = script_of_letter(letter)
    if not script:
        return 0.57 if letter.isdigit() else 0.3
    return _BY_SCRIPT.get(script, 0.7) + (0.07 if letter.isupper() else 0.0)


def longest_word(text: str) -> tuple[str, float]:
    """Return the widest part of a text that a browser does not break, and its width in parts of the font size."""
    parts = [part for part in _BREAKS.split(text) if part]
    parts = [part for part in parts if not any(script_of_letter(letter) in _BROKEN_ANYWHERE for letter in part)]
    widths = [(part, sum(map(width_of, part))) for part in parts]
    return max(widths, key=lambda each: each[1], default=("", 0.0))


def check_width(unit: Unit) -> Iterator[Fault]:
    """Find words and labels that do not fit a narrow phone."""
    if unit.table.name == "texts":
        return
    for wording in unit.wordings:
        yield from _wide_word(wording)
        yield from _long_text(wording)


def _wide_word(wording: Wording) -> Iterator[Fault]:
    word, width = longest_word(wording.words)
    size = QUESTION_SIZE if wording.unit.head == "label" and not wording.unit.is_choice else SIZE
    room = SCREEN - MARGINS - (ROW if wording.unit.is_choice else 0.0)
    needed = width * size
    if needed <= room:
        return
    is_torn = needed > 1.15 * room
    yield wording.fault(
        "overflow", f"The word '{word}' is wider than a phone of {SCREEN} pixels", value=word,
        expected=f"at most {room:.0f} pixels of words without a break; this needs about {needed:.0f}",
        hint="Write it with a hyphen or a soft hyphen (U+00AD), or in another way.",
        severity="error" if is_torn else "warning",
    )  # fmt: skip


def _long_text(wording: Wording) -> Iterator[Fault]:
    limit = LONGEST_CHOICE if wording.unit.is_choice else LONGEST_QUESTION
    length = len(wording.words)
    if wording.unit.head in ("label", "hint") and length > limit:
        what = "The choice is much too long" if wording.unit.is_choice else "The text is longer than a phone's screen"
        yield wording.fault(
            "too-long", what, expected=f"at most {limit} characters; it has {length}", severity="warning",
            hint="Shorten it.",
        )  # fmt: skip
