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
