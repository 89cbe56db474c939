"""Linear, logistic, Poisson and other regressions under any design, by pseudo maximum likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from querschnitt.core.arrays import BoolArray, FloatArray, require_length
from querschnitt.core.errors import EstimationError, InputError, suggestion
from querschnitt.core.estimation.families import FAMILIES, FITTING, LINKS, FamilyName, Link, LinkName
from querschnitt.core.estimation.intervals import against_zero
from querschnitt.core.estimation.model_matrix import INTERCEPT, ModelMatrix
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.result import Figures

STEPS, EXACT, COLLINEAR, SEPARATED = 60, 1e-12, 1e-9, 25.0
"""Newton steps at most; change at the end; share of a term its predecessors leave; predictor that only a limit has."""


@dataclass(frozen=True)
class PseudoLikelihood:
    """The coefficients of a regression, as a `Statistic`.

    Attributes
    ----------
    matrix : terms; finite, zero outside the domain
    response, offset : shape (n,); finite, zero outside the domain
    domain : shape (n,)
    family : see `FAMILIES`
    link : see `LINKS`; None for the usual one

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292.
    """

    matrix: ModelMatrix
    response: FloatArray
    offset: FloatArray
    domain: BoolArray
    family: FamilyName
    link: LinkName | None = None

    @property
    def linked(self) -> Link:
        """Return how the linear predictor gives the mean."""
        return LINKS[self.link or FAMILIES[self.family].link]

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the coefficients, shape (k,), by Fisher's scoring (Newton's method for a canonical link)."""
        rows = self.domain & (weights > 0)
        x, y, offset, w = self.matrix.values[rows], self.response[rows], self.offset[rows], weights[rows]
        _check_rank(self.matrix.names, x * np.sqrt(w)[:, None])
        family, link = FAMILIES[self.family], self.linked
        eta = link.back(family.start(y))
        beta = self._level(x, y, offset, w)
        for number in range(STEPS):
            mean, slope = link.mean(eta), link.slope(eta)
            root = np.sqrt(w / family.variance(mean)) * slope
            working = root * (eta - offset + (y - mean) / slope)
            last, beta = beta, np.asarray(np.linalg.lstsq(x * root[:, None], working)[0], dtype=np.float64)
            beta, eta = self._inside(x, offset, beta, last)
            _check_separation(self.matrix.names, x, eta, step=beta - last, family=self.family)
            if number and np.abs(x * (beta - last)).max() <= EXACT * max(np.abs(eta).max(), 1.0):
                return np.asarray(beta, dtype=np.float64)
        worst = self.matrix.names[int(np.argmax(np.abs(beta - last) * x.std(axis=0)))]
        raise EstimationError(
            "The regression does not converge", where=f"term '{worst}'", expected=f"at most {STEPS} steps", got="more"
        )

    def _level(self, x: FloatArray, y: FloatArray, offset: FloatArray, w: FloatArray) -> FloatArray:
        """Return coefficients that give everybody the mean of the response, where the terms can."""
        root, level = (
            np.sqrt(w),
            self.linked.back(np.full(len(y), np.average(FAMILIES[self.family].start(y), weights=w))),
        )
        return np.asarray(np.linalg.lstsq(x * root[:, None], (level - offset) * root)[0], dtype=np.float64)

    def _inside(
        self, x: FloatArray, offset: FloatArray, beta: FloatArray, last: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Halve a step until the family knows its means, as R does; return coefficients and predictor."""
        for _ in range(STEPS):
            eta = x @ beta + offset
            if FAMILIES[self.family].has_means(self.linked.mean(eta)):
                return beta, eta
            beta = (beta + last) / 2
        raise EstimationError(
            "The regression leads to means that its family does not have",
            where=f"family '{self.family}'",
            expected="a link whose means stay within it",
            got=str(self.link or FAMILIES[self.family].link),
            hint="Choose another link.",
        )

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the influence of each row on the coefficients, shape (n, k)."""
        beta = self.value(weights)
        mean, information = self.information(weights, beta)
        slope = self.linked.slope(self.matrix.values @ beta + self.offset)
        inside = np.where(self.domain, FAMILIES[self.family].variance(mean), 1.0)
        residual = np.where(self.domain, (self.response - mean) * slope / inside, 0.0)
        influence = np.linalg.solve(information, (self.matrix.values * residual[:, None]).T).T
        return np.asarray(influence, dtype=np.float64)

    def information(self, weights: FloatArray, beta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the fitted means, shape (n,), and the sum of w mu'^2 / V(mu) x x', shape (k, k)."""
        x = self.matrix.values
        eta = x @ beta + self.offset
        mean, slope = self.linked.mean(eta), self.linked.slope(eta)
        inside = np.where(self.domain, FAMILIES[self.family].variance(mean), 1.0)
        weighted = np.where(self.domain, weights * slope**2 / inside, 0.0)
        return mean, np.asarray(x.T @ (x * weighted[:, None]), dtype=np.float64)


@dataclass(frozen=True)
class Model:
    """A fitted regression; shapes (k,) unless said otherwise.

    Attributes
    ----------
    names : of the terms
    estimate, se, t, p : coefficients on the scale of the link; p two-sided, by t with `df_residual`
    covariance : shape (k, k)
    df_residual : design degrees of freedom + 1 - k
    dispersion, deviance : as R defines them; neither enters the standard errors
    n, missing : rows used, and rows of the domain left out for a missing value
    family : of the response; `ordinal` for levels in an order, whose cuts are the last coefficients
    """

    names: tuple[str, ...]
    estimate: FloatArray
    se: FloatArray
    t: FloatArray
    p: FloatArray
    covariance: FloatArray
    df_residual: float
    dispersion: float
    deviance: float
    n: int
    missing: int
    family: FamilyName | Literal["ordinal"]

    @property
    def figures(self) -> Figures:
        """The coefficients as figures, for contrasts of them and functions such as odds ratios."""
        behind = np.full(len(self.names), self.n, dtype=np.int64)
        return Figures(self.names, self.estimate, self.covariance, df=self.df_residual, n=behind)


@dataclass(frozen=True)
class TermTest:
    """Wald's test that some coefficients are zero: F = b' V^-1 b / df against F(df, ddf)."""

    statistic: float
    df: int
    ddf: float
    p: float


@dataclass(frozen=True)
class Regression:
    """What is fitted beside the response and the terms.

    Attributes
    ----------
    family : `gaussian` (identity), `binomial` (logit; response 0 or 1), `poisson` (log; response >= 0), `gamma`
        (inverse) and `inverse_gaussian` (log; both of responses > 0). R's quasi families give the same numbers
    domain : shape (n,); None for all
    offset : added to the linear predictor, shape (n,); None for none
    df : design degrees of freedom of the rows used; None for the design's
    link : one of the family's, see `FITTING`; None: the usual one
    """

    family: FamilyName = "gaussian"
    domain: BoolArray | None = None
    offset: FloatArray | None = None
    df: float | None = None
    link: LinkName | None = None


def fit_model(
    design: Design, response: FloatArray, matrix: ModelMatrix, *, regression: Regression | None = None
) -> Model:
    """Fit a regression (R: `svyglm(y ~ a + b, design, family = ...)`).

    Rows of the domain with a missing value leave as a domain, the design keeps them, and their number is in the result.

    Parameters
    ----------
    design : n rows
    response : shape (n,); not-a-number where missing
    matrix : the terms, shape (n, k), see `model_matrix`
    regression : family, domain, offset, degrees of freedom

    Raises
    ------
    EstimationError : if no row is complete, the response does not fit the family, a term is collinear with those
        before it, the response is separated by a term, the fit does not converge, or degrees of freedom are too few.
    InputError : for an unknown family, or a link that it does not have.
    ShapeError : if the lengths differ.

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292; Lumley (2010), Complex Surveys, chapters 5 and 6.
    Derivation: docs/methods/models.md

    >>> class Simple:
    ...     weights, df = np.ones(4), 3.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return 4 / 3 * scores.T @ scores
    >>> x = np.array([0.0, 0.0, 1.0, 1.0])
    >>> matrix = ModelMatrix(("(Intercept)", "x"), np.stack([np.ones(4), x], axis=1))
    >>> fit_model(Simple(), np.array([1.0, 3.0, 5.0, 7.0]), matrix).estimate.round(9).tolist()
    [2.0, 4.0]
    """
    chosen = regression or Regression()
    statistic, domain = prepare(design, response, matrix, chosen)
    estimate, covariance = statistic.value(design.weights), design.covariance(statistic)
    df = (design.df if chosen.df is None else chosen.df) + 1 - len(estimate)
    if not df > 0:
        raise EstimationError(
            "Too few degrees of freedom for so many terms",
            expected=f"more than {len(estimate) - 1}",
            got=df + len(estimate) - 1,
        )
    se = np.sqrt(np.diag(covariance))
    dispersion, deviance = fit_figures(statistic, estimate, design.weights, domain)
    n, (t, p) = int(statistic.domain.sum()), against_zero(estimate, se, df=df)
    return Model(
        names=matrix.names, estimate=estimate, se=se, t=t, p=p, covariance=covariance, df_residual=df,
        dispersion=dispersion, deviance=deviance, n=n, missing=int(domain.sum()) - n, family=chosen.family,
    )  # fmt: skip


def term_test(model: Model, terms: Sequence[str], *, df: float | None = None) -> TermTest:
    """Test whether the coefficients of some terms are all zero (R: `regTermTest(model, ~a, method="Wald")`).

    Parameters
    ----------
    df : degrees of freedom of the denominator; None: the model's; `np.inf`: q F is compared with chi-square

    Raises
    ------
    InputError : if there are no terms, one is not in the model, or degrees of freedom are not above 0.

    References
    ----------
    Wald (1943), Transactions of the AMS 54, 426-482. Derivation: docs/methods/models.md

    >>> one = np.ones(1)
    >>> model = Model(("x",), 2 * one, one, 2 * one, one, np.eye(1), 20.0, 1.0, 1.0, 30, 0, "gaussian")
    >>> term_test(model, ["x"]).statistic
    4.0
    """
    if not terms:
        raise InputError("A test of terms needs terms", expected="at least one", got=0)
    for term in terms:
        if term not in model.names:
            hint = suggestion(term, model.names)
            raise InputError("Unknown term", expected=", ".join(model.names), got=term, hint=hint)
    at = [model.names.index(term) for term in terms]
    beta, covariance = model.estimate[at], model.covariance[np.ix_(at, at)]
    statistic = float(beta @ np.linalg.solve(covariance, beta)) / len(at)
    ddf = model.df_residual if df is None else float(df)
    if not ddf > 0:
        raise InputError("Degrees of freedom are a number", where="df", expected="above 0, or np.inf", got=ddf)
    limit = stats.chi2(len(at)) if np.isinf(ddf) else stats.f(len(at), ddf)
    return TermTest(statistic, len(at), ddf, float(limit.sf(statistic * (len(at) if np.isinf(ddf) else 1))))


def prepare(
    design: Design, response: FloatArray, matrix: ModelMatrix, chosen: Regression
) -> tuple[PseudoLikelihood, BoolArray]:
    """Return the statistic and the domain with its incomplete rows."""
    if chosen.family not in FAMILIES:
        hint = suggestion(chosen.family, FAMILIES)
        raise InputError("Unknown family", expected=", ".join(FAMILIES), got=chosen.family, hint=hint)
    if chosen.link not in (None, *FITTING[chosen.family]):
        expected = ", ".join(FITTING[chosen.family])
        raise InputError("The family does not have this link", where=chosen.family, expected=expected, got=chosen.link)
    n = len(design.weights)
    domain = np.ones(n, dtype=np.bool_) if chosen.domain is None else chosen.domain
    offset = np.zeros(n) if chosen.offset is None else chosen.offset
    for array, name in ((response, "response"), (matrix.values, "terms"), (domain, "domain"), (offset, "offset")):
        require_length(array, n, name=name)
    base = domain & np.isfinite(response) & np.isfinite(offset) & matrix.known
    if not base.any():
        raise EstimationError("The domain has no complete rows", expected="at least one", got=0)
    family, y = FAMILIES[chosen.family], np.where(base, response, 0.0)
    outside = (response < family.lowest) | (response > family.highest)
    wrong = np.flatnonzero(base & (outside | (family.positive & (response == family.lowest))))
    if wrong.size:
        expected = f"{'above ' if family.positive else ''}{family.lowest:g} to {family.highest:g}"
        place = f"response, row {wrong[0] + 1} ({wrong.size} rows)"
        raise EstimationError(
            f"The response does not fit the family '{chosen.family}'",
            where=place,
            expected=expected,
            got=float(response[wrong[0]]),
        )
    terms = ModelMatrix(matrix.names, np.where(base[:, None], matrix.values, 0.0))
    return PseudoLikelihood(terms, y, np.where(base, offset, 0.0), base, chosen.family, chosen.link), domain


def fit_figures(
    statistic: PseudoLikelihood, beta: FloatArray, weights: FloatArray, domain: BoolArray
) -> tuple[float, float]:
    """Return dispersion and deviance on weights divided by their mean over the domain, missing rows included."""
    base, family = statistic.domain, FAMILIES[statistic.family]
    w, y = weights[base] / weights[domain].mean(), statistic.response[base]
    mean = statistic.linked.mean(statistic.matrix.values[base] @ beta + statistic.offset[base])
    pearson = (y - mean) / np.sqrt(family.variance(mean))
    n, away = len(y), pearson - w @ pearson / w.sum()
    dispersion = float(w @ away**2 / w.sum()) * n / (n - 1) * float(w.mean())
    return dispersion, float(w @ family.deviance(y, mean))


def _check_rank(names: Sequence[str], x: FloatArray) -> None:
    size = np.sqrt((x**2).sum(axis=0))
    left = np.abs(np.diag(np.linalg.qr(x / np.where(size > 0, size, 1.0), mode="r")))
    poor = np.flatnonzero(left < COLLINEAR) if len(left) == x.shape[1] else np.array([len(left)])
    if poor.size:
        raise EstimationError(
            "A term says nothing that the terms before it do not say",
            where=f"term '{names[poor[0]]}'",
            expected="terms that are not collinear",
            hint="Leave the term out, or join levels.",
        )


def _check_separation(names: Sequence[str], x: FloatArray, eta: FloatArray, *, step: FloatArray, family: str) -> None:
    """Raise if a linear predictor runs away: some combination of terms foretells the response with certainty."""
    reach = {"binomial": np.abs(eta).max(), "poisson": -eta.min()}.get(family, 0.0)
    if reach <= SEPARATED:
        return
    pull = np.abs(step) * np.abs(x).max(axis=0) * np.array([name != INTERCEPT for name in names])
    raise EstimationError(
        "The response is separated: a term foretells it with certainty, so its coefficient is infinite",
        where=f"term '{names[int(np.argmax(pull))]}'",
        expected="both outcomes on both sides of the term",
        got=f"a linear predictor of {reach:.0f}",
        hint="Join levels, or leave the term out.",
    )
