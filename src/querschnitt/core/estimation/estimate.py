"""One function that estimates any statistic under any design."""

from __future__ import annotations

from typing import Literal, Protocol, get_args, runtime_checkable

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import require_known
from querschnitt.core.estimation.linearised import WithMembers
from querschnitt.core.estimation.protocols import Design, Statistic
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.stages import Stages

Comparison = Literal["without_replacement", "with_replacement"]


class NamedStatistic(Statistic, Protocol):
    """A statistic whose figures have names."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the figures."""
        ...


@runtime_checkable
class WithStages(Protocol):
    """A design that knows the primary unit and the stratum of each row."""

    @property
    def stages(self) -> Stages:
        """Stages of the draw."""
        ...


def estimate(design: Design, statistic: NamedStatistic, *, deff: Comparison | None = "without_replacement") -> Figures:
    """Estimate a statistic with its covariance.

    Parameters
    ----------
    design : by linearisation or by replicates
    statistic : its rows are those of the design
    deff : the simple random sample to compare with; None: no design effects

    Raises
    ------
    EstimationError : as the design's and the statistic's own.

    >>> from querschnitt.core.estimation.linearised import LinearisedDesign
    >>> from querschnitt.core.estimation.stages import stages_of
    >>> from querschnitt.core.estimation.statistics import mean
    >>> from querschnitt.core.estimation.variables import numeric
    >>> design = LinearisedDesign(np.full(4, 25.0), stages_of(4))
    >>> figures = estimate(design, mean([numeric("y", np.array([1.0, 2.0, 3.0, 6.0]))]), deff="with_replacement")
    >>> figures.estimate.tolist(), figures.se.round(4).tolist(), figures.df, figures.deff.round(6).tolist()
    ([3.0], [1.0801], 3.0, [1.0])
    """
    weights = design.weights
    covariance = design.covariance(statistic)
    members = _members(statistic, weights)
    effects = None
    if deff is not None:
        require_known(deff, get_args(Comparison), what="sample to compare with", where="deff")
        effects = np.diag(covariance) / srs_variance(statistic.scores(weights), weights, members=members, kind=deff)
    units, strata = design.stages.behind(members) if isinstance(design, WithStages) else (None, None)
    return Figures(
        names=statistic.names,
        estimate=statistic.value(weights),
        covariance=covariance,
        df=design.df,
        n=members.sum(axis=0).astype(np.int64),
        weighted_n=weights @ members,
        n_psu=units,
        n_strata=strata,
        deff=effects,
        notes=tuple(getattr(design, "notes", ())),
    )


def srs_variance(scores: FloatArray, weights: FloatArray, *, members: BoolArray, kind: Comparison) -> FloatArray:
    """Return the variance that the figures would have from a simple random sample of as many rows, shape (k,).

    With N the weights' sum and n the rows in the domain, S² the variance of the scores in it: N² S² / n, times
    (N - n) / N without replacement. Not a number with fewer than two rows, or, without replacement, with N below n.

    >>> scores, members = np.array([[0.0], [1.0]]), np.ones((2, 1), dtype=bool)
    >>> srs_variance(scores, np.array([2.0, 2.0]), members=members, kind="without_replacement")
    array([2.])
    """
    inside = members.astype(np.float64)
    n, size = inside.sum(axis=0), weights @ inside
    with np.errstate(divide="ignore", invalid="ignore"):
        centred = np.where(members, scores - weights @ (scores * inside) / size, 0.0)
        variance = size * (weights @ centred**2) / (n - 1)
        if kind == "without_replacement":
            variance = variance * np.where(size >= n, (size - n) / size, np.nan)
    return np.asarray(np.where((n > 1) & (variance > 0), variance, np.nan), dtype=np.float64)


def _members(statistic: Statistic, weights: FloatArray) -> BoolArray:
    members = statistic.members if isinstance(statistic, WithMembers) else statistic.scores(weights) != 0
    return np.asarray(members & (weights != 0)[:, None])
