"""Signs at their thresholds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.disclosure.signs import LEIPZIG_2020, profile_of, sign_for
from querschnitt.core.errors import InputError


@pytest.mark.parametrize(
    ("base", "value", "sign", "published"),
    [(0, 0.0, ".", False), (19, 55.0, ".", False), (20, 55.0, "()", True), (49, 55.0, "()", True), (50, 55.0, "", True),
     (50, 0.49, "0", True), (50, 0.5, "", True), (50, -0.3, "0", True)],
)  # fmt: skip
def test_thresholds(base, value, sign, published) -> None:
    signed = sign_for(LEIPZIG_2020, base=base, value=value)
    assert (signed.sign, signed.published) == (sign, published)


def test_what_makes_no_sense_is_crossed_out_whatever_its_base() -> None:
    assert sign_for(LEIPZIG_2020, base=500, value=10.0, sensible=False).sign == "x"


@given(base=st.integers(0, 19), value=st.floats(-100, 100), corrected=st.booleans())
def test_a_cell_under_the_threshold_never_leaves(base, value, corrected) -> None:
    assert not sign_for(LEIPZIG_2020, base=base, value=value, corrected=corrected).published


def test_a_correction_is_marked_beside_the_figure() -> None:
    assert sign_for(LEIPZIG_2020, base=500, value=10.0, corrected=True).corrected


def test_an_unknown_profile_is_an_error() -> None:
    with pytest.raises(InputError, match="Did you mean 'leipzig_2020'"):
        profile_of("leipzig_2021")
