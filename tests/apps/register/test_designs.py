"""Design files: what a form writes is read back, and every mistake is named with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from querschnitt.apps.register.actions.designs import design_document, parse_design_file
from querschnitt.core.errors import DesignError, InputError
from querschnitt.core.sampling.design import Coordination, Design, Stages, Targets

LEIPZIG = Path("examples/leipzig")
TEXT = (LEIPZIG / "design_2016.toml").read_text(encoding="utf-8")
WAVE = parse_design_file(TEXT)
SEED = {"commitment": "ab" * 32, "seed_rule": "Lotto am Samstag, 28.11.2026"}

DESIGNS = [
    Design("d", "group", 50, allocation="neyman", share=0.3, minimum={"a b": 3, "ä": 4}),
    Design("d", "group", 0, allocation="targets", targets=Targets(each=0.05), response_rate=0.25),
    Design("d", "group", 0, allocation="stages", stages=Stages("district", {"x": 2}, take=9, first_stage="size")),
    Design("d", "group", 50, selection="poisson", measure="age", coordinate_with=Coordination("k", shift=0.5)),
    Design("d", "borough", 50, one_per_household="household", batches=(30, 20)),
    Design('"quoted"\n', "group", 5, allocation="fixed", counts={"x": 2, "y": 3}),
    Design("d", "group", 50, selection="systematic", sort_by=("borough", "age")),
]


@pytest.mark.parametrize("year", ["2016", "2020"])
def test_the_files_of_the_example_come_back_from_what_is_written(year: str) -> None:
    file = parse_design_file((LEIPZIG / f"design_{year}.toml").read_text(encoding="utf-8"))
    assert parse_design_file(design_document(file)) == file


@pytest.mark.parametrize("design", DESIGNS)
def test_every_design_comes_back_from_what_is_written(design: Design) -> None:
    for rates in (0.25, {"x": 0.25, "y y": 0.5}):
        design = replace(design, response_rate=rates) if design.targets else design
        file = replace(WAVE, design=design, expected_response=rates, seed=2020, **SEED)
        text = design_document(file)
        assert parse_design_file(text) == file
        assert design_document(parse_design_file(text)) == text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[design]", "[planning]\nresponse_rate = 15\n[design]", "planning, response_rate.*at most 1.*15"),
        ("[design]", "[planning]\nrate = 0.1\n[design]", "Unknown key 'rate'.*planning"),
        ("[design]", "[frame]\nfile = 'x'\n[design]", "derived from the register.*no table"),
        ("[design]", "[seed]\nseed = '2020'\n[design]", "Not a seed.*seed, seed.*'2020'.*without quotation marks"),
        ("[design]", "[seed]\nseed = -1\n[design]", "Not a seed"),
        ("[design]", "[sead]\nseed = 1\n[design]", "Unknown key 'sead'.*'seed'"),
        ('allocation = "equal"', "response_rate = 0.2", "stands in the table .planning"),
        ('allocation = "equal"', "additions = [{ eu = 3 }]", "a draw of its own"),
        ('stratify_by = "region"', 'stratify_by = ""', "sample of a wave has strata"),
        ('allocation = "equal"', 'selection = "poisson"\nmeasure = "rooms"', "that is a size.*design.measure.*rooms"),
        ('sample_size = 2000\nallocation = "equal"', '[design.stages]\ncluster = "sex"\nclusters = 2\ntake = 3\n#',
         "make clusters.*stages.cluster"),
        ('sample_size = 2000\nallocation = "equal"', 'allocation = "targets"\ntargets = { each = 0.05 }\n#',
         "needs the response.*planning.response_rate"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_design_file_is_named_with_its_place(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises((DesignError, InputError), match=said) as caught:
        parse_design_file(TEXT.replace(old, new), where="design.toml")
    assert caught.value.where.startswith("design.toml")
