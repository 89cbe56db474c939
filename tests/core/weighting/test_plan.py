"""The weighting plan: what is written down is what is done, and a mistake is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from querschnitt.core.errors import InputError, WeightingError
from querschnitt.core.weighting.plan import count_margins, parse_weighting, weigh_wave

PLAN: dict[str, Any] = {
    "nonresponse": {"classes": ["region", "age"], "minimum": 1},
    "raking": {"margins": [["region"], ["sex", "age"]]},
}


def columns(**values: list[str]) -> dict[str, np.ndarray]:
    return {name: np.array(column) for name, column in values.items()}


# A population of 20: north 12, south 8; the sample is a fifth of it, three of four answer.
POPULATION = columns(
    region=["north"] * 12 + ["south"] * 8, sex=["f", "m"] * 10, age=["young"] * 20
)  # fmt: skip
SAMPLE = columns(region=["north", "north", "south", "south"], sex=["f", "m", "f", "m"], age=["young"] * 4)


def test_margins_are_counted_in_the_population() -> None:
    counts = count_margins(parse_weighting(PLAN, where="plan"), POPULATION)
    assert counts == {"region": {"north": 12.0, "south": 8.0}, "sex × age": {"f × young": 10.0, "m × young": 10.0}}


def test_the_weights_meet_the_margins() -> None:
    plan = parse_weighting(PLAN, where="plan")
    responded = np.array([True, True, True, True])
    done = weigh_wave(
        plan, SAMPLE, probability=np.full(4, 0.2), responded=responded, population=count_margins(plan, POPULATION)
    )
    # By hand: regions 12 and 8 in two people each, and women and men equal: 6, 6, 4, 4.
    assert done.weighed.weights.values == pytest.approx([6, 6, 4, 4])
    assert [margin.name for margin in done.margins] == ["region", "sex × age"]


def test_a_level_in_which_nobody_answered_stops_the_work() -> None:
    plan = parse_weighting(PLAN, where="plan")
    with pytest.raises(WeightingError, match="Nobody answered in level 'south' of margin 'region'") as caught:
        weigh_wave(
            plan, SAMPLE, probability=np.full(4, 0.2), responded=np.array([True, True, False, False]),
            population=count_margins(plan, POPULATION),
        )  # fmt: skip
    assert caught.value.where == "1 of 2 levels are empty"
    assert "Merge levels" in caught.value.hint


def with_minimum(value: object) -> dict[str, Any]:
    return {**PLAN, "nonresponse": {"classes": ["region"], "minimum": value}}


@pytest.mark.parametrize(
    ("document", "what", "where"),
    [
        ({}, "'nonresponse.classes' is missing", "plan"),
        ({**PLAN, "raking": {}}, "'raking.margins' is missing", "plan"),
        ({**PLAN, "nonresponse": {"classes": "region"}}, "Not a list of names", "plan, nonresponse.classes"),
        ({**PLAN, "raking": {"margins": ["region"]}}, "Not a list of names", "plan, raking.margins"),
        ({**PLAN, "raking": {"margins": []}}, "Not a list of names", "plan, raking.margins"),
        (with_minimum(0), "Not a number above zero", "plan, nonresponse.minimum"),
        (with_minimum("20"), "Not a number above zero", "plan, nonresponse.minimum"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(document: dict[str, Any], what: str, where: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        parse_weighting(document, where=where.split(",")[0])
    assert caught.value.where == where


def test_a_misspelt_key_has_a_suggestion() -> None:
    wrong = {**PLAN, "nonresponse": {"classes": ["region"], "minimun": 20}}
    with pytest.raises(InputError, match="Unknown key 'nonresponse.minimun'") as caught:
        parse_weighting(wrong, where="plan")
    assert caught.value.hint == "Did you mean 'minimum'?"
