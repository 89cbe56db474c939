"""Designs as they are written: what is read, and how a mistake is named."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.design import Design, parse_design

WRITTEN = {"name": "2020", "stratify_by": "group", "sample_size": 5000, "allocation": "power", "minimum": 100}


def test_a_written_design_is_read() -> None:
    assert parse_design(WRITTEN) == Design("2020", "group", 5000, allocation="power", power=0.5, minimum=100)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sample_sise": 3}, "Unknown key 'sample_sise'.*Did you mean 'sample_size'"),
        ({"sample_size": 0}, "sample_size.*Found: 0"),
        ({"sample_size": "5000"}, "sample_size.*Found: '5000'"),
        ({"allocation": "powder"}, "Did you mean 'power'"),
        ({"power": 2}, "power.*0 to 1"),
        ({"stratify_by": ""}, "'stratify_by' is missing"),
        ({"maximum": -1}, "maximum"),
    ],
)
def test_a_mistake_is_named_with_its_place(change, message) -> None:
    with pytest.raises(DesignError, match=message) as caught:
        parse_design(WRITTEN | change, where="design.toml")
    assert "design.toml" in str(caught.value)


FIXED = {"name": "f", "stratify_by": "group", "allocation": "fixed", "counts": {"poland": 30, "syria": 20}}


def test_fixed_numbers_are_those_of_the_strata_by_name() -> None:
    design = parse_design(FIXED)
    assert design.sample_size == 50
    assert design.allocate(np.array([100, 25]), ["poland", "syria"]).tolist() == [30, 20]
    for sizes, levels, said in (
        ([100, 25], ["poland", "serbia"], "Unknown stratum 'syria'"),
        ([100, 25, 9], ["poland", "syria", "vietnam"], "without a number.*Found: vietnam"),
        ([100, 19], ["poland", "syria"], "stratum number 2.*0 to 19"),
    ):
        with pytest.raises(DesignError, match=said):
            design.allocate(np.array(sizes), levels)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sample_size": 51}, "Not the sum of the counts.*Expected: 50.*Found: 51"),
        ({"counts": {}}, "counts.*needs them|needs them.*counts"),
        ({"counts": {"poland": 0}}, "counts, poland"),
        ({"allocation": "equal", "sample_size": 50}, "belong to the allocation 'fixed'"),
        ({"selection": "systematic"}, "sort_by.*list of frame variables"),
        ({"sort_by": ["age"]}, "belongs to systematic selection"),
        ({"selection": "systemic"}, "Unknown selection.*Did you mean 'systematic'"),
    ],
)
def test_a_mistake_in_numbers_or_order_is_named(change, message) -> None:
    with pytest.raises(DesignError, match=message):
        parse_design(FIXED | change, where="design.toml")
