"""Answers inside a text: choices by their wording, numbers with the form of the word that belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from querschnitt.core.instrument.expressions.operations import NUMBER_TEXT, settled
from querschnitt.core.instrument.expressions.operations import text as as_text
from querschnitt.core.instrument.messages import Count, Message, Pipe, Placeholder, Plural, parse, pipes
from querschnitt.core.instrument.model import Instrument, numbered
from querschnitt.core.instrument.plurals import category
from querschnitt.core.instrument.values import Missing

__all__ = ["fill", "pipes"]

GAP = "…"
"""What stands in a text for an answer that is not there."""

_COMMAS = {"، ": ("ar", "fa", "ur", "ps", "ckb", "sd", "ug"), "፣ ": ("am", "ti"), "、": ("zh", "ja")}
_COMMA = {tag: comma for comma, tags in _COMMAS.items() for tag in tags}


def as_written(value: object) -> str:
    """Write a value as the data have it."""
    return format(value, "f") if isinstance(value, Decimal) else as_text(value)


def fill(
    text: str,
    instrument: Instrument,
    answers: Mapping[str, object],
    *,
    language: str,
    place: tuple[int, ...] = (),
    spell: Callable[[object], str] = as_written,
) -> str:
    """Put the answers into a text: choices by their label, what is missing as an ellipsis.

    The result is plain text: whoever writes it into a page escapes it as a whole. Placeholders such as `{address}`
    stay as they are.

    Parameters
    ----------
    answers : by the names of the sheet (`age[2]`), or as seen from where the text stands (`age`)
    place : the numbers of the instance of the repeat in which the text stands
    spell : how numbers, dates, times and what was typed are written
    """
    if "{" not in text:
        return text
    return _Filling(instrument, answers, language, place, spell).message(parse(text), "")


@dataclass(frozen=True)
class _Filling:
    instrument: Instrument
    answers: Mapping[str, object]
    language: str
    place: tuple[int, ...]
    spell: Callable[[object], str]

    def message(self, parts: Message, count: str) -> str:
        """Write the parts; `count` is what `#` stands for."""
        written = []
        for part in parts:
            if isinstance(part, Pipe):
                written.append(self.wording(part.name))
            elif isinstance(part, Plural):
                written.append(self.plural(part))
            elif isinstance(part, Placeholder):
                written.append(part.written)
            else:
                written.append(count if isinstance(part, Count) else part)
        return "".join(written)

    def plural(self, plural: Plural) -> str:
        written = self.wording(plural.name)
        number = _number(self.value(plural.name))
        if number is None:
            return self.message(plural.branches.get("other", ()), written)
        for key, branch in plural.branches.items():
            if key.startswith("=") and number == int(key[1:]):
                return self.message(branch, written)
        form = category(self.language, number)
        return self.message(plural.branches.get(form, plural.branches.get("other", ())), written)

    def value(self, name: str) -> object:
        """Return the value of the same instance of the repeat, if the question stands in one."""
        if self.place:
            depth = len(self.instrument.depths.get(name, ()))
            name = next((key for key in (numbered(name, self.place[:depth]),) if key in self.answers), name)
        value = self.answers.get(name, Missing.NOT_ASKED)
        return settled(value) if isinstance(value, float) else value

    def wording(self, name: str) -> str:
        value = self.value(name)
        if isinstance(value, Missing):
            return GAP
        question = self.instrument.questions.get(name)
        if question is None or not question.kind.has_choices:
            return self.spell(value)
        codes = value if isinstance(value, tuple) else (as_text(value),)
        labels = (question.choice(code).labels for code in codes)
        comma = _COMMA.get(self.language.partition("-")[0], ", ")
        return comma.join(label.get(self.language, code) for label, code in zip(labels, codes, strict=True))


def _number(value: object) -> int | Decimal | None:
    """Return the number that decides on the form; None if the value is none."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return value
    if isinstance(value, float):
        return Decimal(repr(value)) if value == value and abs(value) != float("inf") else None
    return Decimal(value.strip()) if isinstance(value, str) and NUMBER_TEXT.fullmatch(value) else None
