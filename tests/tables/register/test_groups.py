from __future__ import annotations

import copy

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.register import parse_groups, read_groups

from .conftest import GROUPS, LEIPZIG


def test_the_groups_of_the_example_make_the_ladder():
    groups = read_groups(LEIPZIG / "groups.toml")
    assert len(groups.listed) == 25
    assert len({group.group8 for group in groups.listed}) == 8
    assert len({group.region for group in groups.listed}) == 5
    assert set(groups.region_of.values()) == set(groups.region_names)


def test_origins_have_english_names_and_stand_in_german_where_they_have_none():
    groups = read_groups(LEIPZIG / "groups.toml")
    english = groups.names("en")
    assert len(english) == len(groups.names()) == 25 + 8 + 5
    assert (groups.names()["asia"], english["asia"]) == ("Süd-, Ost- und Südostasien", "South, East and Southeast Asia")
    assert (english["arab_states"], english["poland"]) == ("Arab states", "Poland")
    assert set(groups.english) == set(english)
    plain = parse_groups(GROUPS, where="test")
    assert plain.names("en") == plain.names()


def test_a_country_in_two_groups_is_an_error():
    document = copy.deepcopy(GROUPS)
    document["outside"]["475"] = {"name": "Syrien", "group8": "far"}
    with pytest.raises(InputError, match="Found: 475"):
        parse_groups(document, where="test")


def test_a_group_in_an_unknown_broader_group_is_an_error():
    document = copy.deepcopy(GROUPS)
    document["group"][0]["group8"] = "eats"
    with pytest.raises(InputError, match="Did you mean 'east'"):
        parse_groups(document, where="test")
