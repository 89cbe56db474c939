"""TOML that is written is read back as it was, whatever stands in it."""

from __future__ import annotations

import tomllib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from querschnitt.tables.toml_file import toml_text

TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
SINGLE = st.one_of(TEXTS, st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False, allow_infinity=False))
VALUES = st.recursive(
    st.one_of(SINGLE, st.lists(SINGLE, max_size=3), st.lists(st.dictionaries(TEXTS, SINGLE, max_size=2), max_size=2)),
    lambda inner: st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(document=st.dictionaries(TEXTS, VALUES, max_size=4))
def test_whatever_is_written_comes_back(document) -> None:
    assert tomllib.loads(toml_text(document)) == document


def test_a_document_as_a_person_would_write_it() -> None:
    text = toml_text({"population": {"name": 'Ä "b"', "left_out": [{"from": date(2015, 7, 1), "countries": ["475"]}]}})
    assert text == (
        '[population]\nname = "Ä \\"b\\""\n\n[[population.left_out]]\nfrom = 2015-07-01\ncountries = ["475"]\n'
    )
