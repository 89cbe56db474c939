"""Signs that nobody sees and everybody stumbles over: double spaces, controls, broken encodings, tags."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.languages.scripts import RIGHT_TO_LEFT, letters_of, script_of
from querschnitt.core.instrument.proof.wordings import Unit, Wording

_DOUBLE = re.compile(r"(?<=\S)[ \u00a0\u202f]{2,}(?=\S)|\S +[,.،](?=\s|$)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u2028\u2029\ufff9-\ufffc]")
_REPLACED = re.compile("[\ufffd\ue000-\uf8ff]")
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf¤¼¶Ÿœ–]|â€[™œ“”\u009d¦]|Â[\u00a0-\u00bf]|Ð[\u0080-\u00bf]Ð|Ø[§-³]Ù")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-z]{2,8}|#\d{2,5});")
_STRANGE_SPACES = re.compile("[\u2000-\u200a\u205f\u3000](?![\u3000-\u9fff])")

_RTL_LETTER = "[" + "".join(letters_of(script) for script in RIGHT_TO_LEFT) + "]"
_NUMBER_RUN = re.compile(r"\+?\d+(?:(?: |-|/)\d+)+")
_ISOLATED = re.compile("[\u2066\u2068][^\u2069]*\u2069?|[\u202a\u202d][^\u202c]*\u202c?|\u200e[0-9+/ -]*")


def check_signs(unit: Unit) -> Iterator[Fault]:
    """Find signs that should not be in a text, or are missing around numbers."""
    for wording in unit.wordings:
        yield from _broken(wording)
        yield from _spaces(wording)
        yield from _form(wording)
        if script_of(wording.tag) in RIGHT_TO_LEFT:
            yield from _direction(wording)


def _broken(wording: Wording) -> Iterator[Fault]:
    text = wording.text
    if _REPLACED.search(text) or _MOJIBAKE.search(text):
        yield wording.fault(
            "broken-encoding", "Letters of the text were destroyed when it was saved or sent",
            expected="readable letters", hint="Save as UTF-8, and paste the text again from its original.",
        )  # fmt: skip
    if found := _CONTROL.search(text):
        yield wording.fault(
            "control-character", f"The text has an invisible control character (U+{ord(found.group()):04X})",
            value=text.replace(found.group(), "�"), expected="visible letters, spaces and line breaks",
            hint="Delete it: type the words around it again.",
        )  # fmt: skip
    if found := _MARKUP.search(text):
        yield wording.fault(
            "markup", f"'{found.group()}' is shown as it stands", severity="warning", expected="plain text",
            hint="Leave tags and entities out.",
        )  # fmt: skip


def _spaces(wording: Wording) -> Iterator[Fault]:
    if _DOUBLE.search(wording.text) or _STRANGE_SPACES.search(wording.text):
        yield wording.fault("stray-space", "The text has a space too many", expected="one space", severity="warning")


def _form(wording: Wording) -> Iterator[Fault]:
    if not unicodedata.is_normalized("NFC", wording.text):
        yield wording.fault(
            "not-composed", "Letters and their accents are stored apart (not NFC)", severity="warning",
            expected="composed letters", hint="Have the file exported again, or type the accents again.",
        )  # fmt: skip


def _direction(wording: Wording) -> Iterator[Fault]:
    """Find runs of numbers that a right-to-left line shows in the wrong order: '0341 123' would read '123 0341'."""
    text = _ISOLATED.sub(" ", wording.words)
    for found in _NUMBER_RUN.finditer(text):
        run = found.group()
        if not re.search(_RTL_LETTER, text[: found.start()]):
            continue
        yield wording.fault(
            "direction", f"'{run}' is shown in the wrong order in a right-to-left line", value=run,
            expected="the number between U+2066 and U+2069", severity="warning",
            hint="Put a left-to-right isolate around it, or write it without spaces and strokes.",
        )  # fmt: skip
        return
