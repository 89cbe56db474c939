"""Amounts as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.budget import parse_amount
from querschnitt.core.errors import InputError

CENTS = st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2, allow_nan=False)


@given(CENTS)
def test_german_and_english_say_the_same(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert parse_amount(english) == parse_amount(german) == parse_amount(f"{german} €") == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [("90000", 90000), ("90.000", 90000), ("90 000,5", "90000.5"), ("0", 0), ("1.234.567", 1234567), ("0,05", "0.05")],
)
def test_what_is_read(text: str, amount: object) -> None:
    assert parse_amount(text) == Decimal(str(amount))


@pytest.mark.parametrize(
    "text", ["", "-5", "1,2345", "12.34.567", "1.234.56", "ten", "1e5", "٣", "12345678901", "1,23,456", ".", ",50"]
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        parse_amount(text)
