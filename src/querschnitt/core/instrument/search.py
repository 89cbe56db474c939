"""Finds a choice in a long list by what a person has typed, in any of the languages, without JavaScript."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from querschnitt.core.instrument.question import Choice

SHOWN = 12
"""How many choices are offered when there is no single match."""

CLOSE = 0.7
"""How alike two words must be to be offered; between 0 and 1."""

_ALIKE = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ی", "ي": "ی", "ك": "ک", "ة": "ه", "ؤ": "و", "ئ": "ی"}
)


@dataclass(frozen=True)
class Found:
    """What a search gave: the one choice that is meant, or the nearest ones to choose from."""

    match: Choice | None
    near: tuple[Choice, ...]


@lru_cache(maxsize=20_000)
def plain_letters(text: str) -> str:
    """Return a text without capitals, accents, vowel signs, and differences of spelling that people do not type.

    >>> plain_letters("  Côte d’Ivoire "), plain_letters("أفغانستان") == plain_letters("افغانستان")
    ('cote d ivoire', True)
    """
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    kept = (sign if sign.isalnum() else " " for sign in apart if not unicodedata.category(sign).startswith("M"))
    return " ".join("".join(kept).translate(_ALIKE).split())


def search(choices: Sequence[Choice], typed: str) -> Found:
    """Look for what was typed in the labels of all languages.

    One choice is meant if its label is the same, or if it is the only one whose label begins with what was typed.
    """
    wanted = plain_letters(typed)
    if not wanted:
        return Found(match=None, near=())
    ranked = [(_rank(choice, wanted), place, choice) for place, choice in enumerate(choices)]
    near = sorted((entry for entry in ranked if entry[0] > 0), key=lambda entry: (-entry[0], entry[1]))
    best = [choice for rank, _, choice in near if rank == near[0][0]] if near and near[0][0] >= _BEGINS else []
    return Found(match=best[0] if len(best) == 1 else None, near=tuple(choice for *_, choice in near[:SHOWN]))


_SAME, _BEGINS, _WORD, _INSIDE = 5.0, 4.0, 3.0, 2.0


def _rank(choice: Choice, wanted: str) -> float:
    """Return how well a choice fits: the same, begins so, has such a word, holds it, is alike; 0 if not at all."""
    return max((_rank_label(plain_letters(label), wanted) for label in choice.labels.values()), default=0.0)


def _rank_label(label: str, wanted: str) -> float:
    if label == wanted:
        return _SAME
    if label.startswith(wanted):
        return _BEGINS
    if f" {wanted}" in f" {label}":
        return _WORD
    if wanted in label and len(wanted) > 2:
        return _INSIDE
    alike = SequenceMatcher(None, label, wanted).ratio() if abs(len(label) - len(wanted)) <= 3 else 0.0
    return alike if alike >= CLOSE else 0.0
