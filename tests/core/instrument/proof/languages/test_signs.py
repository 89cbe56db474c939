"""Signs that nobody sees."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument.proof.languages.signs import check_signs
from tests.core.instrument.proof.languages.texts import unit_of


@pytest.mark.parametrize(
    ("tag", "text", "code", "severity"),
    [
        ("de", "Wie  alt sind Sie?", "stray-space", "warning"),
        ("de", "Ja , sehr", "stray-space", "warning"),
        ("de", "Wie\u0007 alt?", "control-character", "error"),
        ("de", "Wie\ufeff alt?", "control-character", "error"),
        ("de", "FÃ¼r wen?", "broken-encoding", "error"),
        ("de", "F\ufffdr wen?", "broken-encoding", "error"),
        ("de", "<b>Wie</b> alt?", "markup", "warning"),
        ("de", "Kinder &amp; Enkel", "markup", "warning"),
        ("vi", "Quy\u0301 vi\u0323", "not-composed", "warning"),
        ("ar", "اتصلوا بالرقم 0341 123 456", "direction", "warning"),
        ("fa", "تاریخ 2020-09-30 است", "direction", "warning"),
    ],
)
def test_a_sign_that_should_not_be_there_is_found(tag: str, text: str, *, code: str, severity: str) -> None:
    found = {(fault.code, fault.severity) for fault in check_signs(unit_of(**{tag: text}))}
    assert found == {(code, severity)}


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("fa", "می\u200cکنید"),
        ("ar", "اتصلوا بالرقم \u20660341 123 456\u2069"),
        ("ar", "5000 شخص في 18 لغة"),
        ("de", "Zeile eins\nZeile zwei, 0341 123 456"),
        ("fr", "Combien\u202f? Peu\u00a0; beaucoup"),
    ],
)
def test_signs_that_belong_there_are_not(tag: str, text: str) -> None:
    assert list(check_signs(unit_of(**{tag: text}))) == []
