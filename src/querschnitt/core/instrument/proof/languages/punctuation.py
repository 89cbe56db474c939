"""Signs between words: mirrored in Arabic script, upside down in Spanish, apart in French, and closed where opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.languages.function_words import base
from querschnitt.core.instrument.proof.languages.scripts import ARABIC, ETHIOPIC, letters_of, script_of
from querschnitt.core.instrument.proof.wordings import Unit, Wording

_MIRRORED = {"?": "؟", ",": "،", ";": "؛"}
_ARABIC_LETTER = f"[{letters_of(ARABIC)}\u064b-\u0652\u200c\u200d]"
_PLAIN_SIGN = {sign: re.compile(rf"{_ARABIC_LETTER}[)»”\"]?\s*{re.escape(sign)}") for sign in _MIRRORED}

_UNSPACED = re.compile(r"\w[?!;:»](?!\w)|«\w")
_ETHIOPIC_STOP = re.compile(f"[{letters_of(ETHIOPIC)}][.:](?=\\s|$)")

_PAIRS = (("(", ")"), ("[", "]"), ("«", "»"), ("‹", "›"), ("（", "）"))
_LIST_MARK = re.compile(r"(?:^|\s)\w{1,2}$")
_SMILE = re.compile(r"[:;]-?[()]")
_CURLED = re.compile("[„“”]")


def check_punctuation(unit: Unit) -> Iterator[Fault]:
    """Find signs that are wrong in the language of a text."""
    for wording in unit.wordings:
        if script_of(wording.tag) == ARABIC:
            yield from _mirrored(wording)
        if script_of(wording.tag) == ETHIOPIC:
            yield from _ethiopic(wording)
        language = base(wording.tag)
        if language == "es":
            yield from _spanish(wording)
        elif language == "fr":
            yield from _french(wording)
        elif language == "el":
            yield from _greek(wording)
        yield from _unclosed(wording)


def _mirrored(wording: Wording) -> Iterator[Fault]:
    for sign, mirrored in _MIRRORED.items():
        if sign in wording.text and _PLAIN_SIGN[sign].search(wording.words):
            yield wording.fault(
                "mirrored-punctuation", f"'{sign}' stands after Arabic letters", expected=f"'{mirrored}'",
                hint=f"Arabic script has its own sign: {mirrored} (U+{ord(mirrored):04X}).",
            )  # fmt: skip


def _ethiopic(wording: Wording) -> Iterator[Fault]:
    if found := _ETHIOPIC_STOP.search(wording.words):
        meant = "።" if found.group().endswith(".") else "፡ or ፣"
        yield wording.fault(
            "punctuation", f"'{found.group()[-1]}' stands after Ethiopic letters", expected=f"'{meant}'",
            severity="warning",
        )  # fmt: skip


def _spanish(wording: Wording) -> Iterator[Fault]:
    for opening, closing in (("¿", "?"), ("¡", "!")):
        if wording.words.count(opening) < wording.words.count(closing):
            yield wording.fault(
                "punctuation", f"A Spanish sentence with '{closing}' begins with '{opening}'",
                expected=f"'{opening}' before it", severity="warning",
            )  # fmt: skip


def _french(wording: Wording) -> Iterator[Fault]:
    if found := _UNSPACED.search(wording.words):
        sign = found.group().strip()
        yield wording.fault(
            "punctuation", f"There is no space in '{sign}'", severity="warning",
            expected="a narrow no-break space (U+202F) between word and sign", hint="French sets these signs apart.",
        )  # fmt: skip


def _greek(wording: Wording) -> Iterator[Fault]:
    if "?" in wording.words:
        yield wording.fault("punctuation", "A Greek question ends with ';'", expected="';'", severity="warning")


def _unclosed(wording: Wording) -> Iterator[Fault]:
    text = _SMILE.sub("", wording.text)
    for opening, closing in _PAIRS:
        if opening not in text and closing not in text:
            continue
        if not _is_balanced(text, opening, closing):
            yield _unbalanced(wording, opening, closing)
    if len(_CURLED.findall(text)) % 2:
        yield _unbalanced(wording, "„", "“")
    if text.count('"') % 2:
        yield _unbalanced(wording, '"', '"')


def _is_balanced(text: str, opening: str, closing: str) -> bool:
    """Whether each sign that opens is closed; 'a)' and '1)' at the head of a line are marks of a list."""
    if opening != "(":
        return text.count(opening) == text.count(closing)
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == opening) - (sign == closing)
        if depth < 0:
            if not _LIST_MARK.search(text[:place]):
                return False
            depth = 0
    return depth == 0


def _unbalanced(wording: Wording, opening: str, closing: str) -> Fault:
    return wording.fault(
        "unbalanced", f"'{opening}' and '{closing}' do not stand in pairs",
        expected="each one opened and closed", severity="warning",
    )  # fmt: skip
