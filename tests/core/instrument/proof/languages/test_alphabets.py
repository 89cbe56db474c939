"""Letters of another script inside a word, and letters of a neighbour's alphabet."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument.proof.languages.alphabets import check_letters
from tests.core.instrument.proof.languages.texts import said, unit_of


@pytest.mark.parametrize(
    ("tag", "text", "letter", "meant"),
    [
        ("ru", "Есть ли у вас квaртира?", "'a' is a Latin letter", "квартира"),
        ("uk", "Чи є у вас школа i робота?", "'i' is a Latin letter", "і"),
        ("bg", "Имате ли жилищe?", "'e' is a Latin letter", "жилище"),
        ("de", "Haben Sie eine Wоhnung?", "'о' is a Cyrillic letter", "Wohnung"),
        ("ar", "هل لدیكم شقة؟", "'ی'", "ي"),
        ("fa", "آيا شما خانه داريد؟", "'ي'", "ی"),
        ("fa", "آیا کار مي‌کنید یا كار ندارید؟", "", ""),
        ("ckb", "ئايا خانووتان هەیە؟", "'ي'", "ی"),
        ("ar", "ﻫﻞ ﻟﺪﻳﻜﻢ ﺷﻘﺔ؟", "fixed forms", "هل"),
    ],
)  # fmt: skip
def test_a_letter_that_only_looks_right_is_found(tag: str, text: str, letter: str, meant: str) -> None:
    faults = list(check_letters(unit_of(**{tag: text})))
    assert {fault.code for fault in faults} == {"mixed-script"}
    assert all(fault.severity == "error" for fault in faults)
    assert letter in faults[0].what
    assert meant in faults[0].expected


def test_romanian_with_the_letters_of_turkish_is_a_warning() -> None:
    (fault,) = check_letters(unit_of(ro="Aţi lucrat?"))
    assert (fault.severity, fault.value) == ("warning", "Aţi")
    assert "ț" in fault.expected


def test_pashto_keeps_its_own_letters() -> None:
    assert said(check_letters, ps="ايا تاسو کور لرئ؟") == set()
