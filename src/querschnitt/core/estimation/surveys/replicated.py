"""Replicate weights by name: those that came with a file, and those that are made from a sample."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, TypedDict

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.surveys.columns import Columns, known_column
from querschnitt.core.estimation.surveys.plans import SamplePlan
from querschnitt.core.estimation.surveys.words import Names, check_keywords, choice, names_of
from querschnitt.core.weighting.replicates import (
    PrimaryUnits,
    Replicates,
    balanced,
    canty_davison,
    jack1,
    jackn,
    preston,
    primary_units,
    rao_wu,
    successive_difference,
)

BY_CHANCE = ("bootstrap", "canty_davison", "rao_wu", "preston")
MADE = ("jackknife", "jk1", "jkn", "brr", "fay", *BY_CHANCE, "successive_difference")


class ReplicateNames(TypedDict, total=False):
    """The keywords of `replicate_survey`."""

    weights: str
    replicates: Names
    kind: str | None
    fay: float
    scale: float | None
    rscales: Sequence[float] | None
    mse: bool
    factors: bool


@dataclass(frozen=True)
class Making:
    """How replicates are made: the kind, how many and from which seed (bootstraps), Fay's rho, the centre."""

    kind: str
    count: int = 500
    seed: int | None = None
    fay: float = 0.0
    mse: bool | None = None


@dataclass(frozen=True)
class ReplicatePlan:
    """Replicate weights that are columns of a table, and how their spread becomes a variance.

    Attributes
    ----------
    weights : column of the full sample's weights
    columns : of the replicates
    scale, rscales : of all, and of each, shape (R,)
    mse : deviations from the full sample's estimate
    factors : whether the columns are factors of the weights
    notes : what every figure rests on
    """

    weights: str
    columns: tuple[str, ...]
    scale: float
    rscales: FloatArray
    mse: bool
    factors: bool
    notes: tuple[str, ...]


def replicate_plan(names: Mapping[str, Any], available: Collection[str]) -> ReplicatePlan:
    """Find the columns of replicate weights by name or pattern, and their scales.

    Parameters
    ----------
    names : the keywords of `replicate_survey`
    available : columns of the table, in their order

    Raises
    ------
    InputError : for an unknown keyword, column or kind, a pattern without columns, or if nothing says the scale.

    >>> found = replicate_plan({"weights": "w", "replicates": "rw*", "kind": "jk1"}, ["w", "rw1", "rw2", "y"])
    >>> found.columns, found.scale
    (('rw1', 'rw2'), 0.5)
    """
    check_replicate_names(names)
    chosen = _matching(available, names_of(names["replicates"]), leave=names["weights"])
    scale, rscales = _scales(names, len(chosen))
    mse, kind = bool(names.get("mse")), names.get("kind") or "own scale"
    notes = (f"{len(chosen)} replicates, {kind}", *_centre(mse))
    return ReplicatePlan(names["weights"], tuple(chosen), scale, rscales, mse, bool(names.get("factors")), notes)


def check_replicate_names(names: Mapping[str, Any]) -> None:
    """Check the keywords of replicate weights as far as that goes without a table.

    Raises
    ------
    InputError : for an unknown keyword or kind, or if nothing says the scale.
    """
    check_keywords(names, ReplicateNames.__annotations__, what="replicate_survey")
    if not names.get("weights") or not names.get("replicates"):
        raise InputError("Replicate weights need two names", expected="weights= and replicates=", got=", ".join(names))
    _scales(names, len(names_of(names["replicates"])))


def given_replicates(columns: Columns, names: Mapping[str, Any]) -> Replicates:
    """Read replicate weights from columns.

    Raises
    ------
    InputError : as `replicate_plan`, and for missing values.
    """
    plan = replicate_plan(names, columns.values)
    weights = columns.numbers(plan.weights, role="weights")
    matrix = np.column_stack([columns.numbers(name, role="replicates") for name in plan.columns])
    if plan.factors:
        matrix = matrix * weights[:, None]
    return Replicates(weights, matrix, plan.scale, plan.rscales, mse=plan.mse, notes=plan.notes)


def _matching(available: Collection[str], patterns: Sequence[str], *, leave: str) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        if "*" not in pattern and "?" not in pattern:
            known_column(pattern, available, role="replicates")
        fitting = [name for name in available if fnmatchcase(name, pattern) and name != leave]
        if not fitting:
            raise InputError(
                f"No column fits '{pattern}'", where="replicates", expected="names like rw1, rw2, ... for rw*"
            )
        found += [name for name in fitting if name not in found]
    return found


