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


@pytest.mark.parametrize(
    ("place", "entry", "said"),
    [
        ("file", {"delimter": ","}, "Unknown key 'delimter'. Place: profile, file.*Did you mean 'delimiter'"),
        (
            "file",
            {"delimiter": 5},
            'delimiter\' has the wrong type. Place: profile, file.*Found: 5. Write delimiter = "5"',
        ),
        ("file", {"delimiter": ";;"}, "Not a separator.*file.delimiter.*one character"),
        ("file", {"delimiter": '"'}, "Not a separator.*file.delimiter"),
        ("file", {"encoding": 1252}, "'encoding' has the wrong type.*file.*text"),
        ("file", {"encoding": "base64"}, "Unknown encoding"),
        ("file", {"date_format": "%d.%m.%y"}, "Not a form of dates.*file.date_format.*four digits.*Found: %d.%m.%y"),
        ("file", {"date_format": "%d.%m.%Y %Q"}, "Not a form of dates"),
        ("file", {"layout": True}, "'layout' has the wrong type.*Found: True"),
        (None, {"file": "utf-8"}, "'file' has the wrong type. Place: profile. Expected: a table"),
        (None, {"version": "1"}, "'version' has the wrong type.*a whole number"),
        (None, {"colums": {}}, "Unknown key 'colums'.*Did you mean 'columns'"),
        ("columns", {"sex": "geschlecht"}, "'sex' has the wrong type. Place: profile, columns. Expected: a table"),
        ("street", {"source": 7}, "'source' has the wrong type. Place: profile, columns.street"),
        ("street", {"requird": True}, "Unknown key 'requird'. Place: profile, columns.street.*'required'"),
        ("street", {"required": "yes"}, "'required' has the wrong type.*columns.street.*true or false"),
        ("street", {"pattern": "[0-9"}, "no regular expression. Place: profile, columns.street, pattern"),
        ("street", {"values": {"A": "B"}}, "Unknown value 'B'.*columns.street.*no values"),
        ("objection", {"values": {"J": True}}, "Unknown value 'True'.*columns.objection.*yes, no"),
        ("objection", {"values": ["J"]}, "'values' has the wrong type.*columns.objection.*a table"),
    ],
)
def test_whatever_is_wrong_in_a_profile_is_said_with_its_place(document, *, place, entry, said):
    target = {None: document, "file": document["file"], "columns": document["columns"]}.get(place)
    (document["columns"][place] if target is None else target).update(entry)
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
