"""The hidden truth of a wave: what everybody who lives there would answer if they told the truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, IntArray
from querschnitt.demo.register import build_register
from querschnitt.demo.scenario import Scenario
from querschnitt.demo.truth import city, person
from querschnitt.demo.truth.anchors import Anchors, Luck, Targets
from querschnitt.demo.truth.people import People, people_of
from querschnitt.demo.truth.traits import Answer, Answered, Making, Number, Several

_REFERENCE_SEED = 0


@dataclass(frozen=True)
class Truth:
    """The true answers to all questions, in the order of `people`."""

    wave: str
    seed: int
    people: People
    answers: Mapping[str, Answered]

    def rows(self, which: IntArray | BoolArray) -> Truth:
        """Return the truth of some of the people."""
        answers = {name: _rows(answer, which) for name, answer in self.answers.items()}
        return Truth(self.wave, self.seed, self.people.rows(which), answers)


def fit_anchors(wave: str, scenario: Scenario, targets: Targets) -> Anchors:
    """Find the thresholds of a wave on the register of the scenario as it is in the files, of one fixed seed."""
    plain = scenario.unchanged()
    people = people_of(build_register(wave, _REFERENCE_SEED, plain), plain)
    listed = np.asarray([origin.listed or wave == "2016" for origin in plain.origins])
    people = people.rows(people.lives_here & listed[people.origin])
    anchors = Anchors(targets)
    _make(wave, people, plain, anchors=anchors, seed=_REFERENCE_SEED)
    return anchors.fixed()


def build_truth(wave: str, people: People, scenario: Scenario, *, anchors: Anchors, seed: int) -> Truth:
    """Build the truth of people: each person's answers hang on seed, person and group alone."""
    return Truth(wave, seed, people, _make(wave, people, scenario, anchors=anchors, seed=seed))


def _make(wave: str, people: People, scenario: Scenario, *, anchors: Anchors, seed: int) -> dict[str, Answered]:
    making = Making(people, scenario, Luck(people.key, seed), anchors)
    steps = _STEPS_2020 if wave == "2020" else _STEPS_2016
    for step in steps:
        step(making)
    return making.answers


def _answer_disadvantaged_2016(making: Making) -> None:
    making.put("disadvantaged", 1.6 * person.disadvantage(making))


def _answer_life_2016(making: Making) -> None:
    score = person.disadvantage(making)
    unemployed = making.one("employment").is_("unemployed") * 1.0
    making.put("life_satisfaction", making.group("life", 0.3) - 1.0 * unemployed - 0.35 * score + 0.2 * making.stay)


_COMMON: tuple[Callable[[Making], None], ...] = (
    person.answer_person,
    person.answer_language,
    person.answer_school,
    person.answer_work,
    person.answer_income,
)
_STEPS_2020 = (
    *_COMMON,
    city.answer_housing,
    city.answer_satisfaction,
    city.answer_offices,
    city.answer_disadvantage,
    city.answer_engagement,
)
_STEPS_2016 = (*_COMMON, _answer_life_2016, _answer_disadvantaged_2016)


def _rows(answer: Answered, which: IntArray | BoolArray) -> Answered:
    if isinstance(answer, Answer):
        return Answer(answer.codes[which], answer.labels)
    if isinstance(answer, Several):
        return Several(answer.named[which], answer.labels, answer.asked[which])
    return Number(answer.values[which])
