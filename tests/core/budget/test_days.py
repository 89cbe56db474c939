"""What holds on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from querschnitt.core.budget import Period, Standing, standing_on

PROVISIONAL = Period("provisional", date(2021, 1, 1), date(2021, 3, 30))
MILD = Period("freeze", date(2021, 2, 1), None, Decimal(10))
HARD = Period("freeze", date(2021, 3, 1), date(2021, 6, 30), Decimal(25))
UNNAMED = Period("freeze", date(2022, 1, 1))


def test_both_days_of_a_period_belong_to_it() -> None:
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2021, 3, 30), date(2021, 3, 31)]
    assert [standing_on([PROVISIONAL], day).provisional is not None for day in days] == [False, True, True, False]


def test_of_several_freezes_the_strictest_holds() -> None:
    periods = [HARD, MILD, PROVISIONAL, UNNAMED]
    assert standing_on(periods, date(2021, 3, 15)) == Standing(PROVISIONAL, HARD)
    assert standing_on(periods, date(2021, 7, 1)) == Standing(None, MILD)
    assert standing_on(periods, date(2022, 7, 1)) == Standing(None, UNNAMED)


def test_what_a_freeze_leaves() -> None:
    assert Standing().free(Decimal(100)) == 100
    assert Standing(freeze=HARD).free(Decimal("1000.40")) == Decimal("750.30")
    assert Standing(freeze=UNNAMED).free(Decimal(100)) is None
