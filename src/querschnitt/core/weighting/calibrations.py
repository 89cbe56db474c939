"""A calibration of a plan made ready for the respondents: margins, terms, totals with their errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.calibration import (
    CalibrationToTotals,
    Linear,
    Logit,
    PostStratification,
    RakingDistance,
    RakingToMargins,
    Terms,
)
from querschnitt.core.weighting.calibration import Step as CalibrationStep
from querschnitt.core.weighting.calibration.distances import Distance
from querschnitt.core.weighting.gross_sample import GrossSample, Population
from querschnitt.core.weighting.plan import CROSS, crossed
from querschnitt.core.weighting.raking import Margin, check_margin, check_same_population, margin_of
from querschnitt.core.weighting.steps import HOUSEHOLDS, PERSONS, Calibration, Crossing


@dataclass(frozen=True)
class Ready:
    """A calibration with what it needs: its step, its margins, the standard errors of their levels, its terms."""

    step: CalibrationStep
    margins: tuple[Margin, ...]
    errors: tuple[FloatArray, ...]
    terms: Terms | None = None


def make_ready(step: Calibration, answered: GrossSample, population: Population) -> Ready:
    """Make a calibration ready for the respondents.

    Parameters
    ----------
    answered : the respondents
    population : counts and sums of the register; totals of the plan go before them

    Raises
    ------
    WeightingError : for a level without respondents or without a count, a measure without a total.
    """
    margins = tuple(_margin(step, names, answered, population) for names in step.margins)
    errors = tuple(_errors(step, margin) for margin in margins)
    uncertain = any(np.any(each > 0) for each in errors)
    if step.method == "raking":
        return Ready(RakingToMargins(margins), margins, errors)
    if step.method == "poststratification" and not uncertain:
        return Ready(PostStratification(margins[0]), margins, errors)
    terms = _terms(step, margins, errors, answered=answered, population=population)
    households = np.unique(answered.text(step.households), return_inverse=True)[1] if step.households else None
    done = CalibrationToTotals(terms, _distance(step), households=households)
    return Ready(done, margins, errors, terms)


def _margin(step: Calibration, names: Crossing, answered: GrossSample, population: Population) -> Margin:
    title = CROSS.join(names)
    given = step.totals.get(title)
    if given is None and title not in population.counts:
        raise WeightingError(
            f"Nothing is known of the margin '{title}'", expected=", ".join(population.counts) or "counts",
            hint="Count it in the population, or write its totals into the weighting file.",
        )  # fmt: skip
    known = population.counts[title] if given is None else {level: each.total for level, each in given.items()}
    values = crossed({name: answered.text(name) for name in names}, names).tolist()
    empty = sorted(set(known) - set(values))
    if empty:
        raise WeightingError(
            f"Nobody answered in level '{empty[0]}' of margin '{title}'",
            where=f"{len(empty)} of {len(known)} levels are empty",
            hint="Merge levels of the margin in the weighting file.",
        )
    return margin_of(title, values, totals=known)


def _errors(step: Calibration, margin: Margin) -> FloatArray:
    given = step.totals.get(margin.name)
    if given is None:
        return np.zeros(len(margin.levels))
    return np.array([given[level].se for level in margin.levels])


def _distance(step: Calibration) -> Distance:
    if step.method == "logit":
        assert step.bounds is not None
        return Logit(*step.bounds)
    kind = RakingDistance if step.method == "exponential" else Linear
    return kind(*step.bounds) if step.bounds else kind()


def _terms(
    step: Calibration, margins: tuple[Margin, ...], errors: tuple[FloatArray, ...], *, answered: GrossSample,
    population: Population,
) -> Terms:  # fmt: skip
    """Return the terms: all levels of the first margin, of the others all but the last, which follows; the measures.

    Margins whose totals have errors come first, because the error of a level that follows would be lost.
    """
    for margin in margins:
        check_margin(margin, answered.n)
    if margins:
        check_same_population(margins)
    order = sorted(range(len(margins)), key=lambda i: not np.any(errors[i] > 0))
    names, columns, totals, se = [], [], [], []
    for place, i in enumerate(order):
        margin = margins[i]
        for code, level in enumerate(margin.levels[: len(margin.levels) - (place > 0)]):
            names.append(f"{margin.name} = {level}")
            columns.append((margin.codes == code).astype(np.float64))
            totals.append(float(margin.totals[code]))
            se.append(float(errors[i][code]))
    for name in step.measures:
        total, error = _known_sum(step, name, population)
        names.append(name)
        columns.append(_measure(step, name, answered))
        totals.append(total)
        se.append(error)
    covariance = np.diag(np.square(se)) if any(se) else None
    return Terms(tuple(names), np.column_stack(columns), np.array(totals), covariance)


def _known_sum(step: Calibration, name: str, population: Population) -> tuple[float, float]:
    given = step.totals.get(name, {}).get("")
    if given is not None:
        return given.total, given.se
    if name not in population.measures:
        raise WeightingError(
            f"The total of '{name}' is not known", expected=", ".join(population.measures) or "a total",
            hint=f"Write it into the weighting file: totals.{name} = {{total = …, se = …}}.",
        )  # fmt: skip
    return population.measures[name], 0.0


def _measure(step: Calibration, name: str, answered: GrossSample) -> FloatArray:
    if name == PERSONS:
        return np.ones(answered.n)
    if name == HOUSEHOLDS:
        codes = np.unique(answered.text(step.households), return_inverse=True)[1]
        return np.asarray(1.0 / np.bincount(codes)[codes], dtype=np.float64)
    if name not in answered.numbers:
        raise WeightingError(
            f"The sample has no measure '{name}'", expected=", ".join((PERSONS, HOUSEHOLDS, *answered.numbers))
        )
    return answered.numbers[name]
