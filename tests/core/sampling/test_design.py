"""Designs as they are written: what is read, and how a mistake is named."""

from __future__ import annotations

import json

import numpy as np
import pytest

from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.design import Design, design_table, parse_design

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
        ({"stratify_by": " "}, "'stratify_by' is missing.*not stratified"),
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
        ([100, 19], ["poland", "syria"], "not so many persons.*stratum 'syria'.*at most 19.*Found: 20"),
    ):
        with pytest.raises(DesignError, match=said):
            design.allocate(np.array(sizes), levels)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sample_size": 51}, "Not the sum of the counts.*Expected: 50.*Found: 51"),
        ({"counts": {}}, "needs numbers of persons.*counts"),
        ({"counts": {"poland": 0}}, "counts, poland"),
        ({"allocation": "equal", "sample_size": 50}, "belongs to the allocation 'fixed'"),
        ({"selection": "systematic"}, "sort_by.*list of frame variables"),
        ({"sort_by": ["age"]}, "belongs to systematic selection"),
        ({"selection": "systemic"}, "Unknown selection.*Did you mean 'systematic'"),
    ],
)
def test_a_mistake_in_numbers_or_order_is_named(change, message) -> None:
    with pytest.raises(DesignError, match=message):
        parse_design(FIXED | change, where="design.toml")


BASE = {"name": "d", "stratify_by": "group", "sample_size": 60}
STAGES = {"cluster": "district", "clusters": 3, "take": 5}
NUMBERS = {"poland": 2, "syria": 1}

ALLOWED = [
    {"allocation": "neyman", "spread": NUMBERS},
    {
        "allocation": "neyman",
        "share": {"poland": 0.5, "syria": 0.1},
        "minimum": {"syria": 5},
        "maximum": {"poland": 50},
    },
    {"allocation": "cost", "cost": NUMBERS, "response_rate": {"poland": 0.3, "syria": 0.2}},
    {
        "allocation": "targets",
        "sample_size": None,
        "targets": {"each": {"syria": 0.1}, "total": 0.05, "share": 0.5, "level": 0.9},
    },
    {"selection": "poisson", "measure": "size", "coordinate_with": {"key": "citizens", "shift": 0.5}},
    {"selection": "sequential"},
    {"selection": "pareto", "measure": "size", "batches": [40, 20]},
    {"selection": "conditional", "measure": "size"},
    {"sample_size": None, "stages": STAGES | {"clusters": NUMBERS, "first_stage": "size"}},
    {"stratify_by": "", "one_per_household": True, "batches": [30, 30]},
    {"one_per_household": "flat", "additions": []},
]


def written(change: dict) -> dict:
    return {key: value for key, value in (BASE | change).items() if value is not None}


