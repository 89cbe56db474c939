"""What simulated people report: the truth, without what they leave out, do not know or refuse, or do not reach."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.core.instrument import Instrument, Kind, Missing, Value
from querschnitt.demo.chance import choose, uniform
from querschnitt.demo.respond.behaviour import Behaviour
from querschnitt.demo.scenario import Scenario
from querschnitt.demo.truth import Answer, Number, Truth
from querschnitt.demo.truth.traits import Answered

ANSWERED, DONT_KNOW, REFUSED, BLANK, NOT_ASKED, NOT_REACHED = range(6)
BATTERY = "dis_"
_BATTERY_REFUSED = 0.03
_SHARES: Mapping[str, tuple[float, float]] = {
    "german_level": (0.0, 0.005),
    "net_income": (0.05, 0.17),
    "rent": (0.08, 0.06),
    "living_space": (0.07, 0.0),
    "rooms": (0.01, 0.0),
    "sat_schools": (0.25, 0.0),
    "relation_germans": (0.03, 0.02),
}
_USUAL = (0.02, 0.012)
_USUAL_BATTERY = (0.008, 0.004)
_BLANK: Mapping[str, float] = {"school_degree": 0.03, "rent": 0.03}
_MISSING: Mapping[int, Missing] = {DONT_KNOW: Missing.DONT_KNOW, REFUSED: Missing.REFUSED}
_HAZARD: Mapping[str, float] = {"life": 4.0, "income_household": 3.0, "disadvantage_work": 2.0}


@dataclass(frozen=True)
class Asked:
    """What the simulation needs to know of a question; `parents` are the questions its condition looks at."""

    name: str
    page: int
    is_text: bool
    essential: bool
    missing: tuple[str, ...]
    parents: tuple[str, ...]


@dataclass(frozen=True)
class Outline:
    """What the simulation needs to know of a questionnaire."""

    pages: tuple[str, ...]
    questions: tuple[Asked, ...]


def outline_of(instrument: Instrument) -> Outline:
    """Return the outline of a questionnaire."""
    questions = [
        Asked(
            name=question.name,
            page=number,
            is_text=question.kind is Kind.TEXT,
            essential=question.essential,
            missing=question.missing,
            parents=question.relevant.references if question.relevant else (),
        )
        for number, page in enumerate(instrument.pages)
        for question in page.questions
        if question.kind.is_asked
    ]
    return Outline(tuple(page.name for page in instrument.pages), tuple(questions))


@dataclass(frozen=True)
class Reports:
    """What each person reports: the true answers, and for every question why there is none.

    `missing` has one array a question, shape (n,): 0 answered, 1 do not know, 2 refused, 3 left empty, 4 not asked,
    5 not reached. `last_page` is the number of pages sent.
    """

    truth: Truth
    missing: Mapping[str, IntArray]
    last_page: IntArray

    def given(self, *questions: str) -> BoolArray:
        """Return who answered all of these questions."""
        return np.asarray(np.all([self.missing[name] == ANSWERED for name in questions], axis=0))


def report(truth: Truth, behaviour: Behaviour, outline: Outline, *, scenario: Scenario, seed: int) -> Reports:
    """Let people report: what is missing hangs on question, mode and chance, never on the answer.

    A question whose condition looks at an unanswered question is not asked, as in the interview itself.
    """
    last_page = _last_page(truth, behaviour, outline, seed=seed)
    blank = scenario.simulation["response"][truth.wave]["blank"]
    blanks = np.select([behaviour.mode == mode for mode in blank], list(blank.values()), 0.0)
    missing: dict[str, IntArray] = {}
    for question in outline.questions:
        reason = _reason(question, truth, missing, blanks=blanks, seed=seed)
        unreached = (question.page >= last_page) & (reason != NOT_ASKED)
        missing[question.name] = np.where(unreached, NOT_REACHED, reason)
    return Reports(truth=truth, missing=missing, last_page=last_page)


def essential_share(reports: Reports, outline: Outline) -> FloatArray:
    """Return the share of the applicable essential questions that are answered, refused or not known, shape (n,)."""
    names = [question.name for question in outline.questions if question.essential]
    reasons = np.stack([reports.missing[name] for name in names], axis=1)
    applicable = (reasons != NOT_ASKED).sum(axis=1)
    return np.asarray((reasons <= REFUSED).sum(axis=1) / applicable)


def sheet(reports: Reports, row: int, outline: Outline, *, language: str, wishes: Wishes) -> dict[str, Value]:
    """Return the answers one person is ready to give, by question: those left empty are absent."""
    answers: dict[str, Value] = {}
    for question in outline.questions:
        name, reason = question.name, int(reports.missing[question.name][row])
        if reason == ANSWERED:
            value = _value(reports.truth.answers[name], row)
            answers[name] = wishes.pick(language, reports, row) if question.is_text else value
        elif reason in _MISSING:
            answers[name] = _MISSING[reason]
    return answers


@dataclass(frozen=True)
class Wishes:
    """Invented wishes by language."""

    texts: Mapping[str, Sequence[str]]

    def pick(self, language: str, reports: Reports, row: int) -> str:
        """Return the wish of a person, in German or English."""
        texts = self.texts["de" if language in ("de", "pl", "hu", "bg", "ro", "ru", "uk", "vi") else "en"]
        return texts[int(reports.truth.people.key[row]) % len(texts)]


def read_wishes(path: Path) -> Wishes:
    """Read the invented wishes."""
    return Wishes(tomllib.loads(path.read_text(encoding="utf-8")))


def _last_page(truth: Truth, behaviour: Behaviour, outline: Outline, *, seed: int) -> IntArray:
    """Return how many pages each person sends: all of them, or those before the page where he or she stops."""
    hazard = [_HAZARD.get(page, 1.0) for page in outline.pages]
    stop = choose(uniform(truth.people.key, seed, "stop page"), hazard)
    return np.where(behaviour.stops, stop, len(outline.pages)).astype(np.int64)


def _reason(
    question: Asked, truth: Truth, missing: Mapping[str, IntArray], *, blanks: FloatArray, seed: int
) -> IntArray:
    """Return why there is no answer to a question, shape (n,), as if the person went to the end."""
    key = truth.people.key
    answer = truth.answers[question.name]
    unknown, refused = _SHARES.get(question.name, _USUAL)
    battery = question.name.startswith(BATTERY)
    if battery:
        unknown, refused = _USUAL_BATTERY
    unknown, refused = unknown * ("dk" in question.missing), refused * ("refused" in question.missing)
    empty = np.maximum(blanks * (0.3 if battery else 1.0), _BLANK.get(question.name, 0.0))
    chance = uniform(key, seed, f"missing {question.name}")
    reason = np.select(
        [chance < unknown, chance < unknown + refused, chance < unknown + refused + empty],
        [DONT_KNOW, REFUSED, BLANK],
        ANSWERED,
    )
    if battery:
        reason = np.where(uniform(key, seed, "battery") < _BATTERY_REFUSED, REFUSED, reason)
    if question.is_text:
        reason = np.where(_says_yes(answer), ANSWERED, BLANK)
    reason = np.where(_applies(answer), reason, NOT_ASKED)
    for parent in question.parents:
        reason = np.where(missing[parent] == ANSWERED, reason, NOT_ASKED)
    return reason.astype(np.int64)


def _applies(answer: Answered) -> BoolArray:
    if isinstance(answer, Answer):
        return np.asarray(answer.codes >= 0)
    return np.asarray(answer.values >= 0) if isinstance(answer, Number) else answer.asked


def _says_yes(answer: Answered) -> BoolArray:
    return answer.is_("yes") if isinstance(answer, Answer) else _applies(answer)


def _value(answer: Answered, row: int) -> Value:
    if isinstance(answer, Answer):
        return answer.labels[int(answer.codes[row])]
    if isinstance(answer, Number):
        return int(answer.values[row])
    return tuple(label for label, named in zip(answer.labels, answer.named[row], strict=True) if named)
