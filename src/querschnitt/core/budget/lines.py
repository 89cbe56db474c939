"""Lines of a budget: one amount of one year at one stage. A correction replaces the line it names, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Stage(StrEnum):
    """Where an amount stands on its way through the budget."""

    REQUESTED = "requested"
    DRAFT = "draft"
    AMENDED = "amended"
    STRUCK = "struck"
    RESTORED = "restored"
    DECIDED = "decided"
    OVER_PLAN = "over_plan"
    CARRIED_OVER = "carried"
    SPENT = "spent"


class Funding(StrEnum):
    """Where an amount comes from."""

    OWN = "own"
    EXISTING = "existing"
    GRANT = "grant"


@dataclass(frozen=True)
class Line:
    """One line, as it was written down.

    Attributes
    ----------
    key : of the line; later lines have greater keys
    measure : the identity of the measure, empty for a line of the whole edition
    field : the field of action of the measure, empty where there is no measure
    amount : euros, not negative; of a struck line what is left of it, 0 where all of it was struck
    corrects : the key of the line that this one replaces
    """

    key: int
    year: int
    stage: Stage
    amount: Decimal
    purpose: str = ""
    measure: str = ""
    field: str = ""
    funding: Funding = Funding.OWN
    corrects: int | None = None

    @property
    def item(self) -> tuple[str, str, int, Funding]:
        """Return what the stages of one amount have in common: measure, purpose, year and funding."""
        return (self.measure, self.purpose, self.year, self.funding)


def replaced(lines: Iterable[Line]) -> Mapping[int, Line]:
    """Return key of a line -> the line that corrects it."""
    return {line.corrects: line for line in lines if line.corrects is not None}


def counting(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that no other line corrects, in the order in which they were written down.

    >>> wrong = Line(1, 2021, Stage.DECIDED, Decimal(30))
    >>> [line.amount for line in counting([wrong, Line(2, 2021, Stage.DECIDED, Decimal(300), corrects=1)])]
    [Decimal('300')]
    """
    known = sorted(lines, key=lambda line: line.key)
    gone = replaced(known)
    return tuple(line for line in known if line.key not in gone)


_WAY = (Stage.DRAFT, Stage.AMENDED, Stage.STRUCK, Stage.RESTORED, Stage.DECIDED)


def plan_line(lines: Sequence[Line]) -> Line | None:
    """Return the line of one item that says what is planned; None where money was only asked for, or never planned.

    An amended line comes before the draft, a decided one before both. A line that is struck or restored after the
    decision was written down comes before the decision.
    """
    planned = [line for line in lines if line.stage in _WAY]
    decided = max((line.key for line in planned if line.stage == Stage.DECIDED), default=None)

    def rank(line: Line) -> tuple[int, int]:
        is_after = decided is not None and line.key > decided and line.stage in (Stage.STRUCK, Stage.RESTORED)
        return (len(_WAY) if is_after else _WAY.index(line.stage), line.key)

    return max(planned, key=rank, default=None)
