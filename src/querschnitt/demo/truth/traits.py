"""Traits of the people on comparable scales: what the true answers hang on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.demo.chance import uniform
from querschnitt.demo.scenario import Scenario
from querschnitt.demo.truth.anchors import Anchors, Luck, Targets
from querschnitt.demo.truth.people import People

Score = npt.NDArray[np.floating[Any]]
EMPLOYED = ("full_time", "part_time", "marginal", "self_employed")


@dataclass(frozen=True)
class Answer:
    """One answer of everybody: codes into `labels`, -1 where the question does not apply."""

    codes: IntArray
    labels: tuple[str, ...]

    def is_(self, *labels: str) -> BoolArray:
        """Return who gave one of these answers."""
        wanted = [self.labels.index(label) for label in labels]
        return np.isin(self.codes, wanted)


@dataclass(frozen=True)
class Several:
    """Several answers of everybody, shape (n, k); `asked` is false where the question does not apply."""

    named: BoolArray
    labels: tuple[str, ...]
    asked: BoolArray

    def has(self, label: str) -> BoolArray:
        """Return who named it."""
        return np.asarray(self.named[:, self.labels.index(label)])


@dataclass(frozen=True)
class Number:
    """A number of everybody, -1 where the question does not apply."""

    values: IntArray


Answered = Answer | Several | Number


@dataclass(frozen=True)
class Making:
    """The answers in the making: people, their chance, the anchors, and what is already answered."""

    people: People
    scenario: Scenario
    luck: Luck
    anchors: Anchors
    answers: dict[str, Answered] = field(default_factory=dict)

    @property
    def targets(self) -> Targets:
        """The shares and means wanted."""
        return self.anchors.targets

    @property
    def young(self) -> FloatArray:
        """Youth: 1 at 25 years, 0 at 40, -2 at 70."""
        return np.clip((40.0 - self.people.age) / 15.0, -2.5, 1.5)

    @property
    def stay(self) -> FloatArray:
        """Length of stay, about standard: -1 at 2 years, 0 at 6, 1 at 16."""
        return np.asarray((np.log1p(self.people.stay) - np.log(7.0)) / 0.9)

    @property
    def woman(self) -> Score:
        """0.5 for women, -0.5 for men."""
        return self.people.female - 0.5

    def aged(self, low: int, high: int) -> FloatArray:
        """Return 1 for ages from low to high, else 0."""
        return ((self.people.age >= low) & (self.people.age <= high)).astype(np.float64)

    def group(self, name: str, spread: float, given: Mapping[str, float] | None = None) -> FloatArray:
        """Return the effect of the group: drawn by its code with this spread, unless one is given."""
        codes = [origin.code if origin.listed else origin.group8 for origin in self.scenario.origins]
        numbers = [_standard(f"{name} {code}") * spread for code in codes]
        effects = np.asarray([(given or {}).get(code, number) for code, number in zip(codes, numbers, strict=True)])
        return np.asarray(effects[self.people.origin])

    def borough(self, name: str, spread: float) -> FloatArray:
        """Return the effect of the borough, drawn by its number with this spread."""
        effects = np.asarray([_standard(f"{name} borough {number}") * spread for number in range(10)])
        return np.asarray(effects[self.people.borough])

    def one(self, name: str) -> Answer:
        """Return an answer already given."""
        answer = self.answers[name]
        if not isinstance(answer, Answer):
            raise TypeError(f"{name} is no single answer")
        return answer

    def put(self, name: str, score: Score, *, among: BoolArray | None = None) -> Answer:
        """Answer by an ordered score with logistic noise: the highest scores get the first code."""
        noisy = score + self.luck.logistic(name)
        codes = self.anchors.ordered(name, noisy, among=among)
        return self._keep(name, codes)

    def put_in_turn(self, name: str, scores: Mapping[str, Score], *, among: BoolArray | None = None) -> Answer:
        """Answer by one score a code, each with noise of its own, taken in turn."""
        noisy = {
            code: scores.get(code, 0.0) + self.luck.logistic(f"{name} {code}") for code in self.targets.shares[name]
        }
        return self._keep(name, self.anchors.in_turn(name, noisy, among=among))

    def put_several(
        self, name: str, scores: Mapping[str, Score], *, among: BoolArray | None = None, none: bool
    ) -> Several:
        """Answer a question with several answers; `none` adds the exclusive code of those who name nothing."""
        labels = tuple(self.targets.named[name])
        noisy = {code: scores.get(code, 0.0) + self.luck.logistic(f"{name} {code}") for code in labels}
        asked = np.ones(len(self.people), dtype=np.bool_) if among is None else among
        named = self.anchors.several(name, noisy, among=asked)
        if none:
            nothing = asked & ~named.any(axis=1)
            named, labels = np.column_stack([named, nothing]), (*labels, "none")
        answer = Several(named=named, labels=labels, asked=asked)
        self.answers[name] = answer
        return answer

    def put_number(self, name: str, values: Score | IntArray, *, among: BoolArray | None = None) -> Number:
        """Answer with whole numbers."""
        whole = np.rint(values).astype(np.int64)
        answer = Number(whole if among is None else np.where(among, whole, -1))
        self.answers[name] = answer
        return answer

    def _keep(self, name: str, codes: IntArray) -> Answer:
        answer = Answer(codes=codes, labels=tuple(self.targets.shares[name]))
        self.answers[name] = answer
        return answer


def _standard(name: str) -> float:
    """Return a number of about standard normal distribution that hangs on the name alone."""
    parts = uniform(np.arange(4, dtype=np.int64), 0, name)
    return float((parts.sum() - 2.0) * np.sqrt(3.0))
