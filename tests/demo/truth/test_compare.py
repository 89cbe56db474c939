from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import InputError
from querschnitt.demo.respond.wave_2016 import told_2016
from querschnitt.demo.truth.compare import COMPARED, Item, as_told, comparable

from ..conftest import truth_of


@pytest.fixture(scope="module")
def before(small):
    return truth_of("2016", small)


def test_both_waves_have_the_compared_items(before, truth):
    assert set(COMPARED) <= set(comparable(before))
    assert set(COMPARED) <= set(comparable(truth))


def test_the_interviewer_moves_only_the_items_of_the_scenario(before, small):
    honest, told = comparable(before), told_2016(before, small)
    for name in COMPARED:
        changed = (told[name].values != honest[name].values).mean()
        assert (changed > 0) == (name in ("disadvantaged", "life_satisfied")), name
    assert told["disadvantaged"].values.mean() == pytest.approx(0.8 * honest["disadvantaged"].values.mean(), abs=0.015)
    assert (told["disadvantaged"].values <= honest["disadvantaged"].values).all()
    assert (told["life_satisfied"].values >= honest["life_satisfied"].values).all()


def test_the_effect_can_be_moved_to_any_item(before, small):
    moved = small.with_simulation(
        "mode_effect_2016", disadvantaged=0.0, life_satisfied=0.0, academic=0.3, net_income=-0.1
    )
    honest, told = comparable(before), told_2016(before, moved)
    assert np.array_equal(told["disadvantaged"].values, honest["disadvantaged"].values)
    assert told["academic"].values.mean() > honest["academic"].values.mean() + 0.1
    assert told["net_income"].values.mean() == pytest.approx(0.9 * honest["net_income"].values.mean())


def test_an_unknown_item_is_an_error(before, small):
    with pytest.raises(InputError, match="Did you mean 'academic'"):
        told_2016(before, small.with_simulation("mode_effect_2016", acedemic=0.3))


def test_disadvantage_of_2020_is_any_of_six_areas(truth):
    areas = ("dis_job_search", "dis_work", "dis_housing", "dis_offices", "dis_school", "dis_public_space")
    anywhere = np.zeros(len(truth.people), dtype=bool)
    for area in areas:
        anywhere |= truth.answers[area].is_("often") | truth.answers[area].is_("sometimes")
    item = comparable(truth)["disadvantaged"]
    assert np.array_equal(item.values > 0, anywhere)
    assert item.sources == areas


def test_share_is_among_those_asked():
    item = Item(np.array([1.0, 0.0, 1.0, 1.0]), np.array([True, True, False, True]), ("x",))
    assert item.share(np.array([True, True, True, False])) == 0.5


def test_nothing_told_differs_without_effects(before):
    items = comparable(before)
    assert as_told(items, before, effects={}, seed=1) == items
