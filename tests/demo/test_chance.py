from __future__ import annotations

import numpy as np

from querschnitt.demo.chance import choose, class_share, from_classes, uniform

KEYS = np.arange(200_000, dtype=np.int64)


def test_chance_is_even_and_independent_between_streams():
    first, second = uniform(KEYS, 1, "a"), uniform(KEYS, 1, "b")
    counts = np.bincount((first * 10).astype(int), minlength=10)
    assert abs(counts / len(KEYS) - 0.1).max() < 0.004
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.01
    assert abs(np.corrcoef(first[:-1], first[1:])[0, 1]) < 0.01


def test_chance_hangs_on_seed_key_and_stream_alone():
    assert np.array_equal(uniform(KEYS[100:110], 1, "a"), uniform(KEYS, 1, "a")[100:110])
    assert not np.array_equal(uniform(KEYS[:10], 1, "a"), uniform(KEYS[:10], 2, "a"))


def test_classes_are_taken_by_their_shares():
    shares = np.bincount(choose(uniform(KEYS, 3, "c"), [2, 1, 1])) / len(KEYS)
    assert np.allclose(shares, [0.5, 0.25, 0.25], atol=0.005)


def test_values_from_classes_invert_the_share_below_them():
    breaks, shares = [18, 30, 60, 90], [0.3, 0.5, 0.2]
    for chance in (0.0, 0.15, 0.3, 0.6, 0.95, 1.0):
        value = float(from_classes(np.array([chance]), breaks, shares)[0])
        assert np.isclose(class_share(value, breaks, shares), chance)
