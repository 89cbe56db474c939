from __future__ import annotations

import copy

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.register import OUTSIDE, parse_groups, read_groups

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


def test_a_former_state_belongs_where_the_file_says():
    document = copy.deepcopy(GROUPS)
    document["former"] = {
        "162": {"name": "Tschechoslowakei", "group8": "east", "note": "Beide außerhalb."},
        "120": {"name": "Jugoslawien", "group": "poland", "note": "Nur zur Probe."},
    }
    groups = parse_groups(document, where="test")
    assert ("162", OUTSIDE, "east", "eu") in groups.rows()
    assert ("120", "poland", "east", "eu") in groups.rows()
    assert groups.former["162"].note == "Beide außerhalb."


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"group": "poland"}, "'note' is missing. Place: test, former, 159"),
        ({"group": "poland", "group8": "east", "note": "x"}, "either group or group8"),
        ({"note": "x"}, "either group or group8"),
        ({"group": "poalnd", "note": "x"}, "Did you mean 'poland'"),
        ({"group8": "est", "note": "x"}, "Did you mean 'east'"),
    ],
)
def test_a_former_state_without_a_place_is_an_error(entry, message):
    with pytest.raises(InputError, match=message):
        parse_groups({**GROUPS, "former": {"159": entry}}, where="test")


def test_a_former_state_is_in_no_second_group():
    entry = {"group": "poland", "note": "x"}
    with pytest.raises(InputError, match="more than one group.*Found: 475"):
        parse_groups({**GROUPS, "former": {"475": entry}}, where="test")


@pytest.mark.parametrize("key", ["regions", "groups8", "group", "unlisted_group8"])
def test_a_missing_key_is_refused_with_its_name(key):
    with pytest.raises(InputError, match=f"'{key}' is missing. Place: test"):
        parse_groups({name: value for name, value in GROUPS.items() if name != key}, where="test")


def test_two_groups_with_one_code_are_an_error():
    document = copy.deepcopy(GROUPS)
    document["group"][1]["code"] = "poland"
    with pytest.raises(InputError, match="Two groups have one code.*Found: poland"):
        parse_groups(document, where="test")
