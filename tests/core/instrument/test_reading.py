from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.instrument.reading import (
    TEXT_LIMIT,
    UnreadableAnswerError,
    read_date,
    read_decimal,
    read_integer,
    read_text,
)

WHOLE = {
    "42": 42, " 42 ": 42, "+7": 7, "-5": -5, "−5": -5, "007": 7, "1.250": 1250, "1,250": 1250, "1 250": 1250,
    "1\u202f250": 1250, "1'250": 1250, "12.500.000": 12500000, "850,00": 850, "1.250,00": 1250, "1,250.00": 1250,
    "٤٢": 42, "۴۲": 42, "४२": 42, "١٬٢٥٠": 1250, "\u200e42\u200f": 42, "0": 0,
}  # fmt: skip

DECIMALS = {
    "12": "12", "12,5": "12.5", "12.5": "12.5", "1.250,75": "1250.75", "1,250.75": "1250.75", "1'250.75": "1250.75",
    "0,125": "0.125", "0.125": "0.125", "١٢٫٥": "12.5", "۱۲/۵": None,
    ",5": "0.5", "-3,25": "-3.25", "1.250.000": "1250000",
}  # fmt: skip

NO_NUMBERS = {
    "viel": "not_a_number", "12 Euro": "not_a_number", "1e5": "not_a_number", "--5": "not_a_number",
    "1-2": "not_a_number", "1.2.3": "not_a_number", "1,2,3": "not_a_number", "9" * 16: "not_a_number",
    "12,5": "not_an_integer", "1.2": "not_an_integer", "0,125": "not_an_integer", "½": "not_a_number",
}  # fmt: skip


@pytest.mark.parametrize(("entry", "number"), WHOLE.items())
def test_whole_numbers_the_way_people_write_them(entry: str, number: int) -> None:
    assert read_integer(entry) == number


@pytest.mark.parametrize(("entry", "code"), NO_NUMBERS.items())
def test_what_is_no_whole_number(entry: str, code: str) -> None:
    with pytest.raises(UnreadableAnswerError) as caught:
        read_integer(entry)
    assert caught.value.code == code


@pytest.mark.parametrize(("entry", "number"), DECIMALS.items())
def test_decimals_with_comma_or_point(entry: str, number: str | None) -> None:
    if number is None:
        with pytest.raises(UnreadableAnswerError):
            read_decimal(entry)
    else:
        assert read_decimal(entry) == Decimal(number)


@pytest.mark.parametrize("entry", ["1.250", "1,250", "12.500", "-1.250"])
def test_a_decimal_with_two_readings_is_asked_again(entry: str) -> None:
    with pytest.raises(UnreadableAnswerError) as caught:
        read_decimal(entry)
    assert (caught.value.code, caught.value.parameters["reason"]) == ("not_a_number", "ambiguous")


@given(st.integers(-(10**14), 10**14))
def test_every_whole_number_in_every_script(number: int) -> None:
    arabic = str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert read_integer(str(number)) == read_integer(arabic) == number


@pytest.mark.parametrize("entry", ["2020-11-30", "30.11.2020", "30/11/2020", "٣٠.١١.٢٠٢٠", " 30. 11. 2020 "])
def test_dates(entry: str) -> None:
    assert read_date(entry) == datetime.date(2020, 11, 30)


@pytest.mark.parametrize("entry", ["2020-02-30", "31.04.2020", "gestern", "11/2020", "20.11.30", "0000-01-01"])
def test_what_is_no_date(entry: str) -> None:
    with pytest.raises(UnreadableAnswerError) as caught:
        read_date(entry)
    assert caught.value.code == "not_a_date"


def test_texts_are_trimmed_and_otherwise_unchanged() -> None:
    assert read_text("  a  b\r\nc\t ") == "a  b\r\nc"
    assert read_text("أريد حديقة") == "أريد حديقة"
    assert read_text("a\x00b") == "ab"
    assert read_text("x" * TEXT_LIMIT) == "x" * TEXT_LIMIT


def test_a_text_that_is_too_long() -> None:
    with pytest.raises(UnreadableAnswerError) as caught:
        read_text("x" * (TEXT_LIMIT + 1))
    assert (caught.value.code, caught.value.parameters) == ("too_long", {"max": 2000, "length": 2001})


@given(st.text(max_size=40))
def test_any_entry_is_read_or_refused(entry: str) -> None:
    for reader in (read_integer, read_decimal, read_date, read_text):
        try:
            value = reader(entry)
        except UnreadableAnswerError as error:
            assert error.code in {"not_a_number", "not_an_integer", "not_a_date", "too_long"}
        else:
            assert value is None or isinstance(value, (int, Decimal, datetime.date, str))
