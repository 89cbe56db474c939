"""Many means over one domain as a statistic: the cells of a publication that share their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.linearised import CENSUS
from querschnitt.core.estimation.stages import Stages
from querschnitt.core.estimation.variables import Variable


@dataclass(frozen=True)
class Cells:
    """The means of k columns of q questions over one domain, as a `Statistic`; it touches the domain's rows alone.

    Attributes
    ----------
    values : shape (m, k), of the m rows of the domain; zero where the question has no answer
    valid : shape (m, q), 1 where a question has an answer, else 0
    question : shape (k,), of each column
    rows : shape (m,), the rows of the domain among the n of the design
    n : rows of the design

    References
    ----------
    Särndal, Swensson and Wretman (1992), result 5.6.2.

    >>> cells = Cells(np.array([[1.0], [0.0]]), np.ones((2, 1)), np.array([0]), np.array([0, 2]), n=3)
    >>> cells.value(np.array([3.0, 9.0, 1.0])).tolist(), cells.scores(np.ones(3)).ravel().tolist()
    ([0.75], [0.25, 0.0, -0.25])
    """

    values: FloatArray
    valid: FloatArray
    question: IntArray
    rows: IntArray
    n: int

    @property
    def members(self) -> BoolArray:
        """Rows of each figure, shape (n, k)."""
        found = np.zeros((self.n, len(self.question)), dtype=np.bool_)
        found[self.rows] = self.valid[:, self.question] > 0
        return found

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the means, shape (k,); not a number where no row with an answer has a weight."""
        return self.value_under_each(weights[:, None])[0]

    def value_under_each(self, weights: FloatArray) -> FloatArray:
        """Return the means under many weights, shape (n, R), at once: shape (R, k)."""
        used = weights[self.rows].T
        below = (used @ self.valid)[:, self.question]
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.where(below != 0, used @ self.values / below, np.nan)
        means[:, self._all_ones] = np.where(below[:, self._all_ones] != 0, 1.0, np.nan)
        return np.asarray(means, dtype=np.float64)

    @cached_property
    def _all_ones(self) -> BoolArray:
        """Columns that everybody has: their mean is one exactly, where floating point would leave a trace of doubt."""
        return np.asarray((self.values == 1.0).sum(axis=0) == self.valid.sum(axis=0)[self.question])

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return (value - mean) / sum of weights of the rows with an answer, shape (n, k); zero for an empty cell."""
        below = self.sizes(weights)[1][self.question]
        found = np.zeros((self.n, len(self.question)))
        found[self.rows] = self._deviations(weights) / np.where(below != 0, below, 1.0)
        return found

    def sizes(self, weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return rows with an answer, the sum of their weights, and Kish's effective size, each of shape (q,)."""
        used = weights[self.rows]
        total = used @ self.valid
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.valid.sum(axis=0), total, total**2 / (used**2 @ self.valid)

    def unseen(self, weights: FloatArray, parts: FloatArray) -> FloatArray:
        """Return the part of the squared weights that is still left to chance, shape (q,).

        Parameters
        ----------
        parts : shape (n,), the part of each row's stratum that was not drawn

        >>> cells = Cells(np.array([[1.0], [0.0]]), np.ones((2, 1)), np.array([0]), np.array([0, 2]), n=3)
        >>> cells.unseen(np.array([3.0, 9.0, 1.0]), np.array([0.5, 1.0, 1.0])).tolist()  # (9 / 2 + 1) / 10
        [0.55]
        """
        squares = np.square(weights[self.rows])
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((squares * parts[self.rows]) @ self.valid / (squares @ self.valid), dtype=np.float64)

    def df_of_weights(self, weights: FloatArray) -> FloatArray:
        """Return the degrees of freedom that unequal weights leave to a variance, shape (q,): rows if they are equal.

        References
        ----------
        Satterthwaite (1946), Biometrics Bulletin 2, 110-114; Valliant and Rust (2010), JOS 26, 585-602.

        >>> cells = Cells(np.array([[1.0], [0.0]]), np.ones((2, 1)), np.array([0]), np.array([0, 2]), n=3)
        >>> cells.df_of_weights(np.array([1.0, 9.0, 1.0])).tolist(), cells.df_of_weights(np.array([3.0, 9, 1])).round(2)
        ([2.0], array([1.22]))
        """
        squares = np.square(weights[self.rows])
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.square(squares @ self.valid) / (np.square(squares) @ self.valid), dtype=np.float64)

    def simple_variance(self, weights: FloatArray) -> FloatArray:
        """Return the variances of a simple random sample of as many rows without replacement, shape (k,)."""
        n, total, _ = (part[self.question] for part in self.sizes(weights))
        squares = weights[self.rows] @ np.square(self._deviations(weights))
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(squares / total / (n - 1) * (1 - n / total), dtype=np.float64)

    def _deviations(self, weights: FloatArray) -> FloatArray:
        return np.where(self.valid[:, self.question] > 0, self.values - self.value(weights), 0.0)


