"""Rates by hand, with the formulas of the standard definitions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.core.outcomes.codes import DISPOSITIONS
from querschnitt.core.outcomes.rates import rates, weighted_response_rate

# I 500, P 100, R 150 + 50, NC 40, O 60, UH 1000, UO 100, NE 200: eligible or unknown 2000, known eligible 900
COUNTS = {
    "complete": 500, "partial": 100, "refused": 150, "break_off": 50, "not_reached": 40, "language": 60,
    "nothing_returned": 1000, "letter_undeliverable": 100, "moved_away": 180, "died": 20,
}  # fmt: skip


def test_every_rate_by_hand() -> None:
    found = {rate.name: rate for rate in rates(COUNTS, eligible_share=0.8)}
    assert {name: rate.value for name, rate in found.items()} == pytest.approx(
        {
            "RR1": 500 / 2000,
            "RR2": 600 / 2000,
            "RR3": 500 / (900 + 0.8 * 1100),
            "RR4": 600 / (900 + 0.8 * 1100),
            "RR5": 500 / 900,
            "RR6": 600 / 900,
            "COOP1": 500 / 860,
            "REF1": 200 / 2000,
            "CON1": 860 / 2000,
        }
    )
    assert (found["RR2"].numerator, found["RR2"].denominator) == (600, 2000)


def test_without_a_given_share_it_is_that_of_the_known() -> None:
    rr4 = next(rate for rate in rates(COUNTS) if rate.name == "RR4")
    assert rr4.denominator == pytest.approx(900 + 900 / 1100 * 1100)
    assert "e = 0.8182" in rr4.definition


@given(st.dictionaries(st.sampled_from([d.key for d in DISPOSITIONS]), st.integers(0, 5000)))
def test_the_rates_keep_their_order(counts) -> None:
    found = {rate.name: rate.value for rate in rates(counts)}
    if any(math.isnan(value) for value in found.values()):
        return
    assert found["RR1"] <= found["RR3"] + 1e-12 <= found["RR5"] + 2e-12
    assert found["RR2"] <= found["RR4"] + 1e-12 <= found["RR6"] + 2e-12
    assert found["RR1"] <= found["RR2"] <= 1


def test_the_weighted_rate_by_hand() -> None:
    keys = ["complete", "partial", "refused", "moved_away", "nothing_returned"]
    rate = weighted_response_rate(keys, [10.0, 20.0, 30.0, 40.0, 50.0])
    assert (rate.numerator, rate.denominator, rate.value) == (30.0, 110.0, pytest.approx(30 / 110))


def test_equal_weights_give_the_unweighted_rate() -> None:
    keys = [key for key, count in COUNTS.items() for _ in range(count)]
    assert weighted_response_rate(keys, [7.0] * len(keys)).value == pytest.approx(0.3)


def test_a_share_above_one_is_an_error() -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        rates(COUNTS, eligible_share=1.2)
