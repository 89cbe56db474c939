from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.core.instrument import Missing, decode_answers, encode_answers

VALUES = st.one_of(
    st.text(),
    st.lists(st.text()).map(tuple),
    st.integers(-(10**15), 10**15),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.sampled_from(Missing),
)


@given(st.dictionaries(st.text(), VALUES))
def test_answers_come_back_as_they_were(answers: dict[str, object]) -> None:
    encoded = json.loads(json.dumps(encode_answers(answers)))  # type: ignore[arg-type]
    assert decode_answers(encoded) == answers


def test_written_by_hand() -> None:
    assert encode_answers({"d": datetime.date(2020, 11, 30), "m": Missing.DONT_KNOW, "n": 3}) == {
        "d": {"date": "2020-11-30"},
        "m": {"missing": "dk"},
        "n": 3,
    }


@pytest.mark.parametrize(
    "value", [None, 1.5, True, [1], {"date": "x"}, {"missing": "often"}, {"a": "b"}, {"decimal": "x"}]
)
def test_damaged_answers_are_refused(value: object) -> None:
    with pytest.raises(InputError, match="damaged"):
        decode_answers({"q": value})
