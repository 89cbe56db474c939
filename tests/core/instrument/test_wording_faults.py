from __future__ import annotations

import pytest

from querschnitt.core.instrument.wording_faults import complaints, text_length

CHILDREN = "Sie haben {${n}, plural, one {# Kind} other {# Kinder}}."


@pytest.mark.parametrize(
    ("source", "target", "tag", "codes"),
    [
        ("Ja", "نعم", "ar", []),
        ("Ja", "", "ar", ["empty"]),
        ("Ja", " \n", "ar", ["empty"]),
        ("Code: {code}", "الرمز: {code}", "ar", []),
        ("Code: {code}", "الرمز", "ar", ["different-placeholders"]),
        ("Code: {code}", "Code: {Code}", "en", ["different-placeholders"]),
        ("In ${city}", "In ${ city }", "en", []),
        ("In ${city}", "In ${city}, yes, ${city}", "en", []),
        ("Ja", "Yes ${city}", "en", ["different-placeholders"]),
        ("Code: {code}", "Code: {code", "en", ["broken-braces"]),
        ("Ja", "Yes }", "en", ["broken-braces"]),
        (CHILDREN, "You have {${n}, plural, one {# child} other {# children}}.", "en", []),
        (CHILDREN, "You have {${n}, plural, =1 {a child} other {# children}}.", "en", []),
        (CHILDREN, "You have {${n}, plural, one {${n} child} other {# children}}.", "en", []),
        (CHILDREN, "You have {${n}, plural, other {# children}}.", "en", ["plural-forms"]),
        (CHILDREN, "You have {${m}, plural, one {# child} other {# children}}.", "en", ["different-placeholders"]),
        (CHILDREN, "You have ${n} children.", "en", ["different-placeholders"]),
        (CHILDREN, "Bạn có ${n} con.", "vi", []),
        (CHILDREN, "Bạn có {${n}, plural, other {# con}}.", "vi", []),
        (CHILDREN, "У вас {${n}, plural, one {# ребёнок} few {# ребёнка} many {# детей} other {# ребёнка}}.", "ru", []),
        (CHILDREN, "У вас {${n}, plural, one {# ребёнок} other {# детей}}.", "ru", ["plural-forms"]),
        (CHILDREN, "You have {${n}, plural, one {# child} plenty {# children}}.", "en", ["broken-braces"]),
        ("Ja", "Yes\x07", "en", ["unprintable"]),
    ],
)
def test_what_is_wrong_with_a_translation(source: str, target: str, tag: str, codes: list[str]) -> None:
    assert [complaint.code for complaint in complaints(source, target, tag=tag)] == codes


def test_arabic_needs_its_six_forms_and_says_which_are_missing() -> None:
    (complaint,) = complaints(CHILDREN, "لديك {${n}, plural, one {طفل} other {# طفل}}.", tag="ar")
    assert complaint.what.endswith("zero, two, few, many")
    assert complaint.expected == "zero, one, two, few, many, other"


def test_a_text_that_is_too_long_says_by_how_much() -> None:
    (complaint,) = complaints("Ja", "abcdef", tag="en", max_length=5)
    assert (complaint.code, complaint.expected, complaint.got) == ("too-long", "at most 5 characters", "6 characters")
    assert complaints("Ja", "abcde", tag="en", max_length=5) == ()


def test_length_counts_letters_however_they_are_typed() -> None:
    assert text_length("a\u0308o\u0308") == text_length("äö") == 2


def test_a_text_of_nothing_but_braces_is_refused_and_breaks_nothing() -> None:
    nested = "{${n}, plural, other {" * 2_000 + "}}" * 2_000
    assert [complaint.code for complaint in complaints("Ja", nested, tag="en")] == ["broken-braces"]
