"""What the log keeps: types and places of errors, no address, no answer."""

from __future__ import annotations

import io
import logging

import pytest

from querschnitt.apps.interview.logs import Discreet, place_of, without_address
from tests.apps.interview.wave import CODES


def test_the_log_keeps_no_address() -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", f"/c/{CODES[0]}"), None
    )
    assert without_address(record)
    assert record.getMessage() == "Not Found: (address not kept)"


def fail(answer: str) -> None:
    try:
        int(answer)
    except ValueError as error:
        raise KeyError(f"no number: {answer}") from error


def logged(answer: str) -> str:
    written, logger = io.StringIO(), logging.Logger("test")
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet("{levelname}: {message}", style="{"))
    logger.addHandler(handler)
    try:
        fail(answer)
    except KeyError:
        logger.exception("Something failed")
    return written.getvalue()


def test_of_an_error_its_place_and_type_are_kept_and_none_of_its_words() -> None:
    text = logged("Quittengelee")
    assert "Quittengelee" not in text
    assert text.startswith("ERROR: Something failed\n")
    assert "test_logs.py" in text and "in fail" in text
    assert text.rstrip().endswith("KeyError")


def test_the_place_of_an_error_is_a_file_and_a_line() -> None:
    with pytest.raises(KeyError) as said:
        fail("Quittengelee")
    name, _, line = place_of(said.value).partition(":")
    assert name == "test_logs.py"
    assert line.isdecimal()
