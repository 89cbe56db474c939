from __future__ import annotations

import pytest

from querschnitt.press.numbers import number, percent, signed, span


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(93000, 0, "93.000"), (1254.5, 1, "1.254,5"), (0, 0, "0"), (-3.25, 1, "−3,2"), (1234567, 0, "1.234.567")],
)
def test_numbers_are_written_the_german_way(value: float, decimals: int, written: str):
    assert number(value, decimals=decimals) == written


def test_shares_are_written_in_per_cent():
    assert percent(0.154, decimals=1) == "15,4\u00a0%"
    assert percent(1) == "100\u00a0%"


@pytest.mark.parametrize(("value", "written"), [(12.0, "+12"), (-12.0, "−12"), (0.2, "0"), (-0.2, "0")])
def test_differences_carry_their_sign_and_zero_none(value: float, written: str):
    assert signed(value) == written


def test_intervals():
    assert span("79", "85") == "79–85"
    assert span("−3", "+7") == "−3 bis +7"
