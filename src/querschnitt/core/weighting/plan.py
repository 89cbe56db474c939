"""How a wave is to be weighted, written down beforehand; and the weighting of a wave by such a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import InputError, WeightingError, suggestion
from querschnitt.core.weighting.chain import Weighed, weigh
from querschnitt.core.weighting.nonresponse import Classes, CollapseRule
from querschnitt.core.weighting.raking import Margin, margin_of

Columns = Mapping[str, npt.NDArray[np.str_]]
Counts = Mapping[str, Mapping[str, float]]
CROSS = " × "


@dataclass(frozen=True)
class WeightingPlan:
    """The decisions of a weighting.

    Attributes
    ----------
    classes : frame variables whose crossing gives the classes of the nonresponse adjustment; classes are merged within
        a level of the first variable first
    margins : the margins of raking, each the crossing of one or more frame variables
    rule : when classes are merged
    """

    classes: tuple[str, ...]
    margins: tuple[tuple[str, ...], ...]
    rule: CollapseRule

    @property
    def variables(self) -> tuple[str, ...]:
        """Every frame variable the plan uses, once."""
        return tuple(dict.fromkeys((*self.classes, *(name for margin in self.margins for name in margin))))


def parse_weighting(document: Mapping[str, object], *, where: str) -> WeightingPlan:
    """Read a plan from a mapping with the tables `nonresponse` and `raking`, as a TOML file gives it.

    Raises
    ------
    InputError : for unknown or missing keys.

    >>> tables = {"nonresponse": {"classes": ["region"]}, "raking": {"margins": [["sex", "age"]]}}
    >>> plan = parse_weighting(tables, where="weighting.toml")
    >>> plan.variables, plan.rule.minimum
    (('region', 'sex', 'age'), 20)
    """
    nonresponse = _table(document, "nonresponse", ("classes", "minimum", "largest_factor"), where=where)
    raking = _table(document, "raking", ("margins",), where=where)
    rule = {
        key: _above_zero(nonresponse[key], place=f"{where}, nonresponse.{key}")
        for key in ("minimum", "largest_factor")
        if key in nonresponse
    }
    return WeightingPlan(
        classes=tuple(_names(nonresponse["classes"], place=f"{where}, nonresponse.classes")),
        margins=tuple(
            tuple(_names(margin, place=f"{where}, raking.margins"))
            for margin in _names(raking["margins"], place=f"{where}, raking.margins")
        ),
        rule=CollapseRule(**rule),  # type: ignore[arg-type]
    )


def _table(document: Mapping[str, object], name: str, keys: tuple[str, ...], *, where: str) -> Mapping[str, object]:
    table = document.get(name)
    if not isinstance(table, Mapping) or keys[0] not in table:
        raise InputError(f"'{name}.{keys[0]}' is missing", where=where)
    for key in table:
        if key not in keys:
            raise InputError(f"Unknown key '{name}.{key}'", where=where, hint=suggestion(str(key), keys))
    return table


def _above_zero(value: object, *, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise InputError("Not a number above zero", where=place, got=repr(value))
    return value


def _names(value: object, *, place: str) -> Sequence[str]:
    if not isinstance(value, list) or not value:
        raise InputError("Not a list of names", where=place, got=repr(value))
    return value


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
    """Count the target population on every margin of a plan; ``population``: one entry a person."""
    counts = {}
    for margin in plan.margins:
        levels, totals = np.unique(crossed(population, margin), return_counts=True)
        counts[CROSS.join(margin)] = dict(zip(levels.tolist(), totals.astype(float).tolist(), strict=True))
    return counts


@dataclass(frozen=True)
class WeighedWave:
    """The weights of the respondents of a wave, and the margins they meet (for the variance)."""

    weighed: Weighed
    margins: tuple[Margin, ...]


def weigh_wave(
    plan: WeightingPlan, sample: Columns, *, probability: FloatArray, responded: BoolArray, population: Counts
) -> WeighedWave:
    """Weight a wave by its plan.

    Parameters
    ----------
    sample : frame variables of the n eligible people drawn, by name, each of shape (n,)
    probability : shape (n,), inclusion probabilities
    responded : shape (n,), who gave a usable interview
    population : persons of the target population on every margin (`count_margins`)

    Raises
    ------
    WeightingError : if a margin of the population has a level in which nobody answered, or as the steps do.

    Notes
    -----
    The eligible people of the gross sample stand for the population as far as the frame shows it; raking brings their
    weights to the target population. People who moved away unnoticed and never answered cannot be told from other
    silent ones and stay among the eligible: they are the reason why weights rest on the assumption that silence depends
    on the class alone.
    """
    answered = {name: np.asarray(sample[name])[responded] for name in plan.variables}
    margins = []
    for names in plan.margins:
        title = CROSS.join(names)
        values = crossed(answered, names).tolist()
        empty = sorted(set(population[title]) - set(values))
        if empty:
            raise WeightingError(
                f"Nobody answered in level '{empty[0]}' of margin '{title}'",
                where=f"{len(empty)} of {len(population[title])} levels are empty",
                hint="Merge levels of the margin in the weighting file.",
            )
        margins.append(margin_of(title, values, totals=population[title]))
    classes = _classes(plan, sample)
    weighed = weigh(probability, responded, classes=classes, margins=margins, rule=plan.rule)
    return WeighedWave(weighed=weighed, margins=tuple(margins))


def _classes(plan: WeightingPlan, sample: Columns) -> Classes:
    labels, codes = np.unique(crossed(sample, plan.classes), return_inverse=True)
    first = [label.split(CROSS)[0] for label in labels.tolist()]
    _, parents = np.unique(np.asarray(first), return_inverse=True)
    return Classes(codes=codes.astype(np.int64), labels=tuple(labels.tolist()), parents=parents.astype(np.int64))
