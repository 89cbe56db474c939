"""Statistics of one's own: any function of columns and weights, with the variance of its replicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.frames import Column
from querschnitt.core.estimation.intervals import checked_level
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.parts import checked_df
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.core.estimation.surveys.words import Names, check_keywords, names_of

LEFT_OUT = "replicates without anybody of a figure left out of its variance"

Function = Callable[[Mapping[str, Column], FloatArray], object]


class OwnPart(TypedDict, total=False):
    """Which rows count, the level of the interval, and its degrees of freedom where they are not the design's."""

    where: object
    level: float
    df: float | None


@dataclass(frozen=True)
class _Own:
    """A function of columns and weights as a `Statistic`, of the rows that count."""

    names: tuple[str, ...]
    columns: Mapping[str, Column]
    function: Function
    rows: BoolArray

    @property
    def members(self) -> BoolArray:
        """Rows of each figure."""
        return np.repeat(self.rows[:, None], len(self.names), axis=1)

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the figures under weights of all rows."""
        found = np.atleast_1d(np.asarray(self.function(self.columns, weights[self.rows]), dtype=np.float64))
        if found.shape != (len(self.names),) or not np.isfinite(found).all():
            raise InputError(
                "The function does not give one number for each name", where=", ".join(self.names),
                expected=f"{len(self.names)} finite", got=str(found.tolist()),
            )  # fmt: skip
        return found

    def scores(self, weights: FloatArray) -> FloatArray:
        """Replicates need none."""
        raise StateError("A statistic of one's own has no linearised values", expected="replicates")


def by_replicates(survey: Survey, function: Function, *, names: Names, **part: Unpack[OwnPart]) -> Figures:
    """Estimate a statistic of one's own: a Gini index, a poverty rate, whatever weights and columns give.

    Parameters
    ----------
    survey : with replicate weights
    function : of the columns of the rows that count, by name, and of as many weights; returns one number for each name
    names : of the figures
    where : as in `total`; missing values are the function's own affair
    level, df : of the interval

    Raises
    ------
    StateError : for a survey without replicates.
    InputError : for an unknown keyword, or a function that returns something else, under whichever weights.

    References
    ----------
    R: `withReplicates(design, function(w, data) ...)`. Derivation: docs/methods/replicates.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [10, 10, 10], "y": [1, 2, 6]}, weights="w").replicate("jackknife")
    >>> largest = by_replicates(people, lambda data, weights: data["y"] @ weights, names="sum")
    >>> largest.estimate.tolist(), largest.variance.round(6).tolist()
    ([90.0], [2100.0])
    """
    check_keywords(part, OwnPart.__annotations__, what="by_replicates")
    if not isinstance(survey.design, ReplicateDesign):
        raise StateError(
            "A statistic of one's own needs replicate weights", where="by_replicates", expected="replicates",
            hint="Make some first: survey.replicate('jackknife') or survey.replicate('rao_wu', seed=1).",
        )  # fmt: skip
    rows = survey.columns.rows(part.get("where"))
    columns = {name: values[rows] for name, values in survey.columns.values.items()}
    found = estimate(survey.design, _Own(names_of(names), columns, function, rows), deff=None)
    level, df = checked_level(part.get("level", 0.95)), checked_df(part.get("df"))
    notes = tuple(dict.fromkeys([*found.notes, *survey.notes]))
    return replace(found, level=level, df=found.df if df is None else df, notes=notes)


def without_empty_replicates(survey: Survey) -> Survey:
    """Return the survey in which a replicate without anybody of a figure is left out of its variance.

    A replicate that has lost a whole group tells nothing of it. Left out, it makes the variance a little too small;
    otherwise there is none.

    Raises
    ------
    StateError : without replicate weights.

    References
    ----------
    R does so with a warning (`svrVar`: replicates that gave NA are discarded).

    >>> from querschnitt.core.estimation.surveys.estimates import mean
    >>> from querschnitt.core.estimation.surveys.survey import replicate_survey
    >>> columns = {"w": [1] * 4, "y": [1, 3, 6, 8], "sex": list("fmmm"), "r1": [0, 2, 1, 1], "r2": [2, 0, 1, 1],
    ...     "r3": [1, 1, 0, 2]}
    >>> people = replicate_survey(columns, weights="w", replicates="r*", scale=1.0)
    >>> mean(people, "y", by="sex").se.round(4), mean(without_empty_replicates(people), "y", by="sex").se.round(4)
    (array([   nan, 1.4402]), array([0.    , 1.4402]))
    """
    if not isinstance(survey.design, ReplicateDesign):
        raise StateError("There are no replicates to leave out", expected="replicate weights")
    made = replace(survey.design.replicates, empty="leave_out", notes=(*survey.design.replicates.notes, LEFT_OUT))
    return replace(survey, design=ReplicateDesign(made), notes=(*survey.notes, LEFT_OUT))