def _scales(names: Mapping[str, Any], count: int) -> tuple[float, FloatArray]:
    """Return the scale of all and of each, by kind or as told."""
    kind, told, each = names.get("kind"), names.get("scale"), names.get("rscales")
    by_kind = {
        "brr": 1 / count, "fay": 1 / (count * (1 - names.get("fay", 0.0)) ** 2), "jk1": (count - 1) / count,
        "jkn": 1.0, "bootstrap": 1 / max(count - 1, 1), "successive_difference": 4 / count, "jk2": 1.0,
    }  # fmt: skip
    if kind is not None:
        choice(kind, by_kind, what="kind of replicates")
    elif told is None:
        raise InputError(
            "Nothing says how the spread of the replicates becomes a variance", where="replicate_survey",
            expected=f"kind= ({', '.join(by_kind)}) or scale=", hint="The documentation of the file says which.",
        )  # fmt: skip
    if kind == "jkn" and each is None:
        raise InputError("JKn replicates need a scale each", expected="rscales=, (n - 1) / n of each stratum")
    if kind == "fay" and not 0 < names.get("fay", 0.0) < 1:
        raise InputError("Fay's method needs its rho", expected="fay= between 0 and 1", got=names.get("fay", "nothing"))
    scale = by_kind[str(kind)] if told is None else float(told)
    return scale, np.ones(count) if each is None else np.asarray(each, dtype=np.float64)


def check_making(kind: str, *, seed: int | None) -> None:
    """Raise unless replicates of a kind can be made at all.

    Raises
    ------
    InputError : for an unknown kind, or a bootstrap without a seed.
    """
    choice(kind, MADE, what="kind of replicates")
    if kind in BY_CHANCE and seed is None:
        raise InputError(
            "A bootstrap is drawn by chance", where=kind, expected="seed=, a whole number",
            hint="The same seed gives the same replicates again.",
        )  # fmt: skip


def made_replicates(columns: Columns, plan: SamplePlan, design: LinearisedDesign, making: Making) -> Replicates:
    """Make replicate weights from a sample before its calibration.

    Raises
    ------
    InputError : for an unknown kind, or a bootstrap without a seed.
    DesignError : as the kind of replicates has it.
    """
    check_making(making.kind, seed=making.seed)
    stages = design.stages
    labels = columns.whole_labels(plan.strata[0], role="strata") if plan.strata else None
    sizes = stages.population_sizes[0] if stages.population_sizes else None
    units = primary_units(stages.units[0], strata=labels, population=sizes)
    made = _make(design, units, making=making, labels=labels, lonely=plan.lonely)
    chance = f", seed {making.seed}" if making.kind in BY_CHANCE else ""
    mse = made.mse if making.mse is None else making.mse
    notes = (f"{made.matrix.shape[1]} replicates, {making.kind}{chance}", *made.notes, *_centre(mse))
    return replace(made, mse=mse, notes=notes)


def _make(design: LinearisedDesign, units: PrimaryUnits, *, making: Making, labels: Any, lonely: Any) -> Replicates:
    weights, count, chance = design.weights, making.count, np.random.default_rng(making.seed)
    if making.kind == "preston":
        sizes = design.stages.population_sizes
        if not sizes:
            raise InputError("Preston's bootstrap needs population sizes", expected="population_sizes= of each stage")
        if design.stages.later_strata:
            raise InputError(
                "Preston's bootstrap knows strata of the first stage alone", where="strata", expected="one column",
                got=1 + len(design.stages.later_strata), hint="Say 'rao_wu', which draws primary units.",
            )  # fmt: skip
        stages = list(zip(design.stages.units, sizes, strict=False))
        return preston(weights, stages, strata=labels, count=count, generator=chance, lonely=lonely)
    kinds: dict[str, Callable[[], Replicates]] = {
        "jackknife": lambda: jack1(weights, units) if labels is None else jackn(weights, units, lonely=lonely),
        "jk1": lambda: jack1(weights, units),
        "jkn": lambda: jackn(weights, units, lonely=lonely),
        "brr": lambda: balanced(weights, units, lonely=lonely),
        "fay": lambda: balanced(weights, units, fay=making.fay, lonely=lonely),
        "bootstrap": lambda: canty_davison(weights, units, count=count, generator=chance, lonely=lonely),
        "canty_davison": lambda: canty_davison(weights, units, count=count, generator=chance, lonely=lonely),
        "rao_wu": lambda: rao_wu(weights, units, count=count, generator=chance, lonely=lonely),
        "successive_difference": lambda: successive_difference(weights, units, lonely=lonely),
    }
    return kinds[making.kind]()


def _centre(mse: bool) -> tuple[str, ...]:
    return ("around the estimate of the full sample",) if mse else ("around the mean of the replicates",)