@dataclass(frozen=True)
class Block:
    """The columns of several questions side by side: names of shape k, the rest as in `Cells` over all rows."""

    names: tuple[str, ...]
    values: FloatArray
    valid: FloatArray
    question: IntArray

    def within(self, members: BoolArray) -> Cells:
        """Return the cells of a domain, given who belongs to it, shape (n,)."""
        rows = np.flatnonzero(members)
        return Cells(self.values[rows], self.valid[rows], self.question, rows, n=len(members))


def block_of(items: Sequence[Variable], *, weights: FloatArray, are_shares: bool) -> Block:
    """Put questions side by side; rows without weight, or without an answer to a question, do not count for it.

    Raises
    ------
    EstimationError : if a known answer is not a number, or that of a share neither 0 nor 1.
    ShapeError : if the lengths differ.
    """
    for item in items:
        require_length(item.columns, len(weights), name=item.name)
        require_length(item.known, len(weights), name=f"known rows of {item.name}")
        _check(item, is_share=are_shares)
    if not items:
        nothing = np.zeros((len(weights), 0))
        return Block((), nothing, nothing, np.zeros(0, dtype=np.int64))
    valid = np.column_stack([item.known & (weights != 0) for item in items])
    question = np.repeat(np.arange(len(items), dtype=np.int64), [len(item.names) for item in items])
    values = np.where(valid[:, question], np.column_stack([item.columns for item in items]), 0.0)
    return Block(tuple(name for item in items for name in item.names), values, valid.astype(np.float64), question)


def _check(item: Variable, *, is_share: bool) -> None:
    right = np.isin(item.columns, (0.0, 1.0)) if is_share else np.isfinite(item.columns)
    wrong = np.argwhere(item.known[:, None] & ~right)
    if wrong.size:
        row, column = wrong[0]
        raise EstimationError(
            "A share is of zeros and ones" if is_share else "A known answer is not a number",
            where=f"{item.names[column]}, row {row + 1}",
            expected="0 or 1" if is_share else "a number",
            got=float(item.columns[row, column]),
            hint="Mark the row as not known, so that it leaves the base, or code it.",
        )


class UnitsBehind:
    """The primary units and strata behind cells; what the stages alone decide is prepared once.

    ``unseen`` : shape (n,), the part of each row's stratum that was not drawn; 1 for rows drawn in clusters, whose
    sizes are not of persons
    """

    def __init__(self, stages: Stages) -> None:
        first = np.unique(stages.units[0], return_index=True)[1]
        self._unit = _indicator(stages.units[0]).tocsc()
        self._stratum = _indicator(stages.strata[first])
        self._share = 1.0 - 1.0 / stages.counts(0)[stages.strata[first]]
        persons = len(first) == stages.n
        self.unseen = np.maximum(1 - stages.fractions(0) * persons, CENSUS)[stages.strata]

    def behind(self, cells: Cells) -> FloatArray:
        """Return degrees of freedom, units and strata of each question in the domain, shape (3, q).

        Degrees of freedom are the units, less the part of each stratum that they make up: for the whole sample and for
        unions of strata units minus strata.

        >>> from querschnitt.core.estimation.stages import stages_of
        >>> halves = stages_of(6, strata=np.array([0, 0, 0, 1, 1, 1]))
        >>> across = Cells(np.ones((4, 1)), np.ones((4, 1)), np.array([0]), np.array([0, 1, 3, 4]), n=6)
        >>> UnitsBehind(halves).behind(across).round(3).ravel().tolist()
        [2.667, 4.0, 2.0]
        """
        present = (self._unit[:, cells.rows] @ cells.valid > 0).astype(np.float64)
        strata = (self._stratum @ present > 0).sum(axis=0)
        return np.vstack([self._share @ present, present.sum(axis=0), strata])


def _indicator(codes: IntArray) -> sparse.csr_matrix:
    rows = len(codes)
    return sparse.csr_matrix((np.ones(rows), (codes, np.arange(rows))), shape=(int(codes.max()) + 1, rows))
