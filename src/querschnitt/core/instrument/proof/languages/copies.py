"""Untranslated copies: the text of one language standing in the column of another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.languages.function_words import FUNCTION_WORDS, are_near, base
from querschnitt.core.instrument.proof.languages.scripts import script_of
from querschnitt.core.instrument.proof.wordings import Unit, Wording

_LETTERS = re.compile(r"[^\W\d_]+")

SENTENCE = 3
"""So many words that are the same in two languages are no coincidence and no name."""

FEWEST_LETTERS = 10
"""Shorter copies, such as 'Bus, Tram, U', may be right in both languages."""

COMPARABLE = 4
"""Languages of the same script that must say it in another way before one or two words that are the same look odd."""


def check_copies(unit: Unit) -> Iterator[Fault]:
    """Find texts that are the same as the source, or as a third language."""
    words = {wording.tag: _words(wording.words) for wording in unit.wordings}
    source = words.get(unit.default, ())
    if not source or _is_name(unit, words):
        return
    for wording in unit.wordings:
        if not wording.is_source and words[wording.tag] == source and not are_near(wording.tag, unit.default):
            yield from _copy_of_source(wording, words)
    yield from _copies_of_others(unit, words)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_LETTERS.findall(text.casefold()))


def _is_name(unit: Unit, words: dict[str, tuple[str, ...]]) -> bool:
    """Whether several languages, and at least half of them, write it like the source, and it is no sentence.

    A name, a number, an abbreviation. A sentence has small words; where it is the same everywhere, nobody has
    translated it yet.
    """
    source = words[unit.default]
    others = [text for tag, text in words.items() if tag != unit.default]
    same = others.count(source)
    return same > 1 and 2 * same >= len(others) and not _small_words(source, unit.default)


def _copy_of_source(wording: Wording, words: dict[str, tuple[str, ...]]) -> Iterator[Fault]:
    source = words[wording.tag]
    told = _small_words(source, wording.unit.default) - _small_words(source, wording.tag)
    if len(source) >= SENTENCE and (sum(map(len, source)) >= FEWEST_LETTERS or told) or len(source) == 2 and told:
        yield _copy(wording)
    elif _is_odd(wording, words):
        yield wording.fault(
            "untranslated", "The text is the same as in the source language; most other languages say it in their own",
            severity="warning", hint="If it is a name or the same word, all is well.",
        )  # fmt: skip


def _copy(wording: Wording) -> Fault:
    return wording.fault(
        "untranslated", "The text is a copy of the source language", expected="the translation",
        hint="Have it translated.",
    )  # fmt: skip


def _small_words(words: tuple[str, ...], tag: str) -> set[str]:
    return set(words) & FUNCTION_WORDS.get(base(tag), frozenset())


def _is_odd(wording: Wording, words: dict[str, tuple[str, ...]]) -> bool:
    """Whether this is the only language of its script that keeps the word of the source."""
    source = words[wording.tag]
    alike = [
        tag for tag in words
        if script_of(tag) == script_of(wording.tag) and tag not in (wording.tag, wording.unit.default)
    ]  # fmt: skip
    same = [tag for tag in alike if words[tag] == source]
    return len(alike) >= COMPARABLE and not same and sum(map(len, source)) >= FEWEST_LETTERS


def _copies_of_others(unit: Unit, words: dict[str, tuple[str, ...]]) -> Iterator[Fault]:
    """Find whole sentences that two languages share which are not near each other."""
    owners: dict[tuple[str, ...], list[Wording]] = {}
    for wording in unit.wordings:
        text = words[wording.tag]
        if len(text) > SENTENCE and sum(map(len, text)) > FEWEST_LETTERS and text != words.get(unit.default):
            owners.setdefault(text, []).append(wording)
    for text, several in owners.items():
        owner = max(several, key=lambda wording: len(_small_words(text, wording.tag)))
        for wording in several:
            if not are_near(wording.tag, owner.tag):
                yield wording.fault(
                    "untranslated", f"The text is the same as in the column of '{owner.tag}'",
                    expected="the translation", hint="Have it translated.",
                )  # fmt: skip
