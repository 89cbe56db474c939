"""The first wave: face to face, taken over as microdata of the items that both waves have."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, IntArray
from querschnitt.demo.chance import uniform
from querschnitt.demo.respond.behaviour import Behaviour
from querschnitt.demo.scenario import Scenario
from querschnitt.demo.truth import Truth
from querschnitt.demo.truth.compare import COMPARED, Item, as_told, comparable

_REFUSED = 0.015
_REFUSED_INCOME = 0.15
_PARTIAL = 0.6


@dataclass(frozen=True)
class Told:
    """What the people drawn in 2016 told the interviewers; `valid` says who answered an item."""

    outcome: npt.NDArray[np.str_]
    items: dict[str, Item]
    valid: dict[str, BoolArray]

    @property
    def usable(self) -> BoolArray:
        """Who gave a usable interview."""
        return np.isin(self.outcome, ("complete", "partial"))


def tell(truth: Truth, behaviour: Behaviour, scenario: Scenario, *, seed: int) -> Told:
    """Let the people of 2016 answer, with the interviewers' effect of the scenario in it."""
    key = truth.people.key
    outcome = behaviour.outcome.copy()
    outcome[behaviour.begun] = "complete"
    stopped = behaviour.begun & behaviour.stops
    outcome[stopped] = np.where(uniform(key[stopped], seed, "stopped") < _PARTIAL, "partial", "break_off")
    items = told_2016(truth, scenario)
    valid = {}
    for name in COMPARED:
        refused = _REFUSED_INCOME if name == "net_income" else _REFUSED
        question = items[name].sources[0]
        valid[name] = items[name].asked & (uniform(key, seed, f"refused {question}") >= refused)
    return Told(outcome=outcome, items=items, valid=valid)


def told_2016(truth: Truth, scenario: Scenario) -> dict[str, Item]:
    """Return what everybody would have told an interviewer in 2016."""
    effects = scenario.simulation["mode_effect_2016"]
    return as_told(comparable(truth), truth, effects=effects, seed=truth.seed)


def write_told(told: Told, path: Path, *, number: IntArray, language: npt.NDArray[np.str_]) -> Path:
    """Write the interviews as a CSV file: number, outcome, mode, language and the items; usable and broken off alike.

    Parameters
    ----------
    number : shape (n,), number of each person in the sample
    language : shape (n,), of the interview
    """
    begun = np.flatnonzero(np.isin(told.outcome, ("complete", "partial", "break_off")))
    rows = [";".join(("number", "outcome", "mode", "language", *COMPARED))]
    for row in begun[np.argsort(number[begun])].tolist():
        cells = [_cell(name, told, row) for name in COMPARED]
        rows.append(";".join((str(number[row]), str(told.outcome[row]), "live", str(language[row]), *cells)))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def _cell(name: str, told: Told, row: int) -> str:
    if not told.valid[name][row]:
        return ""
    value = float(told.items[name].values[row])
    if name == "net_income":
        return str(round(value))
    return "yes" if value > 0 else "no"
