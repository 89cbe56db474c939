"""How a sample was drawn, by the names of columns: what a person writes, in Python or in a file, checked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import EstimationError, InputError
from querschnitt.core.estimation.linearised import CENSUS, LinearisedDesign, LonelyUnits
from querschnitt.core.estimation.second_phase import SecondPhase
from querschnitt.core.estimation.stages import Stages, stages_of
from querschnitt.core.estimation.surveys.columns import Columns
from querschnitt.core.estimation.surveys.steps import to_first_phase
from querschnitt.core.estimation.surveys.words import Names, check_keywords, choice, names_of
from querschnitt.core.estimation.two_phase import Reading, TwoPhaseDesign
from querschnitt.core.estimation.unequal import ApproximateProbabilities, JointProbabilities

LONELY = ("fail", "remove", "certainty", "adjust", "average")
APPROXIMATE = ("brewer", "overton", "hartley_rao", "poisson")
EXACT = ("horvitz_thompson", "yates_grundy")


class SampleNames(TypedDict, total=False):
    """The keywords of `survey`."""

    weights: str | None
    probabilities: Names | None
    strata: Names | None
    clusters: Names | None
    population_sizes: Names | None
    nest: bool
    lonely: str
    lonely_in_domains: bool
    unequal: str | None
    pairs: str
    mean_square: float | None
    joint: FloatArray | None


class TwoPhaseNames(TypedDict, total=False):
    """The keywords of `two_phase_survey`."""

    observed: str
    second_strata: Names | None
    second_clusters: Names | None
    weights: str | None
    probabilities: Names | None
    strata: Names | None
    clusters: Names | None
    population_sizes: Names | None
    nest: bool
    reading: Reading
    calibrated_to: Names | None
    distance: str
    bounds: tuple[float, float] | None


@dataclass(frozen=True)
class SamplePlan:
    """A sample in strata, clusters and stages, by the names of columns; `survey` says what each means."""

    weights: str | None = None
    probabilities: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    population_sizes: tuple[str, ...] = ()
    nest: bool = False
    lonely: str = "fail"
    lonely_in_domains: bool = False
    unequal: str | None = None
    pairs: str = "horvitz_thompson"
    mean_square: float | None = None
    joint: FloatArray | None = None


def sample_plan(names: Mapping[str, Any], *, what: str = "survey") -> SamplePlan:
    """Check the keywords of a sample.

    Raises
    ------
    InputError : for an unknown keyword or rule, or if nothing says how much a row weighs.
    """
    check_keywords(names, SampleNames.__annotations__, what=what)
    listed = {key: names_of(names.get(key)) for key in ("probabilities", "strata", "clusters", "population_sizes")}
    plan = SamplePlan(**{**names, **listed})
    if plan.weights is not None and not isinstance(plan.weights, str):
        raise InputError("'weights' is the name of one column", expected="a name", got=repr(plan.weights))
    if len(plan.strata) > max(len(plan.clusters), 1):
        raise InputError(
            "There are more columns of strata than stages", expected=f"{max(len(plan.clusters), 1)}, one a stage",
            got=", ".join(plan.strata), hint="Strata that cross each other are one column: cross them first.",
        )  # fmt: skip
    for key in ("nest", "lonely_in_domains"):
        if not isinstance(getattr(plan, key), bool):
            raise InputError(f"'{key}' is yes or no", expected="True or False", got=repr(getattr(plan, key)))
    choice(plan.lonely, LONELY, what="rule for lonely units")
    if not (plan.weights or plan.probabilities or plan.population_sizes or plan.joint is not None):
        raise InputError(
            "Nothing says how many people a row stands for", where=what,
            expected="weights, probabilities or population_sizes",
            hint="Where every row counts the same, make a column of ones.",
        )  # fmt: skip
    _check_unequal(plan)
    return plan


def _check_unequal(plan: SamplePlan) -> None:
    """Raise for parts of a plan that do not go together: one would be left out in silence."""
    if plan.unequal is None:
        stray = [key for key in ("mean_square", "joint") if getattr(plan, key) is not None]
        if stray or len(plan.probabilities) > 1:
            what = f"'{stray[0]}' belongs" if stray else "Several columns of probabilities belong"
            raise InputError(f"{what} to a variance for unequal probabilities", expected="unequal='brewer'")
        return
    choice(plan.unequal, (*APPROXIMATE, *EXACT), what="variance for unequal probabilities")
    choice(plan.pairs, EXACT, what="form of the pairs")
    if plan.population_sizes:
        raise InputError(
            f"'{plan.unequal}' knows no population sizes", where="population_sizes",
            expected="none, the probabilities say it",
        )  # fmt: skip


def linearised_design(columns: Columns, plan: SamplePlan) -> LinearisedDesign:
    """Return the design of a sample.

    Raises
    ------
    InputError : for an unknown or incomplete column.
    EstimationError : for weights, sizes or clusters that do not fit, or a lonely unit under the rule `fail`, by name.
    """
    stages = stages_by_name(columns, plan)
    unequal = _unequal(columns, plan)
    if plan.lonely == "fail" and unequal is None:
        _refuse_lonely(columns, plan, stages)
    weights = _weights(columns, plan, stages)
    lonely = LonelyUnits(plan.lonely, in_domains=plan.lonely_in_domains)  # type: ignore[arg-type]  # checked above
    return LinearisedDesign(weights, stages, lonely=lonely, unequal=unequal)


def stages_by_name(columns: Columns, plan: SamplePlan) -> Stages:
    """Read strata, clusters and population sizes."""
    sizes = [columns.numbers(name, role="population_sizes") for name in plan.population_sizes]
    strata = [columns.whole_labels(name, role="strata") for name in plan.strata]
    return stages_of(
        columns.n,
        strata=strata[0] if strata else None,
        later_strata=strata[1:],
        clusters=[columns.whole_labels(name, role="clusters") for name in plan.clusters],
        population_sizes=sizes,
        nest=plan.nest,
    )


def _weights(columns: Columns, plan: SamplePlan, stages: Stages) -> FloatArray:
    if plan.weights:
        return columns.numbers(plan.weights, role="weights")
    if plan.probabilities:
        return np.asarray(1 / np.prod([_probabilities(columns, name) for name in plan.probabilities], axis=0))
    return stages.weights if plan.joint is None else 1 / np.diag(np.asarray(plan.joint))[stages.units[0]]


def _probabilities(columns: Columns, name: str) -> FloatArray:
    values = columns.numbers(name, role="probabilities")
    wrong = np.flatnonzero(~((values > 0) & (values <= 1)))
    if wrong.size:
        raise InputError(
            "A probability of being drawn is not one", where=f"'{name}', row {wrong[0] + 1}",
            expected="above 0, at most 1", got=float(values[wrong[0]]),
        )  # fmt: skip
    return values


def _unequal(columns: Columns, plan: SamplePlan) -> ApproximateProbabilities | JointProbabilities | None:
    if plan.unequal is None:
        return None
    if plan.unequal in EXACT:
        if plan.joint is None:
            raise InputError(
                f"'{plan.unequal}' needs the probabilities of pairs", where="joint",
                expected="a square of numbers, units by units", hint="Without them: unequal='brewer'.",
            )  # fmt: skip
        return JointProbabilities(np.asarray(plan.joint, dtype=np.float64), plan.unequal)  # type: ignore[arg-type]
    if not plan.probabilities:
        raise InputError(f"'{plan.unequal}' needs the probabilities of the units", expected="probabilities=")
    first, *later = (_probabilities(columns, name) for name in plan.probabilities)
    return ApproximateProbabilities(
        first, plan.unequal, plan.pairs, mean_square=plan.mean_square, later=tuple(later)  # type: ignore[arg-type]
    )  # fmt: skip


def _refuse_lonely(columns: Columns, plan: SamplePlan, stages: Stages) -> None:
    """Raise for a stratum of one unit now, with its name: no variance could be found later."""
    alone = np.flatnonzero((stages.counts(0) == 1) & (1 - stages.fractions(0) >= CENSUS))
    if not alone.size:
        return
    row = int(np.argmax(stages.strata == alone[0]))
    name = str(columns.labels(plan.strata[0])[row]) if plan.strata else "all rows"
    raise EstimationError(
        "A stratum has a single primary unit, so its variance cannot be estimated",
        where=f"stratum '{name}' ({alone.size} strata)", expected="2 or more", got=1,
        hint="Merge it with a similar stratum, or say lonely='adjust' or lonely='average'; the choice is printed.",
    )  # fmt: skip


def two_phase_design(columns: Columns, names: Mapping[str, Any]) -> TwoPhaseDesign:
    """Return the design of a sample of a sample.

    Raises
    ------
    InputError : for an unknown keyword or column, or if `observed` is not of 0 and 1.
    EstimationError : as `SecondPhase` and `TwoPhaseDesign`.
    """
    check_keywords(names, TwoPhaseNames.__annotations__, what="two_phase_survey")
    if not names.get("observed"):
        raise InputError("Nothing says which rows the second phase observed", expected="observed=, a column of 0 and 1")
    first = {key: value for key, value in names.items() if key in SampleNames.__annotations__}
    plan = sample_plan(first, what="two_phase_survey")
    stages = stages_by_name(columns, plan)
    seen = columns.numbers(names["observed"], role="observed")
    if not np.isin(seen, (0.0, 1.0)).all():
        raise InputError(f"'{names['observed']}' says which rows were observed", expected="0 or 1", got=seen.max())
    strata, clusters = (
        [columns.whole_labels(name, role=role) for name in names_of(names.get(role))]
        for role in ("second_strata", "second_clusters")
    )
    drawn = stages_of(
        columns.n, strata=strata[0] if strata else None, later_strata=strata[1:], clusters=clusters, nest=plan.nest
    )
    weights, reading = _weights(columns, plan, stages), names.get("reading", "joint")
    design = TwoPhaseDesign(stages, weights, SecondPhase(drawn, seen == 1), reading=reading)
    if not names.get("calibrated_to"):
        stray = [key for key in ("distance", "bounds") if names.get(key) is not None]
        if stray:
            raise InputError(f"'{stray[0]}' belongs to a calibration", expected="calibrated_to=, columns")
        return design
    distance, bounds = names.get("distance", "linear"), names.get("bounds")
    step = to_first_phase(columns, seen == 1, names["calibrated_to"], distance=distance, bounds=bounds)
    return design.after(step.apply(design.second_weights))


def described(plan: SamplePlan) -> Sequence[str]:
    """Return the parts of a plan that are named, for people."""
    parts = {
        "weights": plan.weights, "probabilities": ", ".join(plan.probabilities), "strata": ", ".join(plan.strata),
        "clusters": ", ".join(plan.clusters), "population sizes": ", ".join(plan.population_sizes),
        "variance": plan.unequal,
    }  # fmt: skip
    return [f"{part} {name}" for part, name in parts.items() if name]
