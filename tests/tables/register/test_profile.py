from __future__ import annotations

import tomllib

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.register import parse_profile

from .conftest import LEIPZIG


@pytest.fixture
def document():
    return tomllib.loads((LEIPZIG / "profile_register.toml").read_text())


def test_an_unknown_field_is_an_error(document):
    document["columns"]["birthdate"] = document["columns"].pop("birth_date")
    with pytest.raises(InputError, match="Did you mean 'birth_date'"):
        parse_profile(document, where="profile")


def test_a_field_without_column_is_an_error(document):
    del document["columns"]["block"]
    with pytest.raises(InputError, match="Found: block"):
        parse_profile(document, where="profile")


def test_a_value_we_do_not_know_is_an_error(document):
    document["columns"]["sex"]["values"]["u"] = "unknown"
    with pytest.raises(InputError, match="columns.sex"):
        parse_profile(document, where="profile")


@pytest.mark.parametrize(
    ("file", "place", "said"),
    [
        ({"encoding": "cp12525"}, None, "Unknown encoding.*file.encoding.*Found: cp12525"),
        ({"layout": "fix"}, None, "Unknown layout.*Did you mean 'fixed'"),
        ({"skip_lines": 2}, None, "number of lines to skip.*one line of headings"),
        ({"layout": "fixed", "skip_lines": -1}, None, "columns.person_id.*first character"),
        ({}, [1, 9], "columns.person_id.*no place"),
        ({"layout": "fixed"}, [0, 9], "columns.person_id, place.*from 1"),
        ({"layout": "fixed"}, "1-9", "columns.person_id, place.*from 1"),
    ],
)
def test_a_layout_that_cannot_be_is_named(document, file, place, said):
    document["file"] |= file
    if place is not None:
        document["columns"]["person_id"]["place"] = place
    with pytest.raises(InputError, match=said):
        parse_profile(document, where="profile")


def test_fields_of_a_fixed_width_share_no_place(document):
    document["file"]["layout"] = "fixed"
    for number, entry in enumerate(document["columns"].values()):
        entry["place"] = [1 + 10 * number, 10]
    assert parse_profile(document, where="profile").columns[1].start == 11
    document["columns"]["household"]["place"] = [10, 5]
    with pytest.raises(InputError, match="columns.person_id and columns.household.*from character 11 on.*Found: 10"):
        parse_profile(document, where="profile")
