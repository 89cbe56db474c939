"""The part of a survey that a figure is of: groups, conditions, and what missing values do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict

import numpy as np

from querschnitt.core.arrays import BoolArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.intervals import checked_level
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.statistics import complete
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.core.estimation.surveys.words import Names, check_keywords, choice, names_of
from querschnitt.core.estimation.variables import Domains, Variable, domains_by, everybody

MISSING = ("refuse", "leave_out")
GROUPED = ("total", "mean", "proportion", "ratio", "quantile", "cdf", "variance", "correlation")
ESTIMATED = (*GROUPED, "kappa", "cronbach_alpha")


class Where(TypedDict, total=False):
    """Which rows count.

    where : a condition or several, or a truth value for each row
    missing : `refuse` raises where a value is missing, `leave_out` leaves such rows out of the figure (not the design)
    """

    where: Any
    missing: str


class Interval(TypedDict, total=False):
    """How sure the interval is to be.

    level : of confidence, 0.95 unless another is told
    df : degrees of freedom, where they are not the design's: those of a domain, or `np.inf` for a normal interval
    """

    level: float
    df: float | None


class Leveled(Where, Interval, total=False):
    """Which rows count, and the level of the interval."""


class Part(Leveled, total=False):
    """Which rows count, the groups they make, and the level of the interval. by : one column or several."""

    by: Names | None


@dataclass(frozen=True)
class Chosen:
    """The rows of a figure, its groups, notes to be printed with it, level and degrees of freedom of its interval."""

    rows: BoolArray
    domains: Domains
    notes: tuple[str, ...]
    level: float = 0.95
    df: float | None = None

    def told(self, figures: Figures) -> Figures:
        """Return figures with the level and the degrees of freedom that were asked for."""
        return replace(figures, level=self.level, df=figures.df if self.df is None else self.df)


def chosen_rows(survey: Survey, used: Sequence[Variable], *, part: Mapping[str, Any], verb: str) -> Chosen:
    """Return the rows and groups of a figure of some variables.

    Raises
    ------
    InputError : for an unknown keyword, column or word, a condition that no row meets, or a missing value under
        `refuse`.
    """
    check_keywords(part, keywords_of(verb), what=verb)
    level, df = checked_level(part.get("level", 0.95)), checked_df(part.get("df"))
    rows = survey.columns.rows(part.get("where"))
    kept = complete(used, where=rows) if used else rows
    left = int(rows.sum() - kept.sum())
    notes: list[str] = []
    if choice(part.get("missing", "refuse"), MISSING, what="treatment of missing values") == "refuse":
        _refuse_missing(used, rows)
    elif left:
        notes.append(f"{left:,} rows with missing values left out")
    if not kept.any():
        raise InputError("No row has all the values", where=verb, expected="at least one", got=0)
    factors = [survey.columns.factor(name) for name in names_of(part.get("by"))]
    if not factors:
        return Chosen(kept, everybody(survey.n, where=kept), tuple(notes), level, df)
    nowhere = int((kept & ~complete(factors)).sum())
    if nowhere:
        notes.append(f"{nowhere:,} rows without {' or '.join(factor.name for factor in factors)} are in no group")
    return Chosen(kept, domains_by(factors, where=kept), tuple(notes), level, df)


def keywords_of(verb: str) -> tuple[str, ...]:
    """Return the keywords that say which part of a survey a verb is of, and how sure its interval is to be.

    >>> keywords_of("kappa"), keywords_of("chi_squared")
    (('where', 'missing', 'level', 'df'), ('where', 'missing'))
    """
    by = ("by",) if verb in GROUPED else ()
    return (*by, "where", "missing", *(("level", "df") if verb in ESTIMATED else ()))


def checked_df(df: object) -> float | None:
    """Return degrees of freedom as they were told.

    Raises
    ------
    InputError : unless they are a number above 0.
    """
    if df is None:
        return None
    if isinstance(df, int | float | np.number) and not isinstance(df, bool) and df > 0:
        return float(df)
    raise InputError("Degrees of freedom are a number", where="df", expected="above 0, or np.inf", got=repr(df))


def _refuse_missing(used: Sequence[Variable], rows: BoolArray) -> None:
    for variable in used:
        wrong = np.flatnonzero(rows & ~variable.known)
        if wrong.size:
            raise missing_values(variable.name, where=f"row {wrong[0] + 1} ({wrong.size:,} rows)")


def missing_values(name: str, *, where: str) -> InputError:
    """Return what is wrong if values are missing and nobody said what to do with such rows."""
    return InputError(
        f"'{name}' has missing values", where=where, expected="a value in every row that counts",
        hint="Say missing='leave_out' (--leave-out-missing) to leave such rows out of the figure; "
        "the design keeps them.",
    )  # fmt: skip
