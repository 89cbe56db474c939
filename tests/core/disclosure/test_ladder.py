"""The ladder stops at the first level that passes."""

from __future__ import annotations

import pytest

from querschnitt.core.disclosure.ladder import Rung, finest_rung
from querschnitt.core.disclosure.signs import LEIPZIG_2020
from querschnitt.core.errors import InputError

TOTAL = Rung("total", (700,))


def test_the_finest_level_without_signs_is_taken() -> None:
    rungs = [Rung("group", (51, 50, 49)), Rung("group8", (90, 50)), Rung("region", (200, 500)), TOTAL]
    choice = finest_rung(rungs, profile=LEIPZIG_2020)
    assert (choice.name, choice.passes, choice.failed) == ("group8", True, (("group", 49),))


def test_where_nothing_passes_the_total_stands_with_its_sign() -> None:
    choice = finest_rung([Rung("group", (3, 9)), Rung("total", (12,))], profile=LEIPZIG_2020)
    assert (choice.name, choice.passes, choice.failed) == ("total", False, (("group", 3),))


def test_a_level_without_cells_is_an_error() -> None:
    with pytest.raises(InputError, match="every level has cells"):
        finest_rung([Rung("group", ()), TOTAL], profile=LEIPZIG_2020)
