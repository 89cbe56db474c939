"""Designs as they are written: what is read, and how a mistake is named."""

from __future__ import annotations

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
