"""The sheet of one interview: every answer, how and when it was given, and what the person has been shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from querschnitt.core.instrument.answer_json import decode_answers, encode_answers
from querschnitt.core.instrument.values import Answers, Value


class Given(NamedTuple):
    """How an answer was given. ``at`` is in seconds since 1970, UTC."""

    mode: str
    language: str
    at: int
    interviewer: str = ""


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
    """

    instrument_hash: str
    answers: Answers = field(default_factory=dict)
    given: Mapping[str, Given] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    seed: int = 0

    def updated(self, answers: Answers, *, now: Given, passed: Iterable[str], reopened: Iterable[str] = ()) -> Sheet:
        """Return the sheet with new answers; an answer that did not change keeps its time and mode."""
        kept = {name: how for name, how in self.given.items() if self.answers.get(name) == answers.get(name)}
        given = {name: kept.get(name, now) for name in answers}
        shown = (self.shown - frozenset(reopened)) | frozenset(passed)
        return replace(self, answers=answers, given=given, shown=shown)

    def on(self, instrument_hash: str) -> Sheet:
        """Return the sheet as it goes on with a version of the questionnaire."""
        return replace(self, instrument_hash=instrument_hash)

    def limited_to(self, active: Mapping[str, Value]) -> Sheet:
        """Return the sheet with the answers in force only, as it goes to the statistics office."""
        given = {name: how for name, how in self.given.items() if name in active}
        return replace(self, answers=active, given=given)

    def encode(self) -> bytes:
        content = {
            "instrument": self.instrument_hash,
            "answers": encode_answers(self.answers),
            "given": self.given,
            "shown": sorted(self.shown),
            "seed": self.seed,
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def decode_sheet(content: bytes) -> Sheet:
    """Read what `Sheet.encode` wrote."""
    data = json.loads(content)
    return Sheet(
        instrument_hash=data["instrument"],
        answers=decode_answers(data["answers"]),
        given={name: Given(*how) for name, how in data["given"].items()},
        shown=frozenset(data["shown"]),
        # An interview that was begun before anything was drawn in interviews has none.
        seed=data.get("seed", 0),
    )
