"""Answers inside texts: kept apart from a text that runs the other way."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from querschnitt.apps.interview.forms import Speech
from tests.apps.interview.wave import small_instrument


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("de", "Mira", "(Mira)."),
        ("de", 5, "(5)."),
        ("de", Decimal("-0.5"), "(-0,5)."),
        ("de", "سلمى", "(\u2068سلمى\u2069)."),
        ("ar", "Hof 2 (links)", "(\u2068Hof 2 (links)\u2069)."),
        ("ar", Decimal("-0.5"), "(\u2068-0.5\u2069)."),
        ("ti", datetime.time(6, 30), "(06:30)."),
    ],
)
def test_an_answer_does_not_move_the_text_around_it(language: str, value: object, written: str) -> None:
    speech = Speech(small_instrument(), language, known={"wish": value})
    assert speech.say({language: "(${wish})."}) == written
