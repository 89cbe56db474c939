from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.instrument.placeholders import PieceKind, pieces, placeholders

PLURAL = "{${n}, plural, one {# Kind in ${city}} other {# Kinder {x}}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Ja", "W"),
        ("${name}", "P"),
        ("Guten Tag, ${name}. Code: {code}", "WPWP"),
        (PLURAL, "L"),
        (f"Sie haben {PLURAL} und {{code}}.", "WLWPW"),
        ("{ offen", "W"),
        ("zu }", "W"),
        ("leer {} und ${}", "W"),
        ("{${n}, plural, one {offen", "WPW"),
        ("${a}${b}", "PP"),
        ("$ {a}", "WP"),
    ],
)
def test_a_text_is_taken_apart(text: str, expected: str) -> None:
    names = {PieceKind.WORDS: "W", PieceKind.PLACEHOLDER: "P", PieceKind.PLURAL: "L"}
    assert "".join(names[piece.kind] for piece in pieces(text)) == expected


@given(text=st.lists(st.sampled_from(["{", "}", "$", "${", "a", " ", ", plural,", PLURAL, "${n}", "{c}"])).map("".join))
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text)) == text


def test_placeholders_inside_of_plurals_count() -> None:
    assert placeholders(f"{PLURAL} {{code}}") == ("${city}", "{${n}, plural}", "{code}", "{x}")


def test_braces_without_end_are_words_and_cost_no_time() -> None:
    open_plurals = "{${n}, plural, one " * 20_000
    assert "".join(piece.text for piece in pieces(open_plurals)) == open_plurals
    nested = "{${n}, plural, other {" * 2_000 + "x" + "}}" * 2_000
    assert placeholders(nested) == ("${n}", "{${n}, plural}")
