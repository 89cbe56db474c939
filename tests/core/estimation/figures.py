"""Totals and ratios as small statistics, for tests of designs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Totals:
    """Totals of columns, shape (n, k)."""

    columns: np.ndarray

    def value(self, weights: np.ndarray) -> np.ndarray:
        return self.columns.T @ weights

    def scores(self, weights: np.ndarray) -> np.ndarray:
        return self.columns


@dataclass(frozen=True)
class Ratios:
    """Ratios of totals of columns; a mean has ones below, a domain its indicator in both."""

    above: np.ndarray
    below: np.ndarray

    def value(self, weights: np.ndarray) -> np.ndarray:
        return (self.above.T @ weights) / (self.below.T @ weights)

    def value_under_each(self, weights: np.ndarray) -> np.ndarray:
        return (weights.T @ self.above) / (weights.T @ self.below)

    def scores(self, weights: np.ndarray) -> np.ndarray:
        return (self.above - self.below * self.value(weights)) / (self.below.T @ weights)
