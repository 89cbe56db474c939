"""Letters that do not belong: of another script inside a word, or of a neighbouring alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.languages.function_words import NAMES, base
from querschnitt.core.instrument.proof.languages.scripts import (
    CYRILLIC,
    LATIN,
    letters_of,
    name_of,
    script_of,
    script_of_letter,
)
from querschnitt.core.instrument.proof.wordings import Unit, Wording

_LATIN_ALIKE = "aceopxyijsAEBKMHOPCTXIJSyё"
_CYRILLIC_ALIKE = "асеорхуіјѕАЕВКМНОРСТХІЈЅуё"
_TO_CYRILLIC = str.maketrans(_LATIN_ALIKE, _CYRILLIC_ALIKE)
_TO_LATIN = str.maketrans(_CYRILLIC_ALIKE, _LATIN_ALIKE)

_MIXABLE = (LATIN, CYRILLIC, "Grek", "Armn")
"""Scripts with letters that look the same. An Arabic or Ethiopic word may well take a Latin one into itself."""

_ANY = "".join(letters_of(script) for script in _MIXABLE)
_WORD = re.compile(f"[{_ANY}][{_ANY}\u0300-\u036f'’]*")
_LATIN_LETTER = re.compile(f"[{letters_of(LATIN)}]")
_OTHER_LETTER = re.compile("[" + "".join(letters_of(script) for script in _MIXABLE[1:]) + "]")
_LONE_ALIKE = re.compile(r"(?<![\w'’./-])[aceopxyi](?![\w'’./)-])")

_PERSIAN_LETTERS = {"ي": "ی", "ك": "ک", "ى": "ی"}
_ARABIC_LETTERS = {"ی": "ي", "ک": "ك", "ہ": "ه", "ە": "ه"}

LOOKALIKES: dict[str, dict[str, str]] = {
    "ar": _ARABIC_LETTERS,
    "fa": _PERSIAN_LETTERS,
    "ur": _PERSIAN_LETTERS | {"ه": "ہ"},
    "ckb": {"ي": "ی", "ك": "ک", "ى": "ی"},
    "ps": {"ك": "ک"},
    "ro": {"ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț"},
}
"""Language -> letter of a neighbour that looks (nearly) the same -> the letter that is meant. Searching, sorting and
reading aloud fail with the wrong one."""

FOREIGN: dict[str, tuple[str, str]] = {
    "uk": ("ыэъёЫЭЪЁ", "ru"),
    "ru": ("іїєґўІЇЄҐЎ", "uk"),
    "bg": ("ыэёіїєґўЫЭЁІЇЄҐ", "ru"),
    "ar": ("ێۆڕڵەڤ", "ckb"),
    "fa": ("ێۆڕڵە", "ckb"),
    "ti": ("", ""),
}
"""Language -> letters that its alphabet does not have, and the neighbour that has them."""

_PRESENTATION = re.compile("[ﭐ-﷼ﷺﹰ-ﻼ]")


def check_letters(unit: Unit) -> Iterator[Fault]:
    """Find letters that do not belong into the texts of a unit."""
    for wording in unit.wordings:
        script = script_of(wording.tag)
        if script in _MIXABLE:
            yield from _mixed_words(wording, script)
        yield from _lookalikes(wording)
        yield from _foreign_letters(wording)
        yield from _presentation_forms(wording)


def _mixed_words(wording: Wording, script: str) -> Iterator[Fault]:
    text = wording.words
    if not (_LATIN_LETTER.search(text) and _OTHER_LETTER.search(text)) and script == LATIN:
        return
    for word in dict.fromkeys(_WORD.findall(text)):
        scripts = {script_of_letter(letter) for letter in word} - {""}
        if len(scripts) > 1:
            yield _mixed(wording, word)
            return
    if script != LATIN and (lone := _LONE_ALIKE.search(text)):
        yield _mixed(wording, lone.group())


def _mixed(wording: Wording, word: str) -> Fault:
    script = script_of(wording.tag)
    strange = [letter for letter in word if script_of_letter(letter) not in ("", script)]
    if len(strange) * 2 > len(word) and len(word) > 1:  # a foreign word with one letter of ours in it
        strange = [letter for letter in word if script_of_letter(letter) == script]
    meant = word.translate(_TO_CYRILLIC if script_of_letter(strange[0]) == LATIN else _TO_LATIN)
    letter = strange[0]
    return wording.fault(
        "mixed-script",
        f"The word '{word}' mixes scripts: '{letter}' is a {name_of(script_of_letter(letter))} letter",
        value=word,
        expected=f"'{meant}' in letters of one script" if meant != word else "letters of one script",
        hint="It looks right and is read, searched and read aloud wrongly: type the word again.",
    )


def _lookalikes(wording: Wording) -> Iterator[Fault]:
    for letter, meant in LOOKALIKES.get(base(wording.tag), {}).items():
        if letter in wording.words:
            yield wording.fault(
                "mixed-script",
                f"'{letter}' ({_name(letter)}) is not a letter of {NAMES.get(base(wording.tag), wording.tag)}",
                value=_word_with(letter, wording.words),
                expected=f"'{meant}' ({_name(meant)})",
                severity="warning" if script_of(wording.tag) == LATIN else "error",
                hint="Replace it in the whole column.",
            )


def _foreign_letters(wording: Wording) -> Iterator[Fault]:
    letters, neighbour = FOREIGN.get(base(wording.tag), ("", ""))
    for letter in letters:
        if letter in wording.words:
            language = NAMES.get(base(wording.tag), wording.tag)
            yield wording.fault(
                "wrong-language",
                f"'{letter}' is a letter of {NAMES[neighbour]}, not of {language}",
                value=_word_with(letter, wording.words),
                expected=f"a text in {language}",
            )
            return


def _presentation_forms(wording: Wording) -> Iterator[Fault]:
    if found := _PRESENTATION.search(wording.words):
        yield wording.fault(
            "mixed-script",
            "The text has letters in the fixed forms of old printing programs",
            value=_word_with(found.group(), wording.words),
            expected=unicodedata.normalize("NFKC", _word_with(found.group(), wording.words)),
            hint="It was probably copied from a PDF: type it again.",
        )


def _name(letter: str) -> str:
    return unicodedata.name(letter, f"U+{ord(letter):04X}").capitalize()


def _word_with(letter: str, text: str) -> str:
    return next((word for word in text.split() if letter in word), letter)
