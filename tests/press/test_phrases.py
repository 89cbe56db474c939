from __future__ import annotations

import pytest

from querschnitt.press.phrases import paragraphs, runs


@pytest.mark.parametrize(
    "piece",
    [
        "22.11.2026",
        "13–17",
        "§ 8",
        "VI-DS-01257",
        "0341 000-0000",
        "۱۳–۱۷",
        "18",
        "umfrage@stadt.example",
        "93.000",
        "15,4 %",
    ],
)
def test_pieces_with_a_direction_of_their_own_are_kept_together(piece: str):
    assert runs(f"حتى {piece} يوم") == [("text", "حتى "), ("keep", piece), ("text", " يوم")]


def test_placeholders_stay_for_the_typesetter():
    assert runs("{address}: {code}") == [("address", ""), ("text", ": "), ("code", "")]


def test_full_stop_after_a_number_stays_outside():
    assert runs("Juli 2015.")[-2:] == [("keep", "2015"), ("text", ".")]


def test_a_line_is_a_paragraph():
    assert paragraphs("eins\n\n zwei ") == [[("text", "eins")], [("text", "zwei")]]


def test_german_names_in_right_to_left_text_stay_whole():
    law = "§ 8 Sächsisches Statistikgesetz, SächsStatG"
    assert runs(f"المادة ({law})، رمز QR", "rtl") == [
        ("text", "المادة ("),
        ("latin", law),
        ("text", ")، رمز "),
        ("latin", "QR"),
    ]


def test_numbers_and_addresses_in_right_to_left_text_never_break():
    text = "حتى 22.11.2026: 0341 000-0000، survey@stadt.example، VI-DS-01257"
    assert [piece for kind, piece in runs(text, "rtl") if kind == "keep"] == [
        "22.11.2026",
        "0341 000-0000",
        "survey@stadt.example",
        "VI-DS-01257",
    ]
