"""Items that both waves have, as yes or no or as an amount, and what an interviewer makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import InputError, suggestion
from querschnitt.demo.chance import uniform
from querschnitt.demo.truth.build import Truth
from querschnitt.demo.truth.city import DISADVANTAGE_ITEMS
from querschnitt.demo.truth.traits import EMPLOYED, Answer, Number, Several

COMPARED = (
    "life_satisfied", "disadvantaged", "employed", "unemployed", "academic", "not_qualified", "not_born_in_germany",
    "german_mostly", "problem_language", "problem_recognition", "net_income",
)  # fmt: skip
_SELECTED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "life_satisfied": ("life_satisfaction", ("very_satisfied", "satisfied")),
    "optimistic": ("future_outlook", ("optimistic", "rather_optimistic")),
    "employed": ("employment", EMPLOYED),
    "unemployed": ("employment", ("unemployed",)),
    "academic": ("qualification", ("academic",)),
    "not_qualified": ("qualification", ("in_training", "none")),
    "not_born_in_germany": ("born_in_germany", ("no",)),
    "german_mostly": ("german_at_home", ("mostly_german",)),
    "problem_language": ("jobsearch_problems", ("language",)),
    "problem_recognition": ("jobsearch_problems", ("recognition",)),
}


@dataclass(frozen=True)
class Item:
    """One item of everybody: 1 or 0, or an amount; `asked` says to whom it applies; `sources` are its questions."""

    values: FloatArray
    asked: BoolArray
    sources: tuple[str, ...]

    def share(self, among: BoolArray) -> float:
        """Return the share, or the mean, among some of the people."""
        return float(self.values[self.asked & among].mean())


def comparable(truth: Truth) -> dict[str, Item]:
    """Return the derived items of a wave as its people would truly answer."""
    items = {
        name: _selected(truth, question, codes)
        for name, (question, codes) in _SELECTED.items()
        if question in truth.answers
    }
    items["disadvantaged"] = _disadvantaged(truth)
    income = truth.answers["net_income"]
    if isinstance(income, Number):
        items["net_income"] = Item(income.values.astype(np.float64), income.values >= 0, ("net_income",))
    return items


def as_told(items: Mapping[str, Item], truth: Truth, *, effects: Mapping[str, float], seed: int) -> dict[str, Item]:
    """Return the items as people told them to an interviewer: the mode effect of the scenario, person by person."""
    told = dict(items)
    for name, effect in effects.items():
        if name not in items:
            raise InputError(
                f"Unknown item '{name}'", where="simulation.toml, mode_effect_2016", hint=suggestion(name, items)
            )
        told[name] = _told(items[name], uniform(truth.people.key, seed, f"mode {name}"), effect)
    return told


def _told(item: Item, chance: FloatArray, effect: float) -> Item:
    if item.values.max(initial=0.0) > 1:
        return replace(item, values=item.values * (1 + effect))
    changes: Callable[[FloatArray], BoolArray] = (lambda v: v < 0.5) if effect > 0 else (lambda v: v > 0.5)
    turned = changes(item.values) & (chance < abs(effect))
    return replace(item, values=np.where(turned, 1 - item.values, item.values))


def _selected(truth: Truth, question: str, codes: tuple[str, ...]) -> Item:
    answer = truth.answers[question]
    if isinstance(answer, Answer):
        return Item(answer.is_(*codes).astype(np.float64), answer.codes >= 0, (question,))
    if isinstance(answer, Several):
        named = np.any([answer.has(code) for code in codes], axis=0)
        return Item(named.astype(np.float64), answer.asked, (question,))
    raise TypeError(f"{question} is an amount")


def _disadvantaged(truth: Truth) -> Item:
    """Return the six areas as one item, or the one question of 2016."""
    if "disadvantaged" in truth.answers:
        return _selected(truth, "disadvantaged", ("yes",))
    areas = [_selected(truth, item, ("often", "sometimes")) for item in DISADVANTAGE_ITEMS]
    values = np.max([area.values for area in areas], axis=0)
    return Item(values, np.ones(len(values), dtype=np.bool_), DISADVANTAGE_ITEMS)
