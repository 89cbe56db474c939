"""Numbers of units: those of any database, spread evenly, and the same whatever the order of rows."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from querschnitt.core.sampling.permanent_numbers import keyed_order, permanent_numbers, shifted

IDS = [f"p{i:04d}" for i in range(600)]


def test_the_order_is_that_of_the_hexadecimal_digests() -> None:
    digests = {unit: hashlib.sha256(f"2020:{unit}".encode()).hexdigest() for unit in IDS}
    assert [IDS[i] for i in keyed_order(IDS, 2020)] == sorted(IDS, key=lambda unit: digests[unit])


def test_a_number_is_the_beginning_of_the_digest_and_orders_as_it_does() -> None:
    digest = hashlib.sha256(b"citizens:p1").digest()
    numbers = permanent_numbers(["p1", *IDS], key="citizens")
    assert numbers[0] == pytest.approx(int.from_bytes(digest, "big") / 2**256, abs=1e-15)
    assert np.argsort(numbers[1:]).tolist() == keyed_order(IDS, "citizens").tolist()


def test_numbers_are_spread_evenly_and_those_of_another_key_have_nothing_to_do_with_them() -> None:
    ids = [f"u{i}" for i in range(20_000)]
    one, other = permanent_numbers(ids, key="a"), permanent_numbers(ids, key="b")
    assert stats.kstest(one, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.03
    assert one.min() > 0 and one.max() < 1


@given(by=st.floats(0, 1, exclude_max=True))
def test_shifted_numbers_stay_on_the_circle_and_keep_their_distances(by: float) -> None:
    numbers = permanent_numbers(IDS, key="x")
    turned = shifted(numbers, by=by)
    assert np.all((turned >= 0) & (turned < 1))
    assert np.mod(turned - by + 1, 1) == pytest.approx(numbers, abs=1e-12)
