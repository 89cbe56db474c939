"""Words that LimeSurvey supplies itself, such as the answers of a question of the type yes or no."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from querschnitt.core.instrument.model import OTHER
from querschnitt.core.instrument.xlsform.other_words import other_words

_FILE = Path(__file__).parent / "words.toml"

_KEYS = ("yes", "no", "uncertain", "female", "male", "increase", "same", "decrease", "comment")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """Return language tag -> key -> word."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return MappingProxyType({tag: dict(zip(_KEYS, words, strict=True)) for tag, words in read.items()})


def said(key: str, tags: Iterable[str]) -> dict[str, str]:
    """Return a word in the languages that have it; a variant such as de-informal takes that of its language.

    >>> said("yes", ["de-informal", "en", "xx"])
    {'de-informal': 'Ja', 'en': 'Yes'}
    """
    found = {tag: _word(key, tag) for tag in tags}
    return {tag: word for tag, word in found.items() if word}


def _word(key: str, tag: str) -> str:
    if key == OTHER:
        words = other_words(tag)
        return words[0] if words else ""
    return (_words().get(tag) or _words().get(tag.split("-")[0]) or {}).get(key, "")
