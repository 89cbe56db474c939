"""Statistics that any design can estimate: totals, means, proportions, ratios, distribution, each over domains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import EstimationError, InputError
from querschnitt.core.estimation.variables import Domains, Variable, everybody


@dataclass(frozen=True)
class Totals:
    """Weighted sums: k figures, each over its own rows.

    Attributes
    ----------
    names : of the figures
    columns : shape (n, k), zero outside `members`
    members : shape (n, k), the rows of each figure
    """

    names: tuple[str, ...]
    columns: FloatArray
    members: BoolArray

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the totals, shape (k,)."""
        return np.asarray(weights @ self.columns, dtype=np.float64)

    def value_under_each(self, weights: FloatArray) -> FloatArray:
        """Return the totals under many weights, shape (n, R), at once: shape (R, k)."""
        return np.asarray(weights.T @ self.columns, dtype=np.float64)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the values themselves, shape (n, k)."""
        return self.columns


@dataclass(frozen=True)
class Ratios:
    """Weighted sums over weighted sums: a mean is one with a denominator of ones.

    Attributes
    ----------
    names : of the figures
    numerators, denominators : shape (n, k), zero outside `members`
    members : shape (n, k), the rows of each figure
    """

    names: tuple[str, ...]
    numerators: FloatArray
    denominators: FloatArray
    members: BoolArray

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the ratios, shape (k,)."""
        below = weights @ self.denominators
        if np.any(below == 0):
            raise EstimationError(
                "A denominator is zero",
                where=self.names[int(np.argmax(below == 0))],
                expected="at least one row with weight in the domain",
                got=0,
                hint="Look at the condition of the domain, or leave it out.",
            )
        return np.asarray(weights @ self.numerators / below, dtype=np.float64)

    def value_under_each(self, weights: FloatArray) -> FloatArray:
        """Return the ratios under many weights, shape (n, R), at once: shape (R, k), not a number over zero."""
        below = weights.T @ self.denominators
        above = weights.T @ self.numerators
        return np.asarray(np.where(below != 0, above / np.where(below != 0, below, 1.0), np.nan), dtype=np.float64)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return (numerator - ratio x denominator) / total of the denominator, shape (n, k)."""
        below = weights @ self.denominators
        return np.asarray((self.numerators - self.value(weights) * self.denominators) / below, dtype=np.float64)


@dataclass(frozen=True)
class Variances:
    """Variances and covariances of variables in the population, row by row of their matrix.

    The mean is taken as known in the scores, as R's svyvar does.

    Attributes
    ----------
    names : of the figures, `x,y`
    columns : shape (n, v), zero outside `rows`
    rows : shape (n,), those with all values, within the domain
    counted : the rows n of the factor n / (n - 1); None: `rows`
    """

    names: tuple[str, ...]
    columns: FloatArray
    rows: BoolArray
    counted: int | None = None

    @property
    def members(self) -> BoolArray:
        """Rows of each figure."""
        return np.repeat(self.rows[:, None], len(self.names), axis=1)

    def _products(self, weights: FloatArray) -> tuple[FloatArray, float]:
        used = self.rows & (weights != 0)
        n, size = int(self.rows.sum()) if self.counted is None else self.counted, float(weights[used].sum())
        if n < 2:
            raise EstimationError("A variance needs two rows", expected="2 or more", got=n)
        centred = np.where(used[:, None], self.columns - weights @ np.where(used[:, None], self.columns, 0) / size, 0.0)
        pairs = centred[:, :, None] * centred[:, None, :] * (n / (n - 1))
        return pairs.reshape(len(weights), -1), size

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the matrix, row by row, with n / (n - 1) for n rows of the full sample, under any weights."""
        pairs, size = self._products(weights)
        return np.asarray(weights @ pairs / size, dtype=np.float64)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the scores of the mean of the products."""
        pairs, size = self._products(weights)
        return np.asarray(np.where(self.members, (pairs - weights @ pairs / size) / size, 0.0), dtype=np.float64)


@dataclass(frozen=True)
class Correlations:
    """Correlations of variables, row by row of their matrix, from their variances."""

    variances: Variances

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the pairs."""
        return self.variances.names

    @property
    def members(self) -> BoolArray:
        """Rows of each figure."""
        return self.variances.members

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the matrix, row by row."""
        square = self._matrix(weights)
        spread = np.sqrt(np.diag(square))
        return np.asarray((square / np.outer(spread, spread)).ravel(), dtype=np.float64)

    def _matrix(self, weights: FloatArray) -> FloatArray:
        size = self.variances.columns.shape[1]
        square = self.variances.value(weights).reshape(size, size)
        if np.any(np.diag(square) <= 0):
            raise EstimationError("A variable does not vary, so it has no correlation", expected="> 0", got=0)
        return square

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the scores by the delta method."""
        square = np.diag(self._matrix(weights))
        size = len(square)
        inner = self.variances.scores(weights).reshape(-1, size, size)
        own = inner[:, range(size), range(size)] / (2 * square)
        shares = self.value(weights).reshape(size, size)
        scores = inner / np.sqrt(np.outer(square, square)) - shares * (own[:, :, None] + own[:, None, :])
        return np.asarray(scores.reshape(len(weights), -1), dtype=np.float64)


