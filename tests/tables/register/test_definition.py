from __future__ import annotations

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.register import parse_definition

DOCUMENT = {
    "name": "municipal",
    "version": 2,
    "german": "000",
    "unknown": ["999"],
    "inherit_below": 18,
    "expellees_before": 1946,
    "rules": [{"kind": "foreigner", "when": "first_nationality_not_german", "country": ["nationality_1"]}],
}


def test_a_definition_carries_its_version():
    assert parse_definition(DOCUMENT, where="test").label == "municipal-2"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"when": "naturalized"}, "Did you mean 'naturalised'"),
        ({"country": ["nationality_3"]}, "Unknown source 'nationality_3'"),
        ({"kind": "two words"}, "must be one word"),
    ],
)
def test_a_wrong_word_in_a_rule_is_an_error_with_its_place(change, message):
    document = {**DOCUMENT, "rules": [{**DOCUMENT["rules"][0], **change}]}
    with pytest.raises(InputError, match=message):
        parse_definition(document, where="test")
