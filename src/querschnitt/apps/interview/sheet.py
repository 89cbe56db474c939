"""The sheet of one interview: every answer, how and when it was given, and what the person has been shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

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


class Passage(NamedTuple):
    """A page that came in. ``at`` : seconds since 1970, UTC; ``went`` : the button, such as next, back or save."""

    page: str
    at: int
    went: str


@dataclass(frozen=True)
class Sheet:
    """All answers of an interview.

    Attributes
    ----------
    instrument_hash : the questionnaire it was filled in with
    answers : by question name, with those that have become irrelevant
    given : question name -> how and when its answer was given
    shown : names of the questions that the person has seen and passed
    seed : of the order of choices and of everything else that is drawn in this interview
    passages : the pages that came in, in order: how long each one took, and where an interview broke off
    """

    instrument_hash: str
    answers: Answers = field(default_factory=dict)
    given: Mapping[str, Given] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    seed: int = 0
    passages: tuple[Passage, ...] = ()

    def updated(self, answers: Answers, *, now: Given, passed: Iterable[str], reopened: Iterable[str] = ()) -> Sheet:
        """Return the sheet with new answers; an answer that did not change keeps its time and mode."""
        kept = {name: how for name, how in self.given.items() if self.answers.get(name) == answers.get(name)}
        given = {name: kept.get(name, now) for name in answers}
        shown = (self.shown - frozenset(reopened)) | frozenset(passed)
        return replace(self, answers=answers, given=given, shown=shown)

    def after(self, passage: Passage) -> Sheet:
        """Return the sheet with a page more in its trail."""
        return replace(self, passages=(*self.passages, passage)[-MOST_PASSAGES:])

    def on(self, instrument_hash: str) -> Sheet:
        """Return the sheet as it goes on with a version of the questionnaire."""
        return replace(self, instrument_hash=instrument_hash)

    def limited_to(self, active: Mapping[str, Value]) -> Sheet:
        """Return the sheet with the answers in force only, as it is when the interview is sent."""
        given = {name: how for name, how in self.given.items() if name in active}
        return replace(self, answers=active, given=given)

    def encode(self) -> bytes:
        ways = list(dict.fromkeys(given.how for given in self.given.values()))
        number = {how: place for place, how in enumerate(ways)}
        content = {
            "instrument": self.instrument_hash,
            "answers": encode_answers(self.answers),
            "ways": ways,
            "given": {name: (number[how], at, received) for name, (how, at, received) in self.given.items()},
            "shown": sorted(self.shown),
            "seed": self.seed,
            "passages": self.passages,
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def decode_sheet(content: bytes) -> Sheet:
    """Read what `Sheet.encode` wrote."""
    data = json.loads(content)
    ways = [Circumstances(*way) for way in data["ways"]]
    return Sheet(
        instrument_hash=data["instrument"],
        answers=decode_answers(data["answers"]),
        given={name: Given(ways[how], at, received) for name, (how, at, received) in data["given"].items()},
        shown=frozenset(data["shown"]),
        seed=data["seed"],
        passages=tuple(Passage(*passage) for passage in data["passages"]),
    )
