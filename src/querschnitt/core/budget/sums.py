"""What lines come to. Each amount counts once: stages of one item never add up, what is carried over is not new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from querschnitt.core.budget.lines import Line, Stage, counting, plan_line

Key = TypeVar("Key", bound=Hashable)
Amount = Decimal | None


def plus(one: Amount, other: Amount) -> Amount:
    """Add two amounts of which each may be unknown; unknown only where both are.

    >>> plus(None, Decimal(5)), plus(None, None)
    (Decimal('5'), None)
    """
    if one is None or other is None:
        return other if one is None else one
    return one + other


@dataclass(frozen=True)
class Balance:
    """What lines come to; None where there is no figure.

    Attributes
    ----------
    stages : the sum of the lines that stand at each stage; stages are not added to one another
    planned : what the budget gives: of each item the line that counts
    available : planned, granted over plan, and carried over from the year before
    spent, left : of what is available; left only where both are known
    fresh : planned and granted over plan; years are added in this, so that carried-over money counts once
    """

    stages: Mapping[Stage, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    planned: Amount = None

    @property
    def fresh(self) -> Amount:
        """Return the money that no other year has given already."""
        return plus(self.planned, self.stages.get(Stage.OVER_PLAN))

    @property
    def available(self) -> Amount:
        """Return all that can be spent in the year."""
        return plus(self.fresh, self.stages.get(Stage.CARRIED_OVER))

    @property
    def spent(self) -> Amount:
        """Return what was spent."""
        return self.stages.get(Stage.SPENT)

    @property
    def left(self) -> Amount:
        """Return what is available and not spent; below nought where more was spent."""
        return None if self.available is None or self.spent is None else self.available - self.spent

    def __add__(self, other: Balance) -> Balance:
        stages = {
            stage: self.stages.get(stage, Decimal()) + other.stages.get(stage, Decimal())
            for stage in Stage
            if stage in self.stages or stage in other.stages
        }
        return Balance(MappingProxyType(stages), plus(self.planned, other.planned))


NOTHING = Balance()


def balance(lines: Iterable[Line]) -> Balance:
    """Return what lines come to; corrected ones do not count.

    Reference: stages as in the budgeting of German municipalities (request, draft, amendment, decision, over plan,
    transfer into the next year, outturn).

    >>> asked = Line(1, 2021, Stage.REQUESTED, Decimal(90))
    >>> given = Line(2, 2021, Stage.DECIDED, Decimal(30))
    >>> balance([asked, given]).planned, balance([asked]).planned
    (Decimal('30'), None)
    """
    return _sum(counting(lines))


def _sum(counted: Iterable[Line]) -> Balance:
    stages: dict[Stage, Decimal] = {}
    items: dict[Hashable, list[Line]] = defaultdict(list)
    for line in counted:
        stages[line.stage] = stages.get(line.stage, Decimal()) + line.amount
        items[line.item].append(line)
    planned: Amount = None
    for item in items.values():
        line_of_plan = plan_line(item)
        planned = plus(planned, line_of_plan.amount if line_of_plan else None)
    return Balance(MappingProxyType(stages), planned)


def balances(lines: Iterable[Line], by: Callable[[Line], Key]) -> dict[Key, Balance]:
    """Return what lines come to, apart by what ``by`` says of each: their measure, field, year or funding.

    Corrections are followed before the lines are parted, so a correction that moves an amount to another part leaves
    nothing behind.
    """
    parts: dict[Key, list[Line]] = defaultdict(list)
    for line in counting(lines):
        parts[by(line)].append(line)
    return {key: _sum(part) for key, part in parts.items()}


def missing(measures: Iterable[str], lines: Iterable[Line], *, year: int) -> tuple[str, ...]:
    """Return the measures without any figure for a year. A line of 0 euros is a figure.

    >>> missing(["a", "b"], [Line(1, 2021, Stage.SPENT, Decimal(0), measure="a")], year=2021)
    ('b',)
    """
    known = {line.measure for line in counting(lines) if line.year == year}
    return tuple(measure for measure in measures if measure not in known)
