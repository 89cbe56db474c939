"""Dispositions: each in one group, and no unknown ones."""

from __future__ import annotations

import pytest

from querschnitt.core.errors import InputError
from querschnitt.core.outcomes.codes import DISPOSITIONS, Group, count_outcomes, disposition, group_counts


def test_codes_and_keys_are_unique_and_the_first_digit_fits_the_group() -> None:
    assert len({d.code for d in DISPOSITIONS}) == len({d.key for d in DISPOSITIONS}) == len(DISPOSITIONS)
    digits = {"I": "1", "P": "1", "R": "2", "NC": "2", "O": "2", "UH": "3", "UO": "3", "NE": "4"}
    assert all(d.code[0] == digits[d.group.value] for d in DISPOSITIONS)


def test_counts_and_groups() -> None:
    counts = count_outcomes(["complete", "break_off", "refused", "died", "died"])
    assert (counts["died"], counts["partial"]) == (2, 0)
    groups = group_counts(counts)
    assert (groups[Group.REFUSAL], groups[Group.NOT_ELIGIBLE], groups[Group.OTHER]) == (2, 2, 0)


def test_an_unknown_key_is_named_with_a_suggestion() -> None:
    with pytest.raises(InputError, match="Did you mean 'refused'"):
        disposition("refusd")
