"""What one draw gives: figures by family and part, so that many draws can be laid over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.estimation.quantiles import Quantiles
from querschnitt.core.estimation.result import Figures
from querschnitt.demo.benchmark.coverage.evidence import Evidence

Key = tuple[str, str]
"""Family and part: ("mean", "groups, income")."""
ESTIMATE, VARIANCE, LOW, HIGH, DF = range(5)
"""Rows of a figure in a draw."""
TRUE, EFFECTIVE, TAKES = range(3)
"""Rows of the truth: beside it the effective interviews that a figure will have, and those it takes to be judged."""


@dataclass(frozen=True)
class Sheet:
    """Figures of one draw, (family, part) -> estimate, variance, low, high, df, shape (5, m); or the truth, (3, m)."""

    figures: dict[Key, FloatArray] = field(default_factory=dict)

    def put(self, key: Key, *columns: Any, df: Any = np.nan) -> None:
        """Write down estimates, variances, lower and upper limits; columns that are left out are not numbers."""
        found = np.full((5, np.size(columns[0])), np.nan)
        for row, column in zip(found, columns, strict=False):
            row[:] = np.ravel(column)
        found[DF] = np.ravel(df)
        self.figures[key] = found

    def put_truth(self, key: Key, true: FloatArray, evidence: Evidence) -> None:
        """Write down true figures, with what lets them be judged."""
        columns = np.broadcast_arrays(true, evidence.effective, evidence.takes)
        self.figures[key] = np.vstack([np.ravel(column) for column in columns])

    def put_figures(self, key: Key, found: Figures) -> None:
        """Write down figures with the interval that they carry."""
        columns = found.columns()
        self.put(key, found.estimate, found.variance, columns["ci_low"], columns["ci_high"], df=found.df)

    def put_quantiles(self, key: Key, found: Quantiles, *, df: float) -> None:
        """Write down quantiles with their intervals."""
        self.put(key, found.estimate, found.se**2, found.ci_low, found.ci_high, df=df)


def laid_over(sheets: Sequence[Mapping[Key, FloatArray]]) -> dict[Key, FloatArray]:
    """Return (family, part) -> all draws, shape (draws, 5, m)."""
    return {key: np.stack([sheet[key] for sheet in sheets]) for key in sheets[0]}
