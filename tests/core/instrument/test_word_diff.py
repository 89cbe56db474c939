from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.instrument.word_diff import word_diff


def marked(old: str, new: str) -> str:
    """Write a comparison with [-removed-] and {+added+}."""
    signs = {"kept": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(signs[span.change].format(span.text) for span in word_diff(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Sind Sie da?", "Sind Sie da?", "Sind Sie da?"),
        ("", "neu", "[+neu+]"),
        ("alt", "", "[-alt-]"),
        ("Sind Sie in Leipzig?", "Wohnen Sie in Leipzig?", "[-Sind-][+Wohnen+] Sie in Leipzig?"),
        ("in dieser Stadt hier", "in jenem Dorf hier", "in [-dieser Stadt-][+jenem Dorf+] hier"),
        ("Ja.", "Ja, gern.", "Ja[+, gern+]."),
        ("I don't know", "I can't know", "I [-don't-][+can't+] know"),
        ("Seit ${year} hier", "Seit ${since} hier", "Seit [-${year}-][+${since}+] hier"),
        ("Code {code}.", "Code {pin}.", "Code [-{code}-][+{pin}+]."),
        # Arabic, with vowel signs, which belong to their word
        ("هل تعيش في لايبزيغ؟", "هل تسكن في لايبزيغ؟", "هل [-تعيش-][+تسكن+] في لايبزيغ؟"),
        ("كَتَبَ نعم", "كُتِبَ نعم", "[-كَتَبَ-][+كُتِبَ+] نعم"),
        # Persian, with a joiner inside a word
        ("می\u200cخواهم بروم", "می\u200cخواهم بیایم", "می\u200cخواهم [-بروم-][+بیایم+]"),
        # Tigrinya, with spaces and with the word space
        ("ሰላም ዓለም", "ሰላም ሃገር", "ሰላም [-ዓለም-][+ሃገር+]"),
        ("ሰላም፡ዓለም።", "ሰላም፡ሃገር።", "ሰላም፡[-ዓለም-][+ሃገር+]።"),
        # Chinese and Thai set no spaces: character by character
        ("你好吗世界", "你们好世界", "你[+们+]好[-吗-]世界"),
        ("วันนี้ดี", "วันนี้ไม่ดี", "วันนี้[+ไม่+]ดี"),
    ],
)
def test_a_reader_sees_which_words_changed(old: str, new: str, expected: str) -> None:
    assert marked(old, new) == expected


@given(old=st.text(), new=st.text())
def test_a_comparison_holds_both_wordings(old: str, new: str) -> None:
    spans = word_diff(old, new)
    assert "".join(span.text for span in spans if span.change != "added") == old
    assert "".join(span.text for span in spans if span.change != "removed") == new


@given(text=st.text())
def test_the_same_text_has_no_change(text: str) -> None:
    assert [span.change for span in word_diff(text, text)] == (["kept"] if text else [])


def test_texts_that_have_nothing_in_common_are_compared_as_a_whole_and_quickly() -> None:
    old, new = ("alt " * 20_000).strip(), ("neu neu alt " * 20_000).strip()
    assert [span.change for span in word_diff(old, new)] == ["removed", "added"]