@pytest.mark.parametrize("change", ALLOWED)
def test_a_design_that_was_read_is_written_as_a_table_that_reads_the_same(change) -> None:
    design = parse_design(written(change))
    table = design_table(design)
    assert parse_design(table) == design
    assert parse_design(json.loads(json.dumps(table))) == design
    for key, value in written(change).items():
        assert table.get(key, value) == value


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"selection": "systematic", "sort_by": ["age"], "batches": [30, 30]}, "lose the order.*batches"),
        ({"selection": "poisson", "batches": [30, 30]}, "left to chance"),
        ({"batches": [30, 20]}, "batches are not the sample.*add up to 60.*Found: a sum of 50"),
        ({"one_per_household": True, "selection": "systematic", "sort_by": ["age"]}, "pass over households"),
        ({"one_per_household": True, "selection": "pareto"}, "each person would decide alone.*two letters"),
        ({"one_per_household": True, "sample_size": None, "stages": STAGES}, "three stages"),
        ({"measure": "size"}, "same probability.*measure.*Found: size"),
        ({"selection": "conditional"}, "measure of size.*measure"),
        ({"coordinate_with": {"key": "k"}}, "Permanent random numbers.*coordinate_with.*sequential"),
        ({"coordinate_with": {"key": "k", "shift": 1}, "selection": "poisson"}, "shift.*from 0 up to 1"),
        ({"coordinate_with": {"kee": "k"}, "selection": "poisson"}, "Unknown key 'kee'.*coordinate_with"),
        ({"stages": STAGES}, "out of the stages.*sample_size|sample_size.*stages"),
        ({"stages": STAGES, "allocation": "equal"}, "clusters decide.*allocation"),
        ({"sample_size": None, "stages": STAGES, "selection": "pareto"}, "In the clusters persons are drawn at random"),
        ({"sample_size": None, "stages": STAGES | {"take": 0}}, "stages, take.*Found: 0"),
        ({"sample_size": None, "stages": {"cluster": "district", "take": 5}}, "'clusters' is missing"),
        ({"sample_size": None, "stages": 7}, "'stages' is not a table"),
        ({"sample_size": None}, "'sample_size' is missing"),
        ({"allocation": "targets", "targets": {"each": 0.05}}, "out of the targets"),
        ({"allocation": "targets", "sample_size": None}, "needs them.*targets"),
        ({"allocation": "targets", "sample_size": None, "targets": {"each": 5}}, "targets, each.*0.05.*Found: 5"),
        ({"allocation": "neyman"}, "needs the spread"),
        ({"allocation": "neyman", "spread": NUMBERS, "share": 0.5}, "written twice"),
        ({"spread": NUMBERS}, "'spread' belongs to the allocation 'neyman' or 'cost'"),
        ({"allocation": "neyman", "spread": {"poland": -1}}, "spread, poland.*Found: -1"),
        ({"minimum": {"poland": "many"}}, "minimum, poland.*Found: 'many'"),
        ({"minimum": [3]}, "minimum.*whole, 0 or more"),
        ({"allocation": "fixed", "counts": NUMBERS, "sample_size": None, "minimum": 5}, "nothing to decide"),
        ({"one_per_household": 1}, "one_per_household.*true, false or"),
        ({"batches": 30}, "Not a list.*batches"),
        ({"selection": "systematic", "sort_by": ["age", "age"]}, "stands here twice.*sort_by"),
        ({"additions": [{"poland": 3}], "selection": "sequential"}, "only to a simple random sample"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused_with_place_and_reason(change, said) -> None:
    with pytest.raises(DesignError, match=said) as caught:
        parse_design(written(change), where="design.toml")
    assert caught.value.where.startswith("design.toml")


SIZES, LEVELS = np.array([600, 400]), ["poland", "syria"]


@pytest.mark.parametrize(
    ("change", "by_hand"),
    [
        ({"allocation": "neyman", "spread": {"poland": 1, "syria": 3}}, [20, 40]),  # 600 : 1200
        ({"allocation": "neyman", "share": {"poland": 0.5, "syria": 0.1}}, [43, 17]),  # 300 : 120, so 42.86
        ({"allocation": "neyman", "share": 0.3}, [36, 24]),  # the same spread: proportional
        ({"allocation": "cost", "cost": {"poland": 9, "syria": 1}}, [20, 40]),  # 600 / 3 : 400
        ({"allocation": "cost", "response_rate": {"poland": 1, "syria": 0.25}}, [26, 34]),  # 600 : 800, so 25.71
        ({"allocation": "proportional", "minimum": {"syria": 30}}, [30, 30]),
        ({"allocation": "proportional", "maximum": {"poland": 31}}, [31, 29]),
        ({"sample_size": None, "allocation": "targets", "targets": {"each": 0.1}}, [83, 78]),  # docs/methods/allocation
        ({"sample_size": None, "stages": STAGES | {"clusters": {"poland": 4, "syria": 2}}}, [20, 10]),
        ({"allocation": "equal", "additions": [{"syria": 5}, {"poland": 1}]}, [31, 35]),
    ],
)
def test_what_each_stratum_gives(change, by_hand) -> None:
    assert parse_design(written(change)).allocate(SIZES, LEVELS).tolist() == by_hand


def test_a_target_for_all_needs_what_a_simple_sample_needs() -> None:
    """n0 = 1.96^2 / 4 / 0.05^2 = 384.15, n = n0 / (1 + n0 / N) = 277.5 of 1,000; twice that with half the response."""
    targets = {"sample_size": None, "allocation": "targets", "targets": {"total": 0.05}}
    assert parse_design(written(targets)).allocate(SIZES, LEVELS).sum() == 278
    half = parse_design(written(targets | {"response_rate": 0.5})).allocate(SIZES, LEVELS)
    assert half.sum() == 556


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"minimum": {"serbia": 3}}, "Unknown stratum 'serbia'.*d, minimum.*poland, syria"),
        ({"allocation": "neyman", "spread": {"polend": 3}}, "Unknown stratum 'polend'.*spread.*'poland'"),
        ({"allocation": "cost", "cost": {"poland": 3}}, "without a number.*cost.*syria"),
        ({"sample_size": None, "allocation": "targets", "targets": {"each": 0.001}, "response_rate": 0.5},
         "cannot be reached.*targets.each, poland"),
        ({"allocation": "equal", "additions": [{"syria": 500}]}, "not so many persons.*'syria'.*Found: 530"),
    ],
)  # fmt: skip
def test_strata_that_the_frame_does_not_have_are_named(change, said) -> None:
    with pytest.raises(DesignError, match=said):
        parse_design(written(change)).allocate(SIZES, LEVELS)
