"""What one draw gives: figures by family and part, so that many draws can be laid over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.estimation.quantiles import Quantiles
from querschnitt.core.estimation.result import Figures

Key = tuple[str, str]
"""Family and part: ("mean", "groups, income")."""
ESTIMATE, VARIANCE, LOW, HIGH, EFFECTIVE, DF = range(6)
"""Rows of a figure; the sheet of the truth has in `EFFECTIVE` how many interviews the figure takes to be judged."""


@dataclass(frozen=True)
class Sheet:
    """Figures of one draw: (family, part) -> estimate, variance, low, high, effective interviews, df; shape (6, m)."""

    figures: dict[Key, FloatArray] = field(default_factory=dict)

    def put(self, key: Key, *columns: Any, effective: Any = np.nan, df: Any = np.nan) -> None:
        """Write down estimates, variances, lower and upper limits; columns that are left out are not numbers."""
        found = np.full((6, np.size(columns[0])), np.nan)
        for row, column in zip(found, columns, strict=False):
            row[:] = np.ravel(column)
        found[EFFECTIVE], found[DF] = np.ravel(effective), np.ravel(df)
        self.figures[key] = found

    def put_figures(self, key: Key, found: Figures, *, effective: Any) -> None:
        """Write down figures with the interval that they carry."""
        columns = found.columns()
        bounds = (columns["ci_low"], columns["ci_high"])
        self.put(key, found.estimate, found.variance, *bounds, effective=effective, df=found.df)

    def put_quantiles(self, key: Key, found: Quantiles, *, effective: Any, df: float) -> None:
        """Write down quantiles with their intervals."""
        self.put(key, found.estimate, found.se**2, found.ci_low, found.ci_high, effective=effective, df=df)


def laid_over(sheets: Sequence[Mapping[Key, FloatArray]]) -> dict[Key, FloatArray]:
    """Return (family, part) -> all draws, shape (draws, 6, m)."""
    return {key: np.stack([sheet[key] for sheet in sheets]) for key in sheets[0]}
