"""The frame: sizes, doubles, fingerprint."""

from __future__ import annotations

import pytest

from querschnitt.core.errors import DesignError, ShapeError
from querschnitt.core.sampling.frame import frame_of


def test_sizes_follow_the_sorted_levels() -> None:
    frame = frame_of(["a", "b", "c"], ["syria", "poland", "syria"])
    assert frame.levels == ("poland", "syria")
    assert frame.sizes.tolist() == [1, 2]


def test_a_double_is_named() -> None:
    with pytest.raises(DesignError, match="unit 'b'"):
        frame_of(["b", "a", "b"], ["x", "x", "x"])


def test_an_empty_frame_and_unequal_columns_are_errors() -> None:
    with pytest.raises(DesignError, match="empty"):
        frame_of([], [])
    with pytest.raises(ShapeError):
        frame_of(["a"], ["x", "y"])


def test_the_fingerprint_changes_with_a_person_and_with_a_stratum_but_not_with_the_order() -> None:
    one = frame_of(["a", "b"], ["x", "y"]).fingerprint()
    assert one == frame_of(["b", "a"], ["y", "x"]).fingerprint()
    assert one != frame_of(["a", "c"], ["x", "y"]).fingerprint()
    assert one != frame_of(["a", "b"], ["y", "x"]).fingerprint()
