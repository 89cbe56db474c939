"""Regression of answers in an order (low, middle, high) under any design: proportional odds and its relatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import special, stats

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError, require_known
from querschnitt.core.estimation.intervals import against_zero
from querschnitt.core.estimation.model_matrix import ModelMatrix
from querschnitt.core.estimation.models import Model
from querschnitt.core.estimation.protocols import Design

OrdinalLink = Literal["logistic", "probit", "cloglog"]

STEPS, EXACT, FAR = 200, 1e-11, 30.0
"""Newton steps at most; change at the end; spread of the linear predictor that only a limit has."""


@dataclass(frozen=True)
class Tolerance:
    """The distribution of what the answers are cut from: its function, its density and the density's slope."""

    below: Callable[[FloatArray], FloatArray]
    density: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    back: Callable[[FloatArray], FloatArray]


def _logistic(x: FloatArray) -> FloatArray:
    return np.asarray(special.expit(x) * special.expit(-x), dtype=np.float64)


TOLERANCES: dict[str, Tolerance] = {
    "logistic": Tolerance(
        special.expit, _logistic, lambda x: _logistic(x) * (special.expit(-x) - special.expit(x)), special.logit
    ),
    "probit": Tolerance(special.ndtr, stats.norm.pdf, lambda x: -x * stats.norm.pdf(x), special.ndtri),
    "cloglog": Tolerance(
        lambda x: np.exp(-np.exp(-x)),
        lambda x: np.exp(-x - np.exp(-x)),
        lambda x: np.expm1(-x) * np.exp(-x - np.exp(-x)),  # that is (exp(-x) - 1) f(x)
        lambda p: -np.log(-np.log(p)),
    ),
}


@dataclass(frozen=True)
class _Point:
    """The likelihood at a place: its logarithm, the linear predictor (m,), scores (m, p) and the information (p, p)."""

    height: float
    predictor: FloatArray
    scores: FloatArray
    information: FloatArray


