"""What one draw gives: figures by family and part, so that many draws can be laid over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.estimation.quantiles import Quantiles
from querschnitt.core.estimation.result import Estimates, Figures

Key = tuple[str, str]
"""Family and part: ("mean", "groups, income")."""
ESTIMATE, VARIANCE, LOW, HIGH = range(4)


@dataclass(frozen=True)
class Sheet:
    """Figures of one draw: (family, part) -> estimate, variance, low, high, shape (4, m)."""

    figures: dict[Key, FloatArray] = field(default_factory=dict)

    def put(self, key: Key, *columns: Any) -> None:
        """Write down estimates, variances, lower and upper limits; columns that are left out are not numbers."""
        found = np.full((4, np.size(columns[0])), np.nan)
        for row, column in zip(found, columns, strict=False):
            row[:] = np.ravel(column)
        self.figures[key] = found

    def put_estimates(self, key: Key, found: Estimates, *, domains: Any) -> None:
        """Write down published estimates in some of the domains."""
        each = (found.estimate, found.se**2, found.ci_low, found.ci_high)
        self.put(key, *(values[:, domains] for values in each))

    def put_figures(self, key: Key, found: Figures) -> None:
        """Write down figures with their t intervals."""
        self.put(key, found.estimate, found.variance, *found.interval())

    def put_quantiles(self, key: Key, found: Quantiles) -> None:
        """Write down quantiles with their intervals."""
        self.put(key, found.estimate, found.se**2, found.ci_low, found.ci_high)


def laid_over(sheets: Sequence[Mapping[Key, FloatArray]]) -> dict[Key, FloatArray]:
    """Return (family, part) -> all draws, shape (draws, 4, m)."""
    return {key: np.stack([sheet[key] for sheet in sheets]) for key in sheets[0]}
