"""How the people drawn behave: who answers, in which mode and language, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.demo.chance import choose, uniform
from querschnitt.demo.scenario import Scenario
from querschnitt.demo.truth import People, Truth
from querschnitt.demo.truth.compare import comparable

LANGUAGES = (
    "de", "en", "ar", "ru", "pl", "uk", "vi", "ro", "fa", "fa-AF", "ckb", "kmr", "tr", "es", "fr", "ti", "bg", "hu",
)  # fmt: skip
HOTLINE_LANGUAGES = ("de", "en", "ar", "ru", "fa", "vi")
MODES = ("web", "telephone", "live")
BEGUN = "begun"
_OVERALL = 0.16
_DAMPED = 0.4
_FIELD_DAYS = 110


@dataclass(frozen=True)
class Behaviour:
    """One row a person drawn. `outcome` is the key of a disposition, or `begun` for an interview begun.

    `mode` and `language` hold for those who begin; `pages` is the share of the interview at which a person stops, 1.0
    for those who go to the end; `day` is the day of the field period on which it happens.
    """

    outcome: npt.NDArray[np.str_]
    mode: npt.NDArray[np.str_]
    language: npt.NDArray[np.str_]
    stops: BoolArray
    day: IntArray

    @property
    def begun(self) -> BoolArray:
        """Who begins an interview."""
        return np.asarray(self.outcome == BEGUN)


def behave(truth: Truth, scenario: Scenario, *, seed: int) -> Behaviour:
    """Let the people drawn behave: it hangs on group, age, stay, sex and borough, and on chance by seed and person."""
    people = truth.people
    facts = scenario.simulation["response"][truth.wave]
    chance = uniform(people.key, seed, "begins")
    begins = people.lives_here & (chance < chance_to_begin(truth, scenario))
    outcome = _silence(people, facts=facts, seed=seed)
    outcome[begins] = BEGUN
    mode = _labels(list(facts["modes"]), choose(uniform(people.key, seed, "mode"), list(facts["modes"].values())))
    return Behaviour(
        outcome=outcome,
        mode=mode,
        language=_languages(truth, scenario, mode=mode),
        stops=uniform(people.key, seed, "stops") < facts["break_off"],
        day=(uniform(people.key, seed, "day") ** 1.7 * _FIELD_DAYS).astype(np.int64),
    )


def probable_language(people: People, scenario: Scenario, *, seed: int) -> npt.NDArray[np.str_]:
    """Return the language each person would choose: by the weights of the group."""
    chance = uniform(people.key, seed, "language")
    codes = np.zeros(len(people), dtype=np.int64)
    for row, origin in enumerate(scenario.origins):
        rows = np.flatnonzero(people.origin == row)
        weights = origin.languages or {"de": 0.6, "en": 0.4}
        which = choose(chance[rows], list(weights.values()))
        codes[rows] = np.asarray([LANGUAGES.index(language) for language in weights])[which]
    return _labels(LANGUAGES, codes)


def _languages(truth: Truth, scenario: Scenario, *, mode: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    language = probable_language(truth.people, scenario, seed=truth.seed)
    hotline = (mode == "telephone") & ~np.isin(language, HOTLINE_LANGUAGES)
    return np.where(hotline, "de", language)


def chance_to_begin(truth: Truth, scenario: Scenario) -> FloatArray:
    """Return the probability with which each person begins an interview, living here, shape (n,)."""
    people, facts = truth.people, scenario.simulation["response"][truth.wave]
    level = np.asarray([origin.response for origin in scenario.origins])[people.origin] / (1 - facts["break_off"] / 2)
    odds = np.log(level / (1 - level))
    if "level" in facts:
        overall, damped = np.log(facts["level"] / (1 - facts["level"])), np.log(_OVERALL / (1 - _OVERALL))
        odds = overall + _DAMPED * (odds - damped)
    ages, stays = facts["age_class"], facts["stay_class"]
    by_age = np.asarray(list(ages.values()))[np.digitize(people.age, [30, 45, 60])]
    by_stay = np.asarray(list(stays.values()))[np.digitize(people.stay, [4, 10])]
    boroughs = uniform(np.arange(10, dtype=np.int64), 0, "answering by borough") * 2 - 1
    by_borough = facts["borough_spread"] * np.sqrt(3.0) * boroughs[people.borough]
    odds = odds + by_age + by_stay + facts["woman"] * (people.female - 0.5) + by_borough
    return np.asarray(1 / (1 + np.exp(-odds - _on_answer(truth, scenario))), dtype=np.float64)


def _on_answer(truth: Truth, scenario: Scenario) -> FloatArray:
    """Return the effect of the answer itself on answering: zero unless the scenario says otherwise."""
    rule = scenario.simulation["on_answer"]
    if not rule["effect"]:
        return np.zeros(len(truth.people))
    item = comparable(truth)[rule["item"]]
    return np.where(item.asked, float(rule["effect"]) * np.where(item.values > 0, 0.5, -0.5), 0.0)


def _silence(people: People, *, facts: Mapping[str, Any], seed: int) -> npt.NDArray[np.str_]:
    """Return what becomes of each person who does not answer."""
    chance = uniform(people.key, seed, "silence")
    outcome = _draw_outcome(facts["silent"], chance)
    outcome[people.moved_away] = _draw_outcome(facts["moved"], chance[people.moved_away])
    outcome[people.deceased] = _draw_outcome(facts["deceased"], chance[people.deceased])
    return outcome


def _draw_outcome(shares: Mapping[str, float], chance: FloatArray) -> npt.NDArray[np.str_]:
    labels = [*shares, "nothing_returned"]
    return _labels(labels, choose(chance, [*shares.values(), 1 - sum(shares.values())]))


def _labels(labels: Sequence[str], codes: IntArray) -> npt.NDArray[np.str_]:
    return np.asarray(labels, dtype="<U24")[codes]
