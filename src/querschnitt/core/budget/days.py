"""What the state of the budget allows on a day: a provisional budget, a freeze, both or neither."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Period:
    """The budget is provisional, or a freeze holds, from one day to another, both included; None is open."""

    kind: Literal["provisional", "freeze"]
    since: date
    until: date | None = None
    share_frozen: Decimal | None = None  # per cent; None where the freeze names none

    def holds_on(self, day: date) -> bool:
        """Return whether a day lies in the period."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Standing:
    """What holds on a day; of several freezes the one that leaves least."""

    provisional: Period | None = None
    freeze: Period | None = None

    def free(self, amount: Decimal) -> Decimal | None:
        """Return what a freeze leaves of an amount; None where its share is not known.

        >>> freeze = Period("freeze", date(2021, 1, 1), share_frozen=Decimal(20))
        >>> Standing(freeze=freeze).free(Decimal(30000))
        Decimal('24000')
        """
        if self.freeze is None:
            return amount
        share = self.freeze.share_frozen
        return None if share is None else amount * (HUNDRED - share) / HUNDRED


def standing_on(periods: Iterable[Period], day: date) -> Standing:
    """Return what holds on a day."""
    held = [period for period in periods if period.holds_on(day)]
    provisional = max((each for each in held if each.kind == "provisional"), key=lambda each: each.since, default=None)
    freezes = [each for each in held if each.kind == "freeze"]
    return Standing(provisional, max(freezes, key=_strictness, default=None))


def _strictness(freeze: Period) -> tuple[bool, Decimal, date]:
    """A freeze that names no share may hold back everything, so it is the strictest."""
    return (freeze.share_frozen is None, freeze.share_frozen or Decimal(), freeze.since)
