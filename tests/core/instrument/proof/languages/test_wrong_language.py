"""Texts in the column of another language."""

from __future__ import annotations

import pytest

from tests.core.instrument.proof.languages.texts import said

DE = "Wie wohnen Sie zurzeit, und mit wem?"


@pytest.mark.parametrize(
    ("tag", "text", "code"),
    [
        ("pl", "كيف تسكنون حاليًا؟", "wrong-script"),
        ("ru", "How do you live at the moment?", "wrong-script"),
        ("ar", "Где вы живёте сейчас?", "wrong-script"),
        ("ti", "هل لديكم بيت؟", "wrong-script"),
        ("en", "Wo leben Sie und wie ist Ihre Wohnung?", "wrong-language"),
        ("pl", "How do you live and with whom are you there?", "wrong-language"),
        ("tr", "Wie ist Ihre Wohnung, und sind Sie zufrieden?", "wrong-language"),
        ("uk", "Как вы живёте и с кем?", "wrong-language"),
        ("ru", "Як ви живете і з ким?", "wrong-language"),
        ("fa", "ئێوە لەگەڵ کێ دەژین لەم شوێنە؟", "wrong-language"),
    ],
)
def test_a_text_in_the_wrong_column_is_told_once(tag: str, text: str, code: str) -> None:
    assert said(de=DE, **{tag: text}) == {(code, tag)}


def test_a_name_in_the_letters_of_its_country_is_no_fault() -> None:
    assert said(de="Nutzen Sie WhatsApp oder Telegram?", ru="WhatsApp, Telegram") == set()
