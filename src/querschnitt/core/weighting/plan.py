"""How a wave is to be weighted, written down beforehand: a list of steps in the order in which they are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from querschnitt.core.errors import InputError
from querschnitt.core.weighting.plan_file import read_step
from querschnitt.core.weighting.steps import (
    HOUSEHOLDS,
    PERSONS,
    ByPropensity,
    Calibration,
    Crossing,
    Nonresponse,
    PlanStep,
    Replication,
    UnknownEligibility,
)

Columns = Mapping[str, npt.NDArray[np.str_]]
Counts = Mapping[str, Mapping[str, float]]
CROSS = " × "
ORDER = {"base": 0, "unknown_eligibility": 1, "nonresponse": 2, "calibration": 3, "trimming": 3, "replicates": 4}
REPEATED = ("calibration", "trimming")


@dataclass(frozen=True)
class WeightingPlan:
    """The decisions of a weighting: its steps, in order."""

    steps: tuple[PlanStep, ...]

    def for_weights_alone(self) -> WeightingPlan:
        """Return the plan without replicates and comparisons: for simulations that weight thousands of times."""
        plain = [replace(step, compared=None) if isinstance(step, Nonresponse) else step for step in self.steps]
        return WeightingPlan(tuple(step for step in plain if not isinstance(step, Replication)))

    @property
    def calibrations(self) -> tuple[Calibration, ...]:
        """The steps of calibration."""
        return tuple(step for step in self.steps if isinstance(step, Calibration))

    @property
    def margins(self) -> tuple[Crossing, ...]:
        """Every margin that is calibrated to, once."""
        return tuple(dict.fromkeys(margin for step in self.calibrations for margin in step.margins))

    @property
    def measures(self) -> tuple[str, ...]:
        """Columns of numbers whose totals are calibrated to, once."""
        named = (name for step in self.calibrations for name in step.measures)
        return tuple(dict.fromkeys(name for name in named if name not in (PERSONS, HOUSEHOLDS)))

    @property
    def predictors(self) -> tuple[str, ...]:
        """Variables of response models: frame variables, or columns of numbers such as attempts to reach somebody."""
        models = [m for step in self.steps if isinstance(step, Nonresponse) for m in (step.model, step.compared)]
        return tuple(dict.fromkeys(name for m in models if isinstance(m, ByPropensity) for name in m.variables))

    @property
    def classes(self) -> tuple[str, ...]:
        """Frame variables that make classes, once."""
        named: list[str] = []
        for step in self.steps:
            if isinstance(step, UnknownEligibility):
                named += step.classes
            if isinstance(step, Nonresponse):
                models = (step.model, step.compared)
                named += [n for m in models if m and not isinstance(m, ByPropensity) for n in m.variables]
        return tuple(dict.fromkeys(named))

    @property
    def variables(self) -> tuple[str, ...]:
        """Every frame variable of classes and margins, once."""
        return tuple(dict.fromkeys((*self.classes, *(name for margin in self.margins for name in margin))))


def parse_weighting(document: Mapping[str, object], *, where: str) -> WeightingPlan:
    """Read a plan from a mapping with a list of tables `step`, as a TOML file gives it.

    Raises
    ------
    InputError : for unknown or missing keys, values that are none, and steps out of order, each with its place.

    >>> classes = {"kind": "nonresponse", "method": "classes", "classes": ["region"]}
    >>> raking = {"kind": "calibration", "method": "raking", "margins": [["sex", "age"]]}
    >>> plan = parse_weighting({"step": [{"kind": "base"}, classes, raking]}, where="weighting.toml")
    >>> [step.kind for step in plan.steps], plan.variables
    (['base', 'nonresponse', 'calibration'], ('region', 'sex', 'age'))
    """
    for key in document:
        if key != "step":
            raise InputError(
                f"Unknown key '{key}'", where=where, expected="step",
                hint="A weighting is a list of steps, each a table [[step]] with its kind.",
            )  # fmt: skip
    tables = document.get("step")
    if not isinstance(tables, list) or not tables:
        raise InputError(
            "The weighting has no steps", where=where, expected="tables [[step]]",
            hint='Begin with [[step]] and kind = "base".',
        )  # fmt: skip
    steps = [read_step(table, place=f"{where}, step {number}") for number, table in enumerate(tables, start=1)]
    _check_order(steps, where=where)
    return WeightingPlan(tuple(steps))


def _check_order(steps: Sequence[PlanStep], *, where: str) -> None:
    expected = ", ".join(dict.fromkeys(ORDER))
    if steps[0].kind != "base":
        raise InputError(
            "A weighting begins with base weights", where=f"{where}, step 1", expected="base", got=steps[0].kind
        )
    for number, (before, step) in enumerate(zip(steps, steps[1:], strict=False), start=2):
        place = f"{where}, step {number}"
        if step.kind == before.kind and step.kind not in REPEATED:
            raise InputError(f"The step '{step.kind}' stands twice", where=place, hint="Leave one out.")
        if ORDER[step.kind] < ORDER[before.kind]:
            raise InputError(
                f"The step '{step.kind}' comes too late: it stands after '{before.kind}'", where=place,
                expected=f"the order {expected}", hint="Move it up; calibration and trimming may take turns.",
            )  # fmt: skip


def crossed(columns: Columns, names: Sequence[str]) -> npt.NDArray[np.str_]:
    """Return the crossing of some columns, shape (n,).

    >>> crossed({"sex": np.array(["f", "m"]), "age": np.array(["18-29", "60+"])}, ["sex", "age"]).tolist()
    ['f × 18-29', 'm × 60+']
    """
    result = np.asarray(columns[names[0]], dtype=np.str_)
    for name in names[1:]:
        result = np.char.add(np.char.add(result, CROSS), np.asarray(columns[name], dtype=np.str_))
    return result


def count_margins(plan: WeightingPlan, population: Columns) -> Counts:
    """Count the target population on every margin of a plan; ``population``: one entry a person.

    Totals that the plan brings itself take the place of the counts.
    """
    counts: dict[str, Mapping[str, float]] = {}
    for margin in plan.margins:
        levels, totals = np.unique(crossed(population, margin), return_counts=True)
        counts[CROSS.join(margin)] = dict(zip(levels.tolist(), totals.astype(float).tolist(), strict=True))
    for step in plan.calibrations:
        for title, totals_of in step.totals.items():
            counts[title] = {level: known.total for level, known in totals_of.items()}
    return counts
