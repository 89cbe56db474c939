"""Figures from sums: rows are added up by cell, wherever they lie; everything else is arithmetic on the small result.

A cell is a crossing of the levels of all variables that define figures: domains and categories. Within a cell each row
has values v, the first of which is 1. Totals, means, shares and ratios are then linear in, or quotients of, the sums of
weight x value by cell, so their variances need no more than those sums by primary unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError

NO_DENOMINATOR = -1
NOISE = 1e-12  # of squares: what is left of a difference of sums below it is rounding


@dataclass(frozen=True)
class CellFigures:
    """What k figures are, said on C cells.

    Attributes
    ----------
    names : of the figures
    inside : shape (k, C), the cells of each figure's domain
    above : shape (k, C), the cells whose rows are in the numerator: those of a category, or all inside
    value : shape (k,), the position of the value that the numerator adds up; 0 counts persons
    below : shape (k,), that of the denominator, added up over the whole domain; `NO_DENOMINATOR` for a total
    origin : shape (k,), what was taken off the values before they were added up, of means; None: nothing

    >>> share = CellFigures(("a=1",), np.array([[True, True]]), np.array([[True, False]]), np.array([0]), np.array([0]))
    >>> share.estimates(np.array([[30.0], [10.0]]))
    array([0.75])
    """

    names: tuple[str, ...]
    inside: BoolArray
    above: BoolArray
    value: IntArray
    below: IntArray
    origin: FloatArray | None = None

    def __post_init__(self) -> None:
        for name in ("inside", "above", "value", "below"):
            require_length(getattr(self, name), len(self.names), name=name)

    def estimates(self, sums: FloatArray) -> FloatArray:
        """Return the figures, shape (..., k), from sums, shape (..., C, v); not a number over a zero."""
        above = _picked(self.above, self.value, sums)
        below = _picked(self.inside, np.maximum(self.below, 0), sums)
        below = np.where(self.below == NO_DENOMINATOR, 1.0, below)
        return np.asarray(np.where(below != 0, above / np.where(below != 0, below, 1.0), np.nan), dtype=np.float64)

    def shown(self, figures: FloatArray) -> FloatArray:
        """Return the figures of values as they were, shape (..., k), from those of values less their origin."""
        return figures if self.origin is None else figures + self.origin

    def defined(self, sums: FloatArray) -> FloatArray:
        """Return the figures, shape (k,), from sums of shape (C, v).

        Raises
        ------
        EstimationError : for a denominator of zero.
        """
        figures = self.estimates(sums)
        if np.isnan(figures).any():
            name = self.names[int(np.argmax(np.isnan(figures)))]
            expected = "at least one row with weight in the domain"
            raise EstimationError("A denominator is zero", where=name, expected=expected, got=0)
        return figures

    def slopes(self, sums: FloatArray) -> sparse.csr_array:
        """Return the derivatives of the figures by the sums, shape (k, C x v): with them, scores add up from sums.

        Raises
        ------
        EstimationError : for a denominator of zero.
        """
        figures, width = self.defined(sums), sums.shape[1]
        quotient = self.below != NO_DENOMINATOR
        below = np.where(quotient, _picked(self.inside, np.maximum(self.below, 0), sums), 1.0)
        shape = (len(self.names), self.inside.shape[1] * width)
        tops = _placed(self.above, self.value, 1 / below, width=width, shape=shape)
        bottoms = _placed(
            self.inside & quotient[:, None], np.maximum(self.below, 0), -figures / below, width=width, shape=shape
        )
        return sparse.csr_array(tops + bottoms)

    def counts(self, rows: IntArray) -> IntArray:
        """Return the rows in each figure's domain, shape (k,), from the rows of the cells."""
        return np.asarray(self.inside.astype(np.float64) @ rows, dtype=np.float64).astype(np.int64)


def _picked(cells: BoolArray, value: IntArray, sums: FloatArray) -> FloatArray:
    """Add up, for each figure, its value over its cells, shape (..., k)."""
    found = np.empty((*sums.shape[:-2], len(value)))
    for position in np.unique(value):
        chosen = value == position
        found[..., chosen] = sums[..., position] @ cells[chosen].astype(np.float64).T
    return found


def _placed(
    cells: BoolArray, value: IntArray, factor: FloatArray, *, width: int, shape: tuple[int, int]
) -> sparse.csr_array:
    figure, cell = np.nonzero(cells)
    return sparse.csr_array((factor[figure], (figure, cell * width + value[figure])), shape=shape)


@dataclass(frozen=True)
class CellSums:
    """The rows of C cells, added up.

    Attributes
    ----------
    rows : shape (C,)
    sums : shape (C, v), of weight x value; the first value is 1, so the first column is persons
    products : shape (C, v, v), of weight x value x value, for design effects; None where they were not asked for
    """

    rows: IntArray
    sums: FloatArray
    products: FloatArray | None = None

    def simple_variance(self, figures: CellFigures, *, without_replacement: bool) -> FloatArray:
        """Return the variance that a simple random sample of as many rows would give, shape (k,).

        N times the weighted squares of the scores around their mean in the domain, over n - 1; times (N - n) / N
        without replacement. Not a number with fewer than two rows, a variance of zero or N below n.

        Raises
        ------
        EstimationError : without products.

        >>> cells = CellSums(np.array([2]), np.array([[4.0, 2.0]]), np.array([[[4.0, 2.0], [2.0, 2.0]]]))
        >>> total = CellFigures(("y",), np.ones((1, 1), bool), np.ones((1, 1), bool), np.array([1]), np.array([-1]))
        >>> cells.simple_variance(total, without_replacement=True)  # of 0 and 1, each with weight 2
        array([2.])
        """
        if self.products is None:
            raise EstimationError("A design effect needs the sums of products", expected="products")
        slopes = figures.slopes(self.sums)
        squares = np.asarray((slopes @ blocks(self.products)).multiply(slopes).sum(axis=1)).ravel()
        inside = figures.inside.astype(np.float64)
        n, size = inside @ self.rows, inside @ self.sums[:, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            around = squares - (slopes @ self.sums.ravel()) ** 2 / size
            variance = size * np.where(around > NOISE * squares, around, 0.0) / (n - 1)
            if without_replacement:
                variance = variance * np.where(size >= n, (size - n) / size, np.nan)
        return np.asarray(np.where((n > 1) & (variance > 0), variance, np.nan), dtype=np.float64)


def blocks(products: FloatArray) -> sparse.csr_array:
    """Put the squares of shape (C, v, v) on the diagonal of one sparse matrix, shape (C x v, C x v)."""
    cells, width, _ = products.shape
    first = np.arange(cells)[:, None, None] * width
    rows, columns = np.arange(width)[:, None], np.arange(width)[None, :]
    places = (np.broadcast_to(first + rows, products.shape), np.broadcast_to(first + columns, products.shape))
    coordinates = (places[0].ravel(), places[1].ravel())
    return sparse.csr_array((products.ravel(), coordinates), shape=(cells * width, cells * width))
