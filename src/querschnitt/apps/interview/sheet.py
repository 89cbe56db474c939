"""The sheet of one interview: every answer, how and when it was given, and what the person has been shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from querschnitt.core.instrument.answer_json import decode_answers, encode_answers
from querschnitt.core.instrument.values import Answers, Value

MOST_PASSAGES = 300
"""Passages that a sheet keeps; who goes to and fro more often leaves no longer trail."""

VERSION_DIGITS = 12


class Circumstances(NamedTuple):
    """How an interview is held when an answer is given. ``instrument`` : the beginning of the version's hash."""

    mode: str
    language: str
    interviewer: str = ""
    device: str = ""
    instrument: str = ""


class Given(NamedTuple):
    """How an answer was given.

    Attributes
    ----------
    how : mode, language, interviewer, device class and version of the questionnaire
    at : when the person gave it, in seconds since 1970, UTC
    received : when the server had it; later than ``at`` if the net was away
    """

    how: Circumstances
    at: int
    received: int


class Mark(NamedTuple):
    """A `Given` as the sheet keeps it. ``way`` : the number of its circumstances, which many answers share."""

    way: int
    at: int
    received: int


class Passage(NamedTuple):
    """A page that came in. ``at`` : seconds since 1970, UTC; ``went`` : the button, such as next, back or save."""

    page: str
    at: int
    went: str


class Sheet(NamedTuple):
    """All answers of an interview.

    Attributes
    ----------
    instrument_hash : the questionnaire it was filled in with
    answers : by question name, with those that have become irrelevant
    ways, marks : the circumstances that there were, and by question name how and when its answer was given
    shown : names of the questions that the person has seen and passed
    seed : of the order of choices and of everything else that is drawn in this interview
    passages : the pages that came in, in order: how long each one took, and where an interview broke off
    """

    instrument_hash: str
    answers: Answers = MappingProxyType({})
    ways: tuple[Circumstances, ...] = ()
    marks: Mapping[str, Mark] = MappingProxyType({})
    shown: frozenset[str] = frozenset()
    seed: int = 0
    passages: tuple[Passage, ...] = ()

    @property
    def given(self) -> dict[str, Given]:
        """Return how and when each answer was given, by question name."""
        return {name: Given(self.ways[way], at, received) for name, (way, at, received) in self.marks.items()}

    def updated(self, answers: Answers, *, now: Given, passed: Iterable[str], reopened: Iterable[str] = ()) -> Sheet:
        """Return the sheet with new answers; an answer that did not change keeps its time and mode."""
        ways = self.ways if now.how in self.ways else (*self.ways, now.how)
        mark, before = Mark(ways.index(now.how), now.at, now.received), self.answers
        kept = {name: old for name, old in self.marks.items() if before.get(name) == answers.get(name)}
        marks = {name: kept.get(name, mark) for name in answers}
        shown = (self.shown - frozenset(reopened)) | frozenset(passed)
        return self._replace(answers=answers, ways=ways, marks=marks, shown=shown)

    def after(self, passage: Passage) -> Sheet:
        """Return the sheet with a page more in its trail."""
        return self._replace(passages=(*self.passages, passage)[-MOST_PASSAGES:])

    def on(self, instrument_hash: str) -> Sheet:
        """Return the sheet as it goes on with a version of the questionnaire."""
        return self if instrument_hash == self.instrument_hash else self._replace(instrument_hash=instrument_hash)

    def limited_to(self, active: Mapping[str, Value]) -> Sheet:
        """Return the sheet with the answers in force only, as it is when the interview is sent."""
        marks = {name: mark for name, mark in self.marks.items() if name in active}
        return self._replace(answers=active, marks=marks)

    def encode(self) -> bytes:
        written = _Written(
            self.instrument_hash, encode_answers(self.answers), self.ways, dict(self.marks), sorted(self.shown),
            self.seed, self.passages,
        )  # fmt: skip
        return _ENCODER.encode(written)


class _Written(msgspec.Struct):
    """A sheet as JSON."""

    instrument: str
    answers: dict[str, Any]
    ways: tuple[Circumstances, ...]
    given: dict[str, Mark]
    shown: list[str]
    seed: int
    passages: tuple[Passage, ...]


_ENCODER, _DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(_Written)


def decode_sheet(content: bytes) -> Sheet:
    """Read what `Sheet.encode` wrote."""
    data = _DECODER.decode(content)
    return Sheet(
        instrument_hash=data.instrument,
        answers=decode_answers(data.answers),
        ways=data.ways,
        marks=data.given,
        shown=frozenset(data.shown),
        seed=data.seed,
        passages=data.passages,
    )
