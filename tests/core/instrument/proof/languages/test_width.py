"""Words and labels on a phone of 320 pixels. Widths in pixels are those of Noto Sans, read from the font file."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument.proof.languages.width import check_width, longest_word
from tests.core.instrument.proof.languages.texts import unit_of


@pytest.mark.parametrize(
    ("word", "ems"),
    [
        ("Gemeinschaftsunterkunft", 12.04),
        ("Fremdenfeindlichkeit", 9.96),
        ("Ausländerbehörde", 8.76),
        ("Staatsangehörigkeit", 9.46),
        ("Volkshochschule", 7.81),
        ("współmałżonek", 7.29),
        ("недвижимость", 7.29),
        ("Чувствительность", 8.96),
        ("illi", 1.03),
        ("MMMM", 3.63),
    ],
)
def test_a_word_is_about_as_wide_as_the_font_makes_it(word: str, ems: float) -> None:
    """`ems` is the sum of the advance widths in NotoSans-Regular.ttf, divided by the units of an em."""
    assert longest_word(word)[1] == pytest.approx(ems, rel=0.08)


def test_a_word_breaks_at_hyphens_spaces_and_soft_hyphens() -> None:
    assert longest_word("Grund- und Haupt\u00adschule/Gymnasium")[0] == "Gymnasium"


def test_a_word_that_no_line_holds_is_an_error() -> None:
    (fault,) = check_width(unit_of(de="Ihr Rindfleischetikettierungsüberwachungsaufgabengesetz?"))
    assert (fault.code, fault.severity) == ("overflow", "error")
    assert fault.value == "Rindfleischetikettierungsüberwachungsaufgabengesetz?"


def test_scripts_that_break_anywhere_never_overflow() -> None:
    assert list(check_width(unit_of(zh="您对目前在莱比锡的居住情况以及您的邻居和您的工作是否满意呢"))) == []


def test_a_question_longer_than_the_screen_is_a_warning() -> None:
    (fault,) = check_width(unit_of(de="Sagen Sie uns etwas. " * 25))
    assert (fault.code, fault.severity) == ("too-long", "warning")
