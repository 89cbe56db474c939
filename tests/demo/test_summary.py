"""Numbers of the summary: the digits that mean something."""

from __future__ import annotations

from querschnitt.demo.summary import rounded


def test_numbers_keep_twelve_digits_also_inside_lists_and_mappings():
    assert rounded({"a": [1 / 3, 2], "b": (1e-20 / 3,), "c": "x", "d": None}) == {
        "a": [0.333333333333, 2],
        "b": [3.33333333333e-21],
        "c": "x",
        "d": None,
    }
