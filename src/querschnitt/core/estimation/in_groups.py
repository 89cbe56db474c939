"""One statistic in each of several groups, as one statistic: its figures have their covariance between the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.core.estimation.statistics import Correlations, Variances
from querschnitt.core.estimation.variables import Domains


@dataclass(frozen=True)
class InGroups:
    """The same statistic of each group, as a `Statistic`; targets vary slowest, groups fastest.

    Attributes
    ----------
    parts : the statistic of each group
    groups : the groups, for their names

    >>> from querschnitt.core.estimation.statistics import variance
    >>> from querschnitt.core.estimation.variables import categorical, domains_by, numeric
    >>> y = numeric("y", np.array([1.0, 3.0, 2.0, 6.0]))
    >>> groups = domains_by([categorical("g", np.array(["a", "a", "b", "b"]), levels=["a", "b"])])
    >>> both = InGroups([variance([y], where=members) for members in groups.members.T], groups)
    >>> both.names, both.value(np.ones(4)).tolist()
    (('y,y|g=a', 'y,y|g=b'), [2.0, 8.0])
    """

    parts: Sequence[Variances | Correlations]
    groups: Domains

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the figures."""
        targets, groups = self.parts[0].names, range(len(self.parts))
        return tuple(self.groups.name(target, group) for target in targets for group in groups)

    @property
    def members(self) -> BoolArray:
        """Rows of each figure."""
        return np.hstack([part.members for part in self.parts])[:, self._order]

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the figures of all groups."""
        return np.concatenate([part.value(weights) for part in self.parts])[self._order]

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the scores of all groups."""
        return np.hstack([part.scores(weights) for part in self.parts])[:, self._order]

    @property
    def _order(self) -> IntArray:
        places = np.arange(len(self.parts) * len(self.parts[0].names)).reshape(len(self.parts), -1)
        return places.T.ravel()
