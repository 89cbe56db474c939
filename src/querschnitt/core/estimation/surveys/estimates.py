"""What is estimated of named columns: totals, means, proportions, ratios, variances, quantiles, distributions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Unpack

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation import statistics
from querschnitt.core.estimation.estimate import Comparison, NamedStatistic, WithStages, estimate
from querschnitt.core.estimation.in_groups import InGroups
from querschnitt.core.estimation.influence import MeansWithin
from querschnitt.core.estimation.proportion_intervals import METHODS, LogitWithin
from querschnitt.core.estimation.quantiles import QuantileOptions, estimate_quantiles
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.parts import Chosen, Part, chosen_rows
from querschnitt.core.estimation.surveys.shares import with_limits
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.core.estimation.surveys.words import Names, choice, names_of
from querschnitt.core.estimation.variables import Variable

Deff = Comparison | None
COMPARISONS = ("without_replacement", "with_replacement")


class QuantilePart(Part, total=False):
    """Which rows count, their groups, and how a quantile is made."""

    rule: str
    interval: str


def total(survey: Survey, variables: Names, *, deff: Deff = "without_replacement", **part: Unpack[Part]) -> Figures:
    """Estimate totals: of a column of numbers its sum, of categories the people in each.

    Parameters
    ----------
    variables : one column or several
    deff : the simple random sample that design effects compare with, `without_replacement` or `with_replacement`; None:
        no design effects
    by : column or columns whose levels make groups; the first varies fastest, groups without rows are absent
    where : rows that count: a condition like `age >= 65`, several that must all hold, or a truth value for each row
    missing : `refuse` (an error) or `leave_out`: rows with a missing value in one of the variables leave the figure,
        never the design
    level : of the interval, 0.95 unless another is told
    df : degrees of freedom of the interval, where they are not the design's

    Raises
    ------
    InputError : for an unknown column, keyword or word, a level that is none, or missing values.
    EstimationError : where the design has no variance.

    References
    ----------
    R: `svytotal(~y, design)`, `svyby(~y, ~group, design, svytotal)`

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [10, 10, 10], "sex": ["f", "m", "f"]}, weights="w")
    >>> total(people, "sex").names, total(people, "sex").estimate.tolist()
    (('sex=f', 'sex=m'), [20.0, 10.0])
    """
    used = _variables(survey, variables)
    chosen = chosen_rows(survey, used, part=part, verb="total")
    return _figures(survey, statistics.total(used, domains=chosen.domains), chosen, deff=deff)


def mean(survey: Survey, variables: Names, *, deff: Deff = "without_replacement", **part: Unpack[Part]) -> Figures:
    """Estimate means: of a column of numbers, and of categories their shares.

    Parameters, errors as in `total`.

    References
    ----------
    R: `svymean(~y, design)`, `svyby(~y, ~group, design, svymean)`

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [30, 10, 10], "age": [20, 40, 60], "sex": ["f", "m", "f"]}, weights="w")
    >>> mean(people, "age", by="sex").estimate.tolist()
    [30.0, 40.0]
    >>> mean(people, "ag")
    Traceback (most recent call last):
    querschnitt.core.errors.InputError: Unknown column 'ag'. Place: variables. Did you mean 'age'?
    """
    used = _variables(survey, variables)
    chosen = chosen_rows(survey, used, part=part, verb="mean")
    return _figures(survey, statistics.mean(used, domains=chosen.domains), chosen, deff=deff)


def proportion(
    survey: Survey,
    variables: Names,
    *,
    interval: str = "logit",
    deff: Deff = "without_replacement",
    **part: Unpack[Part],
) -> Figures:
    """Estimate the share of each level of a column, numbers included, with an interval that stays within 0 and 1.

    Parameters, errors as in `total`.

    interval : `logit`, `beta` (Korn and Graubard), `wilson`, `likelihood`, `asin`, `xlogit`, `mean`. A share of 0 or 1
        takes `beta` where the method has none, with a note

    References
    ----------
    R: `svyciprop(~I(y == "yes"), design, method = "logit")`. Derivation: docs/methods/proportion-intervals.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 8, "member": [1, 1, 0, 0, 0, 0, 0, 0]}, weights="w")
    >>> found = proportion(people, "member")
    >>> found.names, found.ci[0].round(3), found.ci[1].round(3), found.method
    (('member=0', 'member=1'), array([0.276, 0.041]), array([0.959, 0.724]), 'logit')
    """
    choice(interval, METHODS, what="interval")
    used = [survey.columns.factor(name, role="variables") for name in names_of(variables)]
    chosen = chosen_rows(survey, used, part=part, verb="proportion")
    statistic = statistics.mean(used, domains=chosen.domains)
    return _limits(survey, statistic, _figures(survey, statistic, chosen, deff=deff), method=interval)


def ratio(survey: Survey, numerators: Names, denominators: Names, **part: Unpack[Part]) -> Figures:
    """Estimate every numerator over every denominator.

    Parameters, errors as in `total`.

    References
    ----------
    R: `svyratio(~y, ~x, design)`

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> homes = survey({"w": [1, 1], "rooms": [4, 2], "people": [2, 4]}, weights="w")
    >>> ratio(homes, "rooms", "people").names, ratio(homes, "rooms", "people").estimate.tolist()
    (('rooms/people',), [1.0])
    """
    above, below = _variables(survey, numerators), _variables(survey, denominators, role="denominators")
    chosen = chosen_rows(survey, [*above, *below], part=part, verb="ratio")
    return _figures(survey, statistics.ratio(above, below, domains=chosen.domains), chosen)


def variance(survey: Survey, variables: Names, **part: Unpack[Part]) -> Figures:
    """Estimate variances and covariances in the population, row by row of their matrix.

    Parameters, errors as in `total`; also for a group with a single row.

    References
    ----------
    R: `svyvar(~y, design)`, `svyby(~y, ~group, design, svyvar)`

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> variance(survey({"w": [1, 1, 1], "y": [1, 2, 3]}, weights="w"), "y").estimate.tolist()
    [1.0]
    """
    used = _numeric(survey, variables)
    chosen = chosen_rows(survey, used, part=part, verb="variance")
    return _figures(survey, InGroups(_spreads(used, chosen), chosen.domains), chosen)


def correlation(survey: Survey, variables: Names, **part: Unpack[Part]) -> Figures:
    """Estimate correlations in the population, row by row of their matrix.

    Parameters, errors as in `variance`.

    References
    ----------
    R: `cov2cor(as.matrix(svyvar(~x + y, design)))`, jtools::svycor

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> found = correlation(survey({"w": [1, 1, 1], "x": [1, 2, 3], "y": [3, 2, 1]}, weights="w"), ["x", "y"])
    >>> found.estimate.round(9).tolist()
    [1.0, -1.0, -1.0, 1.0]
    """
    used = _numeric(survey, variables)
    chosen = chosen_rows(survey, used, part=part, verb="correlation")
    parts = [statistics.Correlations(spread) for spread in _spreads(used, chosen)]
    return _figures(survey, InGroups(parts, chosen.domains), chosen)


def cdf(survey: Survey, variable: str, points: Sequence[float], **part: Unpack[Part]) -> Figures:
    """Estimate the distribution function: the share of people with a value up to each point.

    Parameters, errors as in `total`.

    References
    ----------
    R: `svycdf(~y, design)`

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1, 1, 1, 1], "age": [20, 40, 60, 80]}, weights="w")
    >>> cdf(people, "age", [40, 70]).estimate.tolist()
    [0.5, 0.75]
    """
    used = _numeric(survey, variable)
    chosen = chosen_rows(survey, used, part=part, verb="cdf")
    return _figures(survey, statistics.cdf(used[0], points, domains=chosen.domains), chosen)


def quantile(
    survey: Survey, variables: Names, probabilities: float | Sequence[float] = 0.5, **part: Unpack[QuantilePart]
) -> Figures:
    """Estimate quantiles; their names are `variable@probability`.

    Parameters, errors as in `total`; besides

    probabilities : in [0, 1]
    rule : `math` (the smallest value whose share is reached), `school` (the middle where two fit), `hf3` to `hf9`
    interval : Woodruff's by the proportion's `mean`, `beta`, `xlogit` or `asin`; `score`; `quantile` for replicates;
        `none`. The standard error is the interval's length over 2t

    References
    ----------
    R: `svyquantile(~y, design, 0.5, qrule = "math", interval.type = "mean")`. Derivation: docs/methods/quantiles.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 9, "age": [20, 25, 30, 35, 40, 45, 50, 55, 60]}, weights="w")
    >>> quantile(people, "age", rule="school").names, quantile(people, "age", rule="school").estimate.tolist()
    (('age@0.5',), [40.0])
    """
    made = {word: part.pop(word) for word in ("rule", "interval") if word in part}
    used, places = _numeric(survey, variables), np.atleast_1d(np.asarray(probabilities, dtype=np.float64))
    chosen = chosen_rows(survey, used, part=part, verb="quantile")
    options = QuantileOptions(**made, level=chosen.level, df=chosen.df)  # type: ignore[arg-type]  # checked there
    return _quantiles(survey, used, places, chosen=chosen, options=options)


def _quantiles(
    survey: Survey, used: Sequence[Variable], places: FloatArray, *, chosen: Chosen, options: QuantileOptions
) -> Figures:
    groups, size = chosen.domains, len(chosen.domains.names)
    cells = [(variable, group) for variable in used for group in range(size)]
    found = [
        estimate_quantiles(survey.design, v.columns[:, 0], places, domain=groups.members[:, g], options=options)
        for v, g in cells
    ]
    order = [(v * size + g, p) for v in range(len(used)) for p in range(len(places)) for g in range(size)]
    names = [groups.name(f"{cells[cell][0].name}@{places[p]:g}", cells[cell][1]) for cell, p in order]
    members = np.column_stack([groups.members[:, cells[cell][1]] for cell, _ in order])
    estimates, errors, low, high = (
        np.array([getattr(found[cell], name)[p] for cell, p in order])
        for name in ("estimate", "se", "ci_low", "ci_high")
    )
    weights = survey.design.weights
    counted = members & (weights != 0)[:, None]
    units, strata = survey.design.stages.behind(counted) if isinstance(survey.design, WithStages) else (None, None)
    return chosen.told(Figures(
        tuple(names), estimates, errors**2, survey.design.df, counted.sum(axis=0).astype(np.int64),
        weighted_n=weights @ counted, n_psu=units, n_strata=strata, bounds=(low, high),
        method=options.interval,
        notes=_notes(survey, chosen),
    ))  # fmt: skip


def _variables(survey: Survey, names: Names, *, role: str = "variables") -> list[Variable]:
    found = [survey.columns.variable(name, role=role) for name in names_of(names)]
    if not found:
        raise InputError("Nothing is named that could be estimated", where=role, expected="one column or more", got=0)
    return found


def _numeric(survey: Survey, names: Names) -> list[Variable]:
    found = _variables(survey, names)
    for variable in found:
        if not variable.is_numeric:
            raise InputError(f"'{variable.name}' is a column of categories", where="variables", expected="numbers")
    return found


def _spreads(used: Sequence[Variable], chosen: Chosen) -> list[statistics.Variances]:
    """Return the variances of each group; one row alone has none."""
    groups = chosen.domains
    few = np.flatnonzero(groups.members.sum(axis=0) < 2)
    if few.size:
        name = groups.name(used[0].name, int(few[0]))
        raise InputError("A variance needs two rows", where=f"'{name}'", expected="2 or more", got=1)
    return [statistics.variance(used, where=members) for members in groups.members.T]


def _figures(
    survey: Survey, statistic: NamedStatistic, chosen: Chosen, *, deff: Deff = "without_replacement"
) -> Figures:
    if deff is not None:
        choice(deff, COMPARISONS, what="comparison for design effects")
    figures = chosen.told(estimate(survey.design, statistic, deff=deff))
    return replace(figures, notes=tuple(dict.fromkeys([*figures.notes, *_notes(survey, chosen)])))


def _notes(survey: Survey, chosen: Chosen) -> tuple[str, ...]:
    own: Mapping[str, Any] = dict.fromkeys([*getattr(survey.design, "notes", ()), *survey.notes, *chosen.notes])
    return tuple(own)


def _limits(survey: Survey, statistic: statistics.Ratios, figures: Figures, *, method: str) -> Figures:
    """Return the shares with their limits; where nobody differs exactly, floating point leaves a trace of variance."""
    alike = (statistic.numerators == statistic.denominators) | ~statistic.members
    certain = alike.all(axis=0) | ~statistic.numerators.any(axis=0) | (figures.variance <= 0)
    of_logit = np.full(len(figures.names), np.nan)
    if method == "logit" and isinstance(survey.design, ReplicateDesign):
        for place in np.flatnonzero(~certain):
            shares = MeansWithin(statistic.numerators[:, [place]], statistic.members[:, place])
            of_logit[place] = survey.design.covariance(LogitWithin(shares))[0, 0]
    return with_limits(figures, method=method, certain=certain, of_logit=of_logit)