@dataclass(frozen=True)
class OrdinalLikelihood:
    """Slopes and cuts of an ordinal regression, as a `Statistic`: P(answer <= j) = F(cut_j - x slopes).

    Attributes
    ----------
    matrix : terms without a constant, shape (n, k); finite, zero outside the domain
    codes : shape (n,), level of the answer, 0 to J-1
    cuts : J - 1
    domain : shape (n,)
    link : see `TOLERANCES`
    """

    matrix: ModelMatrix
    codes: IntArray
    cuts: int
    domain: BoolArray
    link: OrdinalLink = "logistic"

    def value(self, weights: FloatArray) -> FloatArray:
        """Return slopes, then cuts, shape (k + J - 1,), by Newton's method; the likelihood is concave for all links."""
        at = self._start(weights)
        for _ in range(STEPS):
            here, last = self._at(weights, at), at
            slope = weights[self.domain] @ here.scores
            step = np.asarray(np.linalg.solve(here.information, slope), dtype=np.float64)
            at = self._climbed(weights, at, step, height=here.height)
            if np.ptp(here.predictor) > FAR:
                raise self._runs_away(at)
            if np.abs(at - last).max() <= EXACT * max(1.0, np.abs(at).max()):
                return at
        raise EstimationError("The ordinal regression does not converge", expected=f"at most {STEPS} steps", got="more")

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the influence of each row on slopes and cuts, shape (n, k + J - 1)."""
        here = self._at(weights, self.value(weights))
        influence = np.zeros((len(weights), here.scores.shape[1]))
        influence[self.domain] = np.linalg.solve(here.information, here.scores.T).T
        return influence

    def deviance(self, weights: FloatArray, at: FloatArray) -> float:
        """Return minus twice the log likelihood, on weights divided by their mean."""
        return -2 * self._at(weights, at).height / float(weights[self.domain].mean())

    def _start(self, weights: FloatArray) -> FloatArray:
        """Return slopes of zero and the cuts that give everybody the shares of the answers."""
        inside = weights * self.domain
        shares = np.bincount(self.codes, weights=inside, minlength=self.cuts + 1) / inside.sum()
        empty = np.flatnonzero(shares == 0)
        if empty.size:
            raise EstimationError(
                "A level of the answer has no cases", where=f"level {empty[0] + 1}", expected="at least one", got=0,
                hint="Join it with the next one.",
            )  # fmt: skip
        cuts = TOLERANCES[self.link].back(np.cumsum(shares)[:-1])
        return np.concatenate([np.zeros(len(self.matrix.names)), cuts])

    def _climbed(self, weights: FloatArray, at: FloatArray, step: FloatArray, *, height: float) -> FloatArray:
        """Return the place after as much of a step as raises the likelihood with the cuts in order."""
        size = 1.0
        while size > EXACT:
            place = at + size * step
            if np.all(np.diff(place[len(self.matrix.names) :]) > 0) and self._at(weights, place).height >= height:
                return place
            size /= 2
        return at

    def _at(self, weights: FloatArray, at: FloatArray) -> _Point:
        """Return the likelihood of the m rows of the domain at slopes and cuts."""
        k, rows = len(self.matrix.names), self.domain
        x, y, w, f = self.matrix.values[rows], self.codes[rows], weights[rows], TOLERANCES[self.link]
        predictor = x @ at[:k]
        cuts = np.concatenate([[-np.inf], at[k:], [np.inf]])
        upper, lower = cuts[y + 1] - predictor, cuts[y] - predictor
        probability = np.maximum(_of(f.below, upper, 1.0) - _of(f.below, lower, 0.0), np.finfo(float).tiny)
        above, under = (
            np.hstack([-x, (y[:, None] - shift == np.arange(self.cuts)).astype(np.float64)]) for shift in (0, 1)
        )
        scores = above * (_of(f.density, upper) / probability)[:, None]
        scores = scores - under * (_of(f.density, lower) / probability)[:, None]
        curved = (above.T * (w * _of(f.slope, upper) / probability)) @ above
        curved = curved - (under.T * (w * _of(f.slope, lower) / probability)) @ under
        information = (scores.T * w) @ scores - curved
        return _Point(float(w @ np.log(probability)), predictor, scores, information)

    def _runs_away(self, at: FloatArray) -> EstimationError:
        spread = np.abs(at[: len(self.matrix.names)]) * self.matrix.values[self.domain].std(axis=0)
        return EstimationError(
            "A term separates the answers, so its coefficient has no finite estimate",
            where=f"term '{self.matrix.names[int(np.argmax(spread))]}'",
            expected="answers that overlap",
            hint="Leave the term out, or join levels.",
        )


def _of(function: Callable[[FloatArray], FloatArray], x: FloatArray, beyond: float = 0.0) -> FloatArray:
    """Return a function of the finite numbers, and what it has at the ends, beyond all cuts."""
    finite = np.isfinite(x)
    found = np.full(len(x), beyond)
    found[finite] = function(x[finite])
    return found


@dataclass(frozen=True)
class OrdinalRegression:
    """What is fitted beside the answers and the terms.

    Attributes
    ----------
    link : F: `logistic` (proportional odds), `probit`, `cloglog`
    domain : shape (n,); None for all
    df : design degrees of freedom of the rows used; None for the design's
    """

    link: OrdinalLink = "logistic"
    domain: BoolArray | None = None
    df: float | None = None


def fit_ordinal(
    design: Design,
    codes: IntArray,
    matrix: ModelMatrix,
    *,
    levels: tuple[str, ...],
    regression: OrdinalRegression | None = None,
) -> Model:
    """Fit an ordinal regression: how terms move an answer up its levels (R: `svyolr(answer ~ x, design)`).

    P(answer <= level j) = F(cut_j - x slopes): a slope above zero moves answers up; with the logistic F its
    exponential is the odds ratio of being above any level. Rows with a missing value leave as a domain.

    Parameters
    ----------
    design : n rows
    codes : shape (n,), level of the answer from 0; -1 where missing
    matrix : the terms, without a constant: the cuts are there
    levels : names of the answers in their order, three or more
    regression : link, domain, degrees of freedom

    Raises
    ------
    InputError : for an unknown link.
    EstimationError : for fewer than three levels, one without cases, terms that say nothing new, answers that a term
        separates, too few degrees of freedom, or no convergence.
    ShapeError : if the lengths differ.

    References
    ----------
    McCullagh (1980), JRSS B 42, 109-142; Binder (1983), International Statistical Review 51, 279-292. R:
    survey::svyolr. Derivation: docs/methods/models.md

    >>> class Simple:
    ...     weights, df = np.ones(8), 7.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return 8 / 7 * scores.T @ scores
    >>> answers, none = np.array([0, 0, 1, 1, 1, 1, 2, 2]), ModelMatrix((), np.zeros((8, 0)))
    >>> found = fit_ordinal(Simple(), answers, none, levels=("low", "mid", "high"))  # log 1/3 and log 3
    >>> found.names, found.estimate.round(4).tolist()
    (('low|mid', 'mid|high'), [-1.0986, 1.0986])
    """
    chosen = regression or OrdinalRegression()
    require_known(chosen.link, TOLERANCES, what="link", where="link")
    if len(levels) < 3:
        raise EstimationError(
            "An ordinal regression needs three levels", expected="3 or more", got=len(levels),
            hint="With two, take a logistic regression.",
        )  # fmt: skip
    base = np.ones(len(design.weights), dtype=np.bool_) if chosen.domain is None else chosen.domain
    for array, name in ((codes, "codes"), (matrix.values, "terms"), (base, "domain")):
        require_length(array, len(design.weights), name=name)
    used = base & (codes >= 0) & matrix.known
    if not used.any():
        raise EstimationError("The domain has no complete rows", expected="at least one", got=0)
    _refuse_collinear(matrix, used)
    terms = ModelMatrix(matrix.names, np.where(used[:, None], matrix.values, 0.0))
    statistic = OrdinalLikelihood(terms, np.where(used, codes, 0), len(levels) - 1, used, chosen.link)
    cuts = tuple(f"{low}|{high}" for low, high in zip(levels, levels[1:], strict=False))
    df = (design.df if chosen.df is None else chosen.df) - len(matrix.names)
    found = _fitted(design, statistic, (*matrix.names, *cuts), df=df)
    return replace(found, missing=int(base.sum() - used.sum()))


def _fitted(design: Design, statistic: OrdinalLikelihood, names: tuple[str, ...], *, df: float) -> Model:
    estimate, covariance = statistic.value(design.weights), design.covariance(statistic)
    if not df > 0:
        raise EstimationError("Too few degrees of freedom for so many terms", expected="fewer terms", got=df)
    se = np.sqrt(np.diag(covariance))
    t, p = against_zero(estimate, se, df=df)
    return Model(
        names=names, estimate=estimate, se=se, t=t, p=p, covariance=covariance, df_residual=df, dispersion=1.0,
        deviance=statistic.deviance(design.weights, estimate), n=int(statistic.domain.sum()), missing=0,
        family="ordinal",
    )  # fmt: skip


def _refuse_collinear(matrix: ModelMatrix, rows: BoolArray) -> None:
    columns = np.column_stack([np.ones(int(rows.sum())), matrix.values[rows]])
    size = np.sqrt((columns**2).sum(axis=0))
    left = np.abs(np.diag(np.linalg.qr(columns / np.where(size > 0, size, 1.0), mode="r")))
    poor = np.flatnonzero(left[1:] < 1e-9)
    if poor.size or len(left) < columns.shape[1]:
        place = matrix.names[poor[0]] if poor.size else matrix.names[-1]
        raise EstimationError(
            "A term says nothing that the terms before it do not say", where=f"term '{place}'",
            expected="terms that are not collinear", hint="Leave the term out, or join levels.",
        )  # fmt: skip
