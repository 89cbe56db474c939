"""The part of a survey that a figure is of: groups, conditions, and what missing values do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np

from querschnitt.core.arrays import BoolArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.statistics import complete
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.core.estimation.surveys.words import Names, check_keywords, choice, names_of
from querschnitt.core.estimation.variables import Domains, Variable, domains_by, everybody

MISSING = ("refuse", "leave_out")
GROUPED = ("total", "mean", "proportion", "ratio", "quantile", "cdf")


class Where(TypedDict, total=False):
    """Which rows count.

    where : a condition or several, or a truth value for each row
    missing : `refuse` raises where a value is missing, `leave_out` leaves such rows out of the figure (not the design)
    """

    where: Any
    missing: str


class Part(Where, total=False):
    """Which rows count, and the groups they make. by : one column or several."""

    by: Names | None


@dataclass(frozen=True)
class Chosen:
    """The rows of a figure, its groups, and notes to be printed with it."""

    rows: BoolArray
    domains: Domains
    notes: tuple[str, ...]


def chosen_rows(survey: Survey, used: Sequence[Variable], *, part: Mapping[str, Any], verb: str) -> Chosen:
    """Return the rows and groups of a figure of some variables.

    Raises
    ------
    InputError : for an unknown keyword, column or word, a condition that no row meets, or a missing value under
        `refuse`.
    """
    check_keywords(part, ("by", "where", "missing") if verb in GROUPED else ("where", "missing"), what=verb)
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
        return Chosen(kept, everybody(survey.n, where=kept), tuple(notes))
    nowhere = int((kept & ~complete(factors)).sum())
    if nowhere:
        notes.append(f"{nowhere:,} rows without {' or '.join(factor.name for factor in factors)} are in no group")
    return Chosen(kept, domains_by(factors, where=kept), tuple(notes))


def _refuse_missing(used: Sequence[Variable], rows: BoolArray) -> None:
    for variable in used:
        wrong = np.flatnonzero(rows & ~variable.known)
        if wrong.size:
            raise InputError(
                f"'{variable.name}' has missing values", where=f"row {wrong[0] + 1} ({wrong.size:,} rows)",
                expected="a value in every row that counts",
                hint="Say missing='leave_out' (--leave-out-missing) to leave such rows out of the figure; "
                "the design keeps them.",
            )  # fmt: skip
