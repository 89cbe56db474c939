"""Are two questions independent? Tests of two-way tables under any design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError, InputError, suggestion
from querschnitt.core.estimation.chi_squares import ChiSquares
from querschnitt.core.estimation.influence import AtFullSample, MeansWithin
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.replicates import ReplicateDesign

TableStatistic = Literal["F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint"]
ROUNDING = 1e-10
"""Degrees of freedom so close below a whole number are that number."""

STATISTICS = ("F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint")


@dataclass(frozen=True)
class TwoWay:
    """Two classifications of n rows.

    Attributes
    ----------
    rows, columns : codes 0 ... r-1 and 0 ... c-1, shape (n,); -1 for missing, which leaves the domain
    row_names, column_names : of the levels, shape (r,) and (c,)
    domain : shape (n,); None for all
    """

    rows: IntArray
    columns: IntArray
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    domain: BoolArray | None = None

    @property
    def base(self) -> BoolArray:
        """Return the rows that count: in the domain, with both answers."""
        known = (self.rows >= 0) & (self.columns >= 0)
        return known if self.domain is None else known & self.domain

    def cells(self) -> FloatArray:
        """Return the 0/1 of every cell, shape (n, r c), the row level varying fastest."""
        code = np.where(self.base, self.rows + len(self.row_names) * self.columns, -1)
        return (code[:, None] == np.arange(len(self.row_names) * len(self.column_names))).astype(np.float64)


@dataclass(frozen=True)
class IndependenceTest:
    """The result of a test of independence.

    Attributes
    ----------
    statistic : F, chi-square or Wald statistic
    parameters : degrees of freedom: (numerator, denominator) of an F, (k,) of a chi-square, () for a mixture
    p : probability of a statistic as large if the two were independent
    effects : the generalised design effects, shape ((r-1)(c-1),), descending; empty for the Wald tests
    method : which
    n : rows that count
    """

    statistic: float
    parameters: tuple[float, ...]
    p: float
    effects: tuple[float, ...]
    method: TableStatistic
    n: int


def independence_test(
    design: Design, table: TwoWay, *, statistic: TableStatistic = "F", df: float | None = None
) -> IndependenceTest:
    """Test whether two classifications are independent (R: `svychisq(~a + b, design, statistic=...)`).

    Parameters
    ----------
    design : n rows
    table : the two classifications
    statistic : `F` (Rao-Scott, second order), `Chisq` (first order), `Wald`, `adjWald`, `lincom` (the mixture of
        chi-squares, exactly), `saddlepoint` (the same approximated as R does)
    df : degrees of freedom of the design; None for the design's own

    Raises
    ------
    EstimationError : if a level has no cases, there are fewer than two levels, or too few degrees of freedom.
    InputError : for an unknown statistic.
    ShapeError : if the lengths differ.

    References
    ----------
    Rao and Scott (1984), Annals of Statistics 12, 46-60; Thomas and Rao (1987), JASA 82, 630-636.
    Derivation: docs/methods/independence.md

    >>> class Simple:
    ...     weights, df = np.ones(8), 7.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return 8 / 7 * scores.T @ scores
    >>> codes = np.array([0, 0, 0, 1, 0, 1, 1, 1]), np.array([0, 0, 0, 0, 1, 1, 1, 1])
    >>> found = independence_test(Simple(), TwoWay(*codes, ("no", "yes"), ("f", "m")), statistic="Chisq")
    >>> round(found.statistic, 6), found.parameters, round(found.p, 3)  # X2 = 8 (3x3 - 1x1)^2 / 4^4 = 2
    (2.0, (1.0,), 0.186)
    """
    if statistic not in STATISTICS:
        hint = suggestion(statistic, STATISTICS)
        raise InputError("Unknown statistic", expected=", ".join(STATISTICS), got=statistic, hint=hint)
    _check(design, table)
    nu = design.df if df is None else df
    if not nu > 0:
        raise EstimationError("A test needs degrees of freedom", expected="> 0", got=nu)
    if statistic in ("Wald", "adjWald"):
        return _wald(design, table, nu=nu, adjusted=statistic == "adjWald")
    return _rao_scott(design, table, nu=nu, statistic=statistic)


def _check(design: Design, table: TwoWay) -> None:
    n = len(design.weights)
    require_length(table.rows, n, name="rows")
    require_length(table.columns, n, name="columns")
    require_length(table.base, n, name="domain")
    for codes, names, kind in ((table.rows, table.row_names, "row"), (table.columns, table.column_names, "column")):
        if len(names) < 2:
            raise EstimationError(f"A {kind} classification needs two levels", expected=">= 2", got=len(names))
        if codes.min() < -1 or codes.max() >= len(names):
            raise EstimationError(
                f"A {kind} code has no level", expected=f"-1 to {len(names) - 1}", got=int(codes.max())
            )
        counts = np.bincount(codes[table.base], minlength=len(names))
        if not counts.all():
            empty = names[int(np.argmin(counts))]
            raise EstimationError(
                f"A {kind} level has no cases", where=f"level '{empty}'", expected="at least one", got=0,
                hint="Leave the level out of the names, or join it with another.",
            )  # fmt: skip


def _rao_scott(design: Design, table: TwoWay, *, nu: float, statistic: TableStatistic) -> IndependenceTest:
    """Return a test by Pearson's statistic, with the generalised design effects of its deviation."""
    shape = (len(table.column_names), len(table.row_names))
    means, n = MeansWithin(table.cells(), table.base), int(table.base.sum())
    share = means.value(design.weights)
    grid = share.reshape(shape)
    expected = np.outer(grid.sum(axis=1), grid.sum(axis=0))
    pearson = n * float(((grid - expected) ** 2 / expected).sum())
    delta = _effects(share, design.covariance(means), n=n, contrasts=_interactions(shape))
    effects: FloatArray = np.sort(np.linalg.eigvals(delta).real)[::-1].astype(np.float64)
    trace, square = float(np.trace(delta)), float(np.trace(delta @ delta))
    first, k = trace**2 / square, float(len(effects))
    parameters: tuple[float, ...] = ()
    value = pearson
    if statistic == "F":
        value, parameters = pearson / trace, (first, first * nu)
        p = float(stats.f.sf(value, *parameters))
    elif statistic == "Chisq":
        parameters, p = (k,), float(stats.chi2.sf(pearson / (trace / k), k))
    else:
        m = np.inf if isinstance(design, ReplicateDesign) else first * nu  # as R has it
        p = _mixture(pearson, effects, m, exact=statistic == "lincom")
    return IndependenceTest(value, parameters, p, tuple(effects.tolist()), statistic, n)