def total(variables: Sequence[Variable], *, domains: Domains | None = None) -> Totals:
    """Return totals: of a category, the number of people in it. Targets vary slowest, domains fastest.

    Parameters
    ----------
    variables : numeric or categorical
    domains : None: one, of all rows

    Raises
    ------
    InputError : for a missing value in a domain; leave such rows out with `complete`.

    References
    ----------
    R: survey::svytotal, survey::svyby

    >>> from querschnitt.core.estimation.variables import numeric
    >>> total([numeric("y", np.array([1.0, 2.0]))]).value(np.array([10.0, 10.0]))
    array([30.])
    """
    names, values, members = _spread(variables, domains)
    return Totals(names, values, members)


def mean(variables: Sequence[Variable], *, domains: Domains | None = None) -> Ratios:
    """Return means: of a category, its share.

    Raises, References
    ------------------
    As `total`. R: survey::svymean, survey::svyby

    >>> from querschnitt.core.estimation.variables import categorical
    >>> sex = categorical("sex", np.array(["f", "m"]), levels=["f", "m"])
    >>> mean([sex]).value(np.array([30.0, 10.0]))
    array([0.75, 0.25])
    """
    names, values, members = _spread(variables, domains)
    return Ratios(names, values, members.astype(np.float64), members)


def ratio(
    numerators: Sequence[Variable], denominators: Sequence[Variable], *, domains: Domains | None = None
) -> Ratios:
    """Return every numerator over every denominator, numerators first.

    Raises, References
    ------------------
    As `total`. R: survey::svyratio

    >>> from querschnitt.core.estimation.variables import numeric
    >>> rooms, people = numeric("rooms", np.array([4.0, 2.0])), numeric("people", np.array([2.0, 4.0]))
    >>> statistic = ratio([rooms], [people])
    >>> statistic.names, statistic.value(np.ones(2))
    (('rooms/people',), array([1.]))
    """
    above, below = _joined(numerators), _joined(denominators)
    domains = domains or everybody(len(above.known))
    pairs = [(i, j) for j in range(len(below.names)) for i in range(len(above.names))]
    names = tuple(
        domains.name(f"{above.names[i]}/{below.names[j]}", g) for i, j in pairs for g in range(len(domains.names))
    )
    groups = len(domains.names)
    members = np.tile(domains.members, (1, len(pairs)))
    tops = np.repeat(above.columns[:, [i for i, _ in pairs]], groups, axis=1)
    bottoms = np.repeat(below.columns[:, [j for _, j in pairs]], groups, axis=1)
    return Ratios(names, _inside(tops, members, names), _inside(bottoms, members, names), members)


