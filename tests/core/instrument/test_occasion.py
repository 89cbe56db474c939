"""What is drawn in an interview is drawn once, and the same on every machine."""

from __future__ import annotations

from collections import Counter

import pytest

from querschnitt.core.instrument.occasion import Occasion, ParkMiller, seed_for, shuffled


def test_generator_is_that_of_park_and_miller() -> None:
    """The check of the paper (CACM 31, p. 1195): from seed 1 the 10,000th number is 1043618065."""
    state = 1
    generator = ParkMiller(1)
    for _ in range(10_000):
        state = state * 16807 % (2**31 - 1)
        drawn = generator.random()
    assert state == 1043618065
    assert drawn == (state - 1) / (2**31 - 2)


@pytest.mark.parametrize(("seed", "order"), [(42, "AFCBDE"), (-42, "EDAFBC"), (1, "BFEACD"), (11111111, "ACDBFE")])
def test_order_is_the_one_that_enketo_gives(seed: int, order: str) -> None:
    """The expected orders are those of the tests of openrosa-xpath-evaluator."""
    assert "".join(shuffled("ABCDEF", seed)) == order


def test_every_order_comes_about_equally_often() -> None:
    orders = Counter(shuffled("abc", seed_for(seed, "q")) for seed in range(6000))
    assert len(orders) == 6
    assert all(abs(count - 1000) < 130 for count in orders.values())  # more than four standard deviations


def test_an_order_depends_on_seed_and_question() -> None:
    items = tuple(range(20))
    assert shuffled(items, 7) == shuffled(items, 7)
    assert shuffled(items, seed_for(7, "a")) != shuffled(items, seed_for(7, "b"))
    assert sorted(shuffled(items, -5)) == list(items)


def test_random_is_the_same_each_time_it_is_asked() -> None:
    occasion = Occasion(seed=42)
    first = occasion.random("q")
    second = occasion.random("q")
    assert [first(), first()] == [second(), second()]
    assert occasion.random("q")() != occasion.random("r")()
