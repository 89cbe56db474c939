"""Words that LimeSurvey supplies itself, such as the answers of a question of the type yes or no."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).parent / "words.toml"

_KEYS = ("yes", "no", "uncertain", "female", "male", "increase", "same", "decrease", "comment", "other")


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
    found = {}
    for tag in tags:
        words = _words().get(tag) or _words().get(tag.split("-")[0])
        if words is not None:
            found[tag] = words[key]
    return found
