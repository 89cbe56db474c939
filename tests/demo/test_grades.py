"""The grade of a comparison hangs on what was declared, never on what came out: not even on the hidden mode effect."""

from __future__ import annotations

import pytest

from querschnitt.apps.results.actions.comparison import Declared, grade_item, read_comparison
from querschnitt.demo.respond import behave, tell
from querschnitt.demo.truth.compare import COMPARED
from querschnitt.tables.items import Item, items_of, read_items
from querschnitt.tables.xlsform import read_instrument

from .conftest import truth_of

MOVED = ({"employed": -0.4}, {"german_mostly": 0.5, "net_income": -0.3}, {"disadvantaged": 0.0, "life_satisfied": 0.0})


@pytest.fixture(scope="module")
def declared(leipzig) -> Declared:
    return read_comparison(leipzig / "comparison_2016_2020.toml")


@pytest.fixture(scope="module")
def items(leipzig) -> dict[str, Item]:
    instrument = read_instrument(leipzig / "migrantenbefragung_2020.xlsx")
    return {item.name: item for item in items_of(instrument, read_items(leipzig / "items.toml"))}


@pytest.fixture(scope="module")
def before(small):
    return truth_of("2016", small)


def _graded(small, before, *, effects, declared, items):
    changed = small.with_simulation("mode_effect_2016", **effects)
    told = tell(before, behave(before, changed, seed=4), changed, seed=4)
    grades, shares = {}, {}
    for name in declared.items:
        answered = told.usable & told.valid[name]
        grades[name] = grade_item(declared, items[name], n=(int(answered.sum()), 700)).letter
        shares[name] = float(told.items[name].values[answered].mean())
    return grades, shares


@pytest.mark.parametrize("effects", MOVED)
def test_moving_the_mode_effect_moves_figures_and_no_grade(small, before, declared, *, items, effects):
    grades, shares = _graded(small, before, effects={}, declared=declared, items=items)
    moved_grades, moved_shares = _graded(small, before, effects=effects, declared=declared, items=items)
    assert {name for name in shares if shares[name] != moved_shares[name]} == set(effects)
    assert moved_grades == grades


def test_the_declared_rules_hold_for_every_item(declared, items):
    assert set(declared.items) <= set(COMPARED)
    for name, entry in declared.items.items():
        letter = grade_item(declared, items[name], n=(600, 700)).letter
        assert letter >= "C", "the mode changed"
        assert letter >= "D" or not items[name].sensitive, "a sensitive item"
        if entry["scale"][0] != entry["scale"][1] and not entry.get("bridge_scale"):
            assert letter == "E", "a scale without bridge"


def test_an_item_becomes_sensitive_in_the_workbook_and_nowhere_else(declared, items):
    from dataclasses import replace

    plain = replace(items["disadvantaged"], sensitive=False)
    assert grade_item(declared, items["disadvantaged"], n=(600, 700)).letter == "D"
    assert grade_item(declared, plain, n=(600, 700)).letter == "C"