def _mixture(pearson: float, effects: FloatArray, m: float, *, exact: bool) -> float:
    """Return P(sum of effects x chi-square(1) > X2 chi-square(m) / m): the denominator is the estimated variance."""
    if np.isinf(m):
        distribution = ChiSquares(effects, np.ones(len(effects)))
        return distribution.exact(pearson) if exact else distribution.saddlepoint(pearson)
    # R truncates the degrees of freedom of the denominator in its saddlepoint
    within = m if exact else float(np.floor(m * (1 + ROUNDING)))
    weights, df = np.append(effects, -pearson / m), np.append(np.ones(len(effects)), within)
    distribution = ChiSquares(weights, df)
    return distribution.exact(0.0) if exact else distribution.saddlepoint(0.0)


def _interactions(shape: tuple[int, int]) -> FloatArray:
    """Return a basis of what rows and columns alone do not explain in a table, shape (c r, (r-1)(c-1))."""

    def away(levels: int) -> FloatArray:
        return np.eye(levels)[:, 1:] - 1 / levels

    return np.kron(away(shape[0]), away(shape[1])).astype(np.float64)


def _effects(share: FloatArray, covariance: FloatArray, *, n: int, contrasts: FloatArray) -> FloatArray:
    """Return Delta: the covariance of the interactions by the design over that of a simple random sample."""
    inverse: FloatArray = np.where(share > 0, 1 / np.where(share > 0, share, 1.0), 0.0)
    scaled = inverse[:, None] * contrasts
    simple: FloatArray = contrasts.T @ scaled / n
    return np.linalg.solve(simple, scaled.T @ covariance @ scaled).astype(np.float64)


def _wald(design: Design, table: TwoWay, *, nu: float, adjusted: bool) -> IndependenceTest:
    """Return the test that N_ij - N_i. N_.j / N_.. is zero for all levels but the first."""
    deviations = Deviations(table)
    away, scores = deviations.value(design.weights), deviations.scores(design.weights)
    rows = np.repeat(table.base[:, None], len(away), axis=1)
    covariance = design.covariance(AtFullSample(scores, rows))
    k = len(away)
    if nu - k + 1 <= 0 or np.linalg.matrix_rank(covariance) < k:
        raise EstimationError(
            "Too few primary units for a Wald test",
            expected=f"more than {k - 1} degrees of freedom and a covariance of rank {k}",
            got=f"{nu:g}",
            hint="Use 'F'.",
        )
    wald = float(away @ np.linalg.solve(covariance, away))
    last = nu - k + 1 if adjusted else nu
    value = wald * last / (k * nu) if adjusted else wald / k
    method: TableStatistic = "adjWald" if adjusted else "Wald"
    return IndependenceTest(
        value, (float(k), last), float(stats.f.sf(value, k, last)), (), method, int(table.base.sum())
    )


@dataclass(frozen=True)
class Deviations:
    """N_ij - N_i. N_.j / N_.. for all levels but the first, as a `Statistic` of (r-1)(c-1) figures."""

    table: TwoWay

    def _members(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the 0/1 of rows, of columns and of both, for all levels but the first."""
        base, levels = self.table.base[:, None], (len(self.table.row_names), len(self.table.column_names))
        rows = ((self.table.rows[:, None] == np.arange(1, levels[0])) & base).astype(np.float64)
        columns = ((self.table.columns[:, None] == np.arange(1, levels[1])) & base).astype(np.float64)
        return rows, columns, rows[:, :, None] * columns[:, None, :]

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the deviations in weighted counts, the column level varying fastest."""
        rows, columns, both = self._members()
        expected = np.outer(weights @ rows, weights @ columns) / float(weights @ self.table.base)
        return np.asarray(np.tensordot(weights, both, axes=1) - expected, dtype=np.float64).ravel()

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the linearised values, shape (n, (r-1)(c-1))."""
        rows, columns, both = self._members()
        base, total = self.table.base, float(weights @ self.table.base)
        row_share, column_share = weights @ rows / total, weights @ columns / total
        linear = both - rows[:, :, None] * column_share - columns[:, None, :] * row_share[:, None]
        linear = linear + base[:, None, None] * np.outer(row_share, column_share)
        return np.asarray(linear, dtype=np.float64).reshape(len(weights), -1)
