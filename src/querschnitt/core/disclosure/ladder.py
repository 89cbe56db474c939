"""The ladder of breakdowns: each table at the finest level whose cells all pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from querschnitt.core.disclosure.signs import SignProfile
from querschnitt.core.errors import InputError


@dataclass(frozen=True)
class Rung:
    """One level of breakdown: its name and the unweighted base of every cell in it."""

    name: str
    bases: tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """The level chosen.

    Attributes
    ----------
    name : of the level
    passes : False where not even the coarsest level passes; its signs then stand in the table
    failed : the finer levels left out, each with its smallest base
    """

    name: str
    passes: bool
    failed: tuple[tuple[str, int], ...]


def finest_rung(rungs: Sequence[Rung], *, profile: SignProfile) -> Choice:
    """Choose the finest level in which every cell is printed without `.` and without brackets.

    Parameters
    ----------
    rungs : from fine to coarse
    profile : the office's thresholds

    Raises
    ------
    InputError : if there is no level, or one without cells.

    >>> from querschnitt.core.disclosure.signs import LEIPZIG_2020
    >>> finest_rung([Rung("group", (80, 12)), Rung("region", (60, 70)), Rung("total", (130,))], profile=LEIPZIG_2020)
    Choice(name='region', passes=True, failed=(('group', 12),))
    """
    if not rungs or any(not rung.bases for rung in rungs):
        raise InputError("A ladder has levels and every level has cells", expected="at least one each", got=len(rungs))
    failed: list[tuple[str, int]] = []
    for rung in rungs:
        if min(rung.bases) >= max(profile.uncertain_below, profile.suppress_below):
            return Choice(name=rung.name, passes=True, failed=tuple(failed))
        failed.append((rung.name, min(rung.bases)))
    return Choice(name=rungs[-1].name, passes=False, failed=tuple(failed[:-1]))
