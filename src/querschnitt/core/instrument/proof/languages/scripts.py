"""Which script a language is written in, and which script a letter belongs to."""

from __future__ import annotations

import re
from functools import lru_cache

LATIN, CYRILLIC, ARABIC, ETHIOPIC = "Latn", "Cyrl", "Arab", "Ethi"

_LANGUAGES: dict[str, str] = {
    CYRILLIC: "ab ba be bg bua ce chm cv kk krc kv ky mk mn myv os ru rue sah sr tg tt tyv udm uk",
    ARABIC: "ar arz ary apc bal ckb fa glk ks lrc mzn pa-PK ps sd sdh ug ur",
    ETHIOPIC: "am byn gez ti tig wal",
    "Hebr": "he yi",
    "Grek": "el",
    "Armn": "hy hyw",
    "Geor": "ka xmf",
    "Deva": "bho brx hi kok mai mr ne sa",
    "Beng": "as bn",
    "Guru": "pa",
    "Gujr": "gu",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Mlym": "ml",
    "Sinh": "si",
    "Thai": "th",
    "Laoo": "lo",
    "Mymr": "my",
    "Khmr": "km",
    "Thaa": "dv",
    "Tibt": "bo dz",
    "Han": "zh yue",
    "Jpan": "ja",
    "Kore": "ko",
}
"""Script (ISO 15924) -> languages that are written in it unless their tag names another one. Source: CLDR, likely
subtags. A language that is not listed is written in Latin letters."""

_SCRIPT_OF = {tag: script for script, tags in _LANGUAGES.items() for tag in tags.split()}

_RANGES: dict[str, str] = {
    LATIN: "A-Za-zªºÀ-ÖØ-öø-ʯᴀ-ᵿḀ-ỿⱠ-ⱿꜢ-ꞿﬀ-ﬆ",
    CYRILLIC: "Ѐ-ԯᲀ-ᲈꙀ-ꚟ",
    ARABIC: "ء-يٮ-ۓەۮۯۺ-ۿݐ-ݿࢠ-ࣇﭐ-﷿ﹰ-ﻼ",
    ETHIOPIC: "ሀ-ፚᎀ-ᎏⶀ-ⷞꬁ-ꬮ",
    "Hebr": "א-ת",
    "Grek": "Ͱ-ϡϰ-Ͽἀ-῿",
    "Armn": "Ա-և",
    "Geor": "Ⴀ-ჿᲐ-Ჿⴀ-ⴥ",
    "Deva": "ऄ-हॠ-ॡॲ-ॿ",
    "Beng": "অ-হৎৠ-ৡৰ-ৱ",
    "Guru": "ਅ-ਹੲ-ੴ",
    "Gujr": "અ-હ",
    "Taml": "அ-ஹ",
    "Telu": "అ-హ",
    "Knda": "ಅ-ಹ",
    "Mlym": "അ-ഺ",
    "Sinh": "අ-ෆ",
    "Thai": "ก-ะา-ำเ-ๆ",
    "Laoo": "ກ-ະາ-ຽເ-ໆ",
    "Mymr": "က-ဪ",
    "Khmr": "ក-ឳ",
    "Thaa": "ހ-ޥ",
    "Tibt": "ཀ-ཬ",
    "Han": "㐀-䶿一-鿿豈-龎",
    "Kana": "ぁ-ヿ",
    "Hang": "가-힣ᄀ-ᇿ",
}

_WRITTEN_WITH = {"Jpan": ("Han", "Kana"), "Kore": ("Hang", "Han")}

_LETTER = {script: re.compile(f"[{ranges}]") for script, ranges in _RANGES.items()}

NAMES: dict[str, str] = {
    LATIN: "Latin", CYRILLIC: "Cyrillic", ARABIC: "Arabic", ETHIOPIC: "Ethiopic", "Hebr": "Hebrew", "Grek": "Greek",
    "Armn": "Armenian", "Geor": "Georgian", "Deva": "Devanagari", "Thai": "Thai", "Han": "Chinese", "Kana": "Japanese",
    "Hang": "Korean", "Jpan": "Japanese", "Kore": "Korean",
}  # fmt: skip

RIGHT_TO_LEFT = frozenset({ARABIC, "Hebr", "Thaa"})


@lru_cache(maxsize=200)
def script_of(tag: str) -> str:
    """Return the script of a language: the one its tag names, or the usual one.

    >>> script_of("sr-Latn"), script_of("fa-AF"), script_of("kmr"), script_of("ti")
    ('Latn', 'Arab', 'Latn', 'Ethi')
    """
    for part in tag.split("-")[1:]:
        if len(part) == 4 and part.isalpha():
            return "Han" if part in ("Hans", "Hant") else part.title()
    return _SCRIPT_OF.get(tag) or _SCRIPT_OF.get(tag.split("-")[0], LATIN)


def scripts_of(tag: str) -> tuple[str, ...]:
    """Return all scripts that a language is written with: Japanese has two."""
    script = script_of(tag)
    return _WRITTEN_WITH.get(script, (script,))


def name_of(script: str) -> str:
    """Return the English name of a script."""
    return NAMES.get(script, script)


@lru_cache(maxsize=4000)
def script_of_letter(letter: str) -> str:
    """Return the script of a letter, or "" for everything that is none.

    >>> script_of_letter("б"), script_of_letter("b"), script_of_letter("?")
    ('Cyrl', 'Latn', '')
    """
    return next((script for script, pattern in _LETTER.items() if pattern.match(letter)), "")


def count_letters(text: str) -> dict[str, int]:
    """Return the number of letters of each script in a text.

    >>> count_letters("Kita (детский сад)")
    {'Latn': 4, 'Cyrl': 10}
    """
    found: dict[str, int] = {}
    for letter in text:
        script = script_of_letter(letter)
        if script:
            found[script] = found.get(script, 0) + 1
    return found


def letters_of(script: str) -> str:
    """Return the letters of a script as they stand in a class of a regular expression."""
    return _RANGES.get(script, "")
