"""Signs of each language."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument.proof.languages.punctuation import check_punctuation
from tests.core.instrument.proof.languages.texts import unit_of


@pytest.mark.parametrize(
    ("tag", "text", "code", "expected", "severity"),
    [
        ("ar", "هل لديكم أطفال?", "mirrored-punctuation", "'؟'", "error"),
        ("fa", "اتوبوس, قطار", "mirrored-punctuation", "'،'", "error"),
        ("ckb", "بەڵێ; نەخێر", "mirrored-punctuation", "'؛'", "error"),
        ("ar", "هل كنتم في المركز (Jobcenter، مركز العمل)?", "mirrored-punctuation", "'؟'", "error"),
        ("es", "Tiene usted hijos?", "punctuation", "'¿' before it", "warning"),
        ("fr", "Avez-vous des enfants?", "punctuation", "U+202F", "warning"),
        ("ti", "ኣብ ስራሕ ኣለኹ.", "punctuation", "'።'", "warning"),
        ("el", "Έχετε παιδιά?", "punctuation", "';'", "warning"),
        ("de", "Haben Sie Kinder (auch erwachsene?", "unbalanced", "opened and closed", "warning"),
        ("de", "Haben Sie Kinder) und Enkel?", "unbalanced", "opened and closed", "warning"),
        ("ru", "Вы слышали о «Leipzig?", "unbalanced", "opened and closed", "warning"),
        ("en", 'Do you know "Leipzig?', "unbalanced", "opened and closed", "warning"),
    ],
)
def test_a_wrong_sign_is_found(tag: str, text: str, *, code: str, expected: str, severity: str) -> None:
    (fault,) = check_punctuation(unit_of(**{tag: text}))
    assert (fault.code, fault.severity) == (code, severity)
    assert expected in fault.expected


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("ar", "اكتبوا الرقم 1,5 أو http://example.org/?a=1 أو «نعم»؟"),
        ("es", "En su caso, ¿tiene usted hijos?"),
        ("fr", "Avez-vous des enfants\u202f? Si oui\u00a0: combien\u00a0?"),
        ("fr", "L’heure : 12:30, l’adresse : www.leipzig.de"),
        ("ti", "ኣብ ስራሕ ኣለኹ። እወ፣ ኣለኹ፧"),
        ("de", "1) ja 2) nein, „vielleicht“ (oft)"),
    ],
)
def test_a_right_sign_is_not(tag: str, text: str) -> None:
    assert list(check_punctuation(unit_of(**{tag: text}))) == []
