from __future__ import annotations

import pytest

from querschnitt.core.instrument.expressions import Expression
from querschnitt.press.questionnaire.conditions import Speaker
from querschnitt.press.questionnaire.numbering import question_numbers
from querschnitt.press.questionnaire.words import available, paper_words
from tests.questionnaires import everything


def say(text: str, language: str = "de") -> str:
    instrument = everything()
    speaker = Speaker(instrument, paper_words(language), question_numbers(instrument), language)
    return speaker.say(Expression.parse(text))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("${born_here} = 'no'", "Frage 3 = „Nein“"),
        ("'no' = ${born_here}", "Frage 3 = „Nein“"),
        ("${born_here} != 'no'", "Frage 3 ≠ „Nein“"),
        ("${born_here} = 'dk'", "Frage 3 = „Weiß ich nicht“"),
        ("${work} = 'full' or ${work} = 'part'", "Frage 7 = „Vollzeit“ oder „Teilzeit“"),
        (
            "${work} = 'full' or ${work} = 'part' or ${work} = 'none'",
            "Frage 7 = „Vollzeit“, „Teilzeit“ oder „Keine Arbeit“",
        ),
        (
            "${work} = 'full' or ${age} > 17 or ${work} = 'part'",
            "Frage 7 = „Vollzeit“ oder Frage 2 > 17 oder Frage 7 = „Teilzeit“",
        ),
        ("${age} >= 18 and ${age} < 65", "Frage 2 ≥ 18 und Frage 2 < 65"),
        ("18 <= ${age}", "18 ≤ Frage 2"),
        (
            "${age} > 17 and (${work} = 'full' or ${born_here} = 'no')",
            "Frage 2 > 17 und (Frage 7 = „Vollzeit“ oder Frage 3 = „Nein“)",
        ),
        ("selected(${wishes}, 'trees')", "„Mehr Bäume“ bei Frage 14 angekreuzt"),
        ("not(selected(${wishes}, 'trees'))", "„Mehr Bäume“ bei Frage 14 nicht angekreuzt"),
        ("selected(${work}, 'full')", "Frage 7 = „Vollzeit“"),
        ("not(${work} = 'full')", "Frage 7 ≠ „Vollzeit“"),
        ("not(${age} > 17 or ${age} < 5)", "nicht: (Frage 2 > 17 oder Frage 2 < 5)"),
        ("count-selected(${wishes}) > 1", "Zahl der Kreuze bei Frage 14 > 1"),
        ("${trees} != ''", "Frage 15 beantwortet"),
        ("${trees} = ''", "Frage 15 nicht beantwortet"),
        ("string-length(${trees}) > 0", "Frage 15 beantwortet"),
        ("${works} = 1", "Frage 7 = „Vollzeit“ oder „Teilzeit“"),
        ("${age} + 5 > 20", "(Frage 2 + 5) > 20"),
        ("${wishes_other} = ''", "Frage 14 nicht beantwortet"),
        ("${arrival} < today()", "Frage 5 < heute"),
    ],
)
def test_conditions_in_german_words(condition: str, said: str) -> None:
    assert say(condition) == said


def test_conditions_in_other_languages_use_their_words_and_labels() -> None:
    assert say("${born_here} = 'no' or ${age} > 17", "en") == "question 3 = “No” or question 2 > 17"
    assert say("${born_here} = 'no'", "ar") == "السؤال 3 = «لا»"


def test_every_language_has_the_same_words_with_the_same_gaps() -> None:
    def gaps(text: str) -> set[str]:
        return {part.partition("}")[0] for part in text.split("{")[1:]}

    german = paper_words("de").texts
    assert len(available()) == 18
    for tag in available():
        texts = paper_words(tag).texts
        assert set(texts) == set(german)
        assert {key: gaps(text) for key, text in texts.items()} == {key: gaps(text) for key, text in german.items()}
        assert paper_words(tag).is_draft is (tag not in ("de", "en"))


def test_a_language_without_words_of_its_own_takes_the_nearest_and_is_a_draft() -> None:
    assert paper_words("de-AT").tag == "de"
    assert (paper_words("xx").tag, paper_words("xx").is_draft) == ("en", True)
