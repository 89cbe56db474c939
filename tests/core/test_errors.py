"""An error says what it knows, and nothing of what it does not."""

from __future__ import annotations

import numpy as np

from querschnitt.core.errors import InputError


def test_what_was_found_may_be_an_array_and_what_was_not_said_is_left_out() -> None:
    assert str(InputError("Not a code", got=np.array([1, 2]))) == "Not a code. Found: [1 2]."
    assert str(InputError("Not a code", expected=0, got="")) == "Not a code. Expected: 0."
