"""Texts that stand in the wrong column: in another script, or in another language of the same script."""

from __future__ import annotations

import re
from collections.abc import Iterator

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.languages.function_words import FUNCTION_WORDS, NAMES, are_near, base
from querschnitt.core.instrument.proof.languages.scripts import LATIN, count_letters, name_of, script_of, scripts_of
from querschnitt.core.instrument.proof.wordings import Unit, Wording

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_ASIDE = re.compile(r"\([^()]*\)|«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"")

_FEWEST_LETTERS = 3
SENTENCE = 3
"""Words that a text must have before its small words say anything."""

_NAME_WORDS = 2
"""A text of so few words in Latin letters may be a name that is written so in every language: WhatsApp, Jobcenter."""


def check_language(unit: Unit) -> Iterator[Fault]:
    """Find the texts of a unit that are not in the language of their column."""
    for wording in unit.wordings:
        if not _is_shared(wording):
            yield from _wrong_script(wording) or _wrong_words(wording)


def _is_shared(wording: Wording) -> bool:
    """Whether other languages say the same few words, and at least half of all: then it is a name, as 'Türkçe' is."""
    texts = list(wording.unit.texts.values())
    same = texts.count(wording.text)
    return same > 1 and 2 * same >= len(texts) and len(_WORD.findall(wording.words)) <= SENTENCE


def _wrong_script(wording: Wording) -> list[Fault]:
    found = count_letters(wording.words)
    wanted = script_of(wording.tag)
    own = sum(found.get(script, 0) for script in scripts_of(wording.tag))
    foreign = {script: count for script, count in found.items() if script not in scripts_of(wording.tag)}
    if not foreign or sum(foreign.values()) < _FEWEST_LETTERS:
        return []
    most = max(foreign, key=lambda script: foreign[script])
    if own >= sum(foreign.values()) or (most == LATIN and own):
        return []
    if most == LATIN and (len(_WORD.findall(wording.words)) <= _NAME_WORDS or wording.text == wording.source):
        return []
    return [
        wording.fault(
            "wrong-script", f"The text is in {name_of(most)} letters",
            expected=f"a text in {name_of(wanted)} letters",
            hint="Check whether it stands in the column of another language.",
        )
    ]  # fmt: skip


def _wrong_words(wording: Wording) -> list[Fault]:
    """Find a text with several small words of another language, and none of its own."""
    own = base(wording.tag)
    known = FUNCTION_WORDS.get(own)
    if known is None or (wording.text == wording.source and not wording.is_source):
        return []
    words = {word.casefold() for word in _WORD.findall(_ASIDE.sub(" ", wording.words))}
    language = _strongest(words, own, among=_candidates(wording))
    if language is None:
        return []
    return [
        wording.fault(
            "wrong-language", f"The text seems to be {NAMES[language]}",
            expected=f"a text in {NAMES.get(own, own)}",
            hint=f"It has the words {_quoted(words & FUNCTION_WORDS[language])}.",
        )
    ]  # fmt: skip


def _candidates(wording: Wording) -> list[str]:
    """Return the languages that a text may be in by mistake: those of the workbook, and those everybody works with."""
    tags = dict.fromkeys([*map(base, wording.unit.texts), "de", "en", "ru"])
    script = script_of(wording.tag)
    return [
        tag for tag in tags if tag in FUNCTION_WORDS and script_of(tag) == script and not are_near(tag, wording.tag)
    ]


def _strongest(words: set[str], own: str, *, among: list[str]) -> str | None:
    """Return the language most of whose small words stand in a text, if there are enough."""
    known = FUNCTION_WORDS[own]
    hits = {tag: words & FUNCTION_WORDS[tag] for tag in among if tag != own}
    best = max(hits, key=lambda tag: len(hits[tag] - known), default=None)
    if best is None or words & known - hits[best]:
        return None
    speaking = len(hits[best] - known)
    return None if speaking < 2 or len(words) < SENTENCE or 5 * speaking < len(words) else best


def _quoted(words: set[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words)[:4])
