"""Word by word: the two texts come back letter by letter, and what a reader would mark is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.editions import compare_words

WORDS = st.lists(st.sampled_from(["Kurse", "für", "Menschen", "2.000", "Ämter,", "(neu)", "\n", "Lehrer:innen", "–"]))


def shown(earlier: str, later: str) -> str:
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "[+{}+]"}
    return "".join(marks[part.change].format(part.text) for part in compare_words(earlier, later))


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("", "", ""),
        ("Gleich.", "Gleich.", "Gleich."),
        ("", "Neu.", "[+Neu.+]"),
        ("Alt.", "", "[-Alt.-]"),
        ("Kurse für Frauen anbieten.", "Kurse für Frauen und Männer anbieten.",
         "Kurse für Frauen[+ und Männer+] anbieten."),
        ("Es gibt 1.500 Plätze im Jahr.", "Es gibt 2.000 Plätze im Jahr.",
         "Es gibt[- 1.500-][+ 2.000+] Plätze im Jahr."),
        ("Angebote für Lehrer und Eltern", "Angebote für Lehrer:innen und Eltern",
         "Angebote für[- Lehrer-][+ Lehrer:innen+] und Eltern"),
        ("Das Amt berät, hilft und lehrt alle.", "Das Amt begleitet und lehrt alle.",
         "Das Amt[- berät, hilft-][+ begleitet+] und lehrt alle."),
        ("Sechs Fortbildungen", "Ein Netzwerk der Vereine", "[-Sechs Fortbildungen-][+Ein Netzwerk der Vereine+]"),
    ],
)  # fmt: skip
def test_what_a_reader_would_mark(earlier: str, later: str, expected: str) -> None:
    assert shown(earlier, later) == expected


@given(st.one_of(st.text(), WORDS.map(" ".join)), st.one_of(st.text(), WORDS.map(" ".join)))
def test_both_texts_come_back_letter_by_letter(earlier: str, later: str) -> None:
    parts = compare_words(earlier, later)
    assert "".join(part.text for part in parts if part.change != "inserted") == earlier
    assert "".join(part.text for part in parts if part.change != "deleted") == later
    assert all(part.text for part in parts)