def variance(variables: Sequence[Variable], *, where: BoolArray | None = None, counted: int | None = None) -> Variances:
    """Return the matrix of variances and covariances of numeric variables in the population.

    Parameters
    ----------
    where : shape (n,), the domain
    counted : the rows n of the factor n / (n - 1); None: those of the domain with all values. (R counts those with
        missing values, too, but not under replicate weights.)

    Raises, References
    ------------------
    As `total`. R: survey::svyvar

    >>> from querschnitt.core.estimation.variables import numeric
    >>> variance([numeric("y", np.array([1.0, 2.0, 3.0]))]).value(np.ones(3))
    array([1.])
    """
    joined = _joined(variables)
    rows = np.ones(len(joined.known), dtype=bool) if where is None else where
    names = tuple(f"{first},{second}" for first in joined.names for second in joined.names)
    members = np.repeat(rows[:, None], len(joined.names), axis=1)
    return Variances(names, _inside(joined.columns, members, joined.names), rows, counted)


def cdf(variable: Variable, points: Sequence[float], *, domains: Domains | None = None) -> Ratios:
    """Return the distribution function: the share of people with a value up to each point.

    References
    ----------
    R: survey::svycdf

    >>> from querschnitt.core.estimation.variables import numeric
    >>> statistic = cdf(numeric("age", np.array([20.0, 40.0, 60.0, 80.0])), [40, 70])
    >>> statistic.names, statistic.value(np.ones(4))
    (('age<=40', 'age<=70'), array([0.5 , 0.75]))
    """
    below = np.where(np.isfinite(variable.columns), variable.columns <= np.asarray(points)[None, :], np.nan)
    steps = Variable(variable.name, tuple(f"{variable.name}<={point}" for point in points), below, variable.known)
    return mean([steps], domains=domains)


def complete(variables: Sequence[Variable], *, where: BoolArray | None = None) -> BoolArray:
    """Return the rows without a missing value in any of the variables: the domain that "leave missing out" means.

    >>> from querschnitt.core.estimation.variables import numeric
    >>> complete([numeric("y", np.array([1.0, np.nan]))]).tolist()
    [True, False]
    """
    known = np.logical_and.reduce([variable.known for variable in variables])
    return np.asarray(known if where is None else known & where)


def _spread(variables: Sequence[Variable], domains: Domains | None) -> tuple[tuple[str, ...], FloatArray, BoolArray]:
    joined = _joined(variables)
    domains = domains or everybody(len(joined.known))
    groups = range(len(domains.names))
    names = tuple(domains.name(target, group) for target in joined.names for group in groups)
    members = np.tile(domains.members, (1, len(joined.names)))
    return names, _inside(np.repeat(joined.columns, len(groups), axis=1), members, names), members


def _joined(variables: Sequence[Variable]) -> Variable:
    """Return several variables as one with all their columns; a missing category counts as missing in each."""
    if not variables:
        raise InputError("A statistic needs at least one variable", expected="1 or more", got=0)
    columns = [np.where(variable.known[:, None], variable.columns, np.nan) for variable in variables]
    names = tuple(name for variable in variables for name in variable.names)
    return Variable("", names, np.concatenate(columns, axis=1), complete(variables))


def _inside(values: FloatArray, members: BoolArray, names: tuple[str, ...]) -> FloatArray:
    missing = np.argwhere(members & ~np.isfinite(values))
    if missing.size:
        row, figure = missing[0]
        raise InputError(
            "A value is missing",
            where=f"{names[figure]}, row {row + 1} ({len(np.unique(missing[:, 0]))} rows)",
            expected="a number in every row of the domain",
            got=float(values[row, figure]),
            hint="Leave rows with missing values out of the domain; they stay in the design.",
        )
    return np.where(members, values, 0.0)
