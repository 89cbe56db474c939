"""In which direction a language is written: from its script, never from a guess at a text."""

from __future__ import annotations

from babel.core import get_global

RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"})
"""Scripts (ISO 15924) that run from right to left; Unicode, property Bidi_Class R or AL of their letters."""


def is_right_to_left(tag: str) -> bool:
    """Whether a language is written from right to left, by the script in its tag or its usual script (CLDR).

    >>> [is_right_to_left(tag) for tag in ("ar", "fa-AF", "ckb", "ku-Arab", "kmr", "ti", "de")]
    [True, True, True, True, False, False, False]
    """
    parts = tag.split("-")
    for part in parts[1:]:
        if len(part) == 4 and part.isalpha():
            return part.title() in RIGHT_TO_LEFT
    likely = get_global("likely_subtags")
    full = likely.get("_".join(parts)) or likely.get(parts[0], "")
    return any(part in RIGHT_TO_LEFT for part in full.split("_"))
