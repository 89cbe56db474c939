"""Questionnaires in several languages: tags, own names, what is missing, what LimeSurvey words itself."""

from __future__ import annotations

import pytest

from querschnitt.tables.limesurvey import parse_limesurvey
from querschnitt.tables.limesurvey.languages import language_of
from tests.tables.limesurvey.files import G, Q, survey
from tests.tables.limesurvey.reading import imported, losses, sheet

THREE = ("de", "en", "ar")


def _words(de: str, en: str = "", ar: str = "") -> dict[str, str]:
    return {"de": de, "en": en or f"{de} (en)", "ar": ar or f"{de} (ar)"}


@pytest.mark.parametrize(
    ("code", "tag", "name"),
    [
        ("de", "de", "Deutsch"),
        ("en", "en", "English"),
        ("ar", "ar", "العربية"),
        ("de-informal", "de-informal", "Deutsch, Du-Form"),
        ("de-easy", "de-simple", "Deutsch, Leichte Sprache"),
        ("nl-informal", "nl-informal", "Nederlands, informeel"),
        ("pt-BR", "pt-BR", "Português, Brasil"),
        ("zh-Hans", "zh-Hans", "中文, 简体"),
        ("zh-Hant-TW", "zh-Hant-TW", "中文, 繁體, 台灣"),
        ("sr-Latn", "sr-Latn", "Srpski, latinica"),
        ("ckb", "ckb", "کوردیی ناوەندی"),
        ("kmr", "kmr", "Kurmancî"),
        ("fa-AF", "fa-AF", "دری"),
        ("ti", "ti", "ትግርኛ"),
        ("tr", "tr", "Türkçe"),
        ("xx", "xx", "xx"),
    ],
)
def test_each_language_has_its_tag_and_its_own_name(code: str, tag: str, name: str) -> None:
    found = language_of(code)
    assert (found.tag, found.name) == (tag, name)


@pytest.mark.parametrize("layout", ["old", "new"])
def test_each_language_is_a_column(layout: str) -> None:
    question = Q(
        "L", "q", _words("Wie?", "How?", "كيف؟"), help=_words("Hilfe"), answers={"a": _words("gut", "good", "جيد")}
    )
    found = parse_limesurvey(
        survey(G(_words("Teil"), [question]), languages=THREE, layout=layout,
               texts={"surveyls_title": _words("Umfrage")}),
        where="x.lss",
    )  # fmt: skip
    assert found.sheets["survey"][0][:8] == [
        "type", "name", "label::Deutsch (de)", "label::English (en)", "label::العربية (ar)",
        "hint::Deutsch (de)", "hint::English (en)", "hint::العربية (ar)",
    ]  # fmt: skip
    assert found.sheets["survey"][2][:5] == ["select_one q", "q", "Wie?", "How?", "كيف؟"]
    assert found.sheets["choices"] == [
        ["list_name", "name", "label::Deutsch (de)", "label::English (en)", "label::العربية (ar)"],
        ["q", "a", "gut", "good", "جيد"],
    ]
    assert found.report.untranslated == {}
    assert found.instrument is not None
    assert found.instrument.languages == THREE
    assert found.instrument.default_language == "de"
    assert found.instrument.question("q").labels["ar"] == "كيف؟"


def test_the_base_language_comes_first_and_is_the_default() -> None:
    found = imported(Q("S", "q", {"en": "Name?", "de": "Name?"}), languages=("en", "de"))
    assert sheet(found, "settings")[0]["default_language"] == "English (en)"
    assert found.report.languages == ("en", "de")


def test_what_is_not_translated_is_reported_and_left_empty() -> None:
    found = imported(
        Q("L", "q", {"de": "Wie?", "en": "How?"}, help={"de": "Hilfe"}, answers={"a": {"de": "gut"}, "b": "b"}),
        languages=("de", "en"),
    )
    assert found.report.untranslated == {"en": 2}
    (loss,) = found.report.errors
    assert loss.question == "survey"
    assert loss.what == "English (en): 2 texts are missing (q hint, answer q/a)"
    head, *rows = found.sheets["choices"]
    assert rows[0][list(head).index("label::English (en)")] == ""
    missing = {(fault.code, fault.column) for fault in found.examination.errors}
    assert missing == {("missing-label", "hint::English (en)"), ("missing-label", "label::English (en)")}


def test_words_that_limesurvey_supplies_are_there_in_each_language() -> None:
    found = imported(Q("Y", "q", _words("Ja?")), languages=THREE)
    assert [row[2:] for row in found.sheets["choices"][1:]] == [["Ja", "Yes", "نعم"], ["Nein", "No", "لا"]]
    assert ("survey", "words: no, yes") in losses(found, "info")


def test_a_word_we_do_not_have_is_missing_and_said_so() -> None:
    found = imported(Q("Y", "q", {"de": "Ja?", "ja": "はい?"}), languages=("de", "ja"), texts={"surveyls_title": "U"})
    assert [row[3] for row in found.sheets["choices"][1:]] == ["", ""]
    assert found.report.untranslated["ja"] == 2


def test_an_informal_language_has_the_words_of_its_language() -> None:
    found = imported(Q("Y", "q", "Arbeitest du?"), languages=("de-informal",))
    assert found.sheets["choices"] == [
        ["list_name", "name", "label::Deutsch, Du-Form (de-informal)"],
        ["yes_no", "Y", "Ja"],
        ["yes_no", "N", "Nein"],
    ]
    assert found.instrument is not None


def test_an_expression_that_differs_between_languages_is_lost_by_name() -> None:
    text = {"de": "{if(a == 'Y', 'Frau', 'Herr')}", "en": "{if(a == 'Y', 'Ms', 'Mr')}"}
    content = survey(G("Eins", [Q("Y", "a")]), G("Zwei", [Q("S", "q", text)]), languages=("de", "en"))
    found = parse_limesurvey(content, where="x.lss")
    assert sheet(found)[-2]["label"] == "…"
    assert [loss.why for loss in found.report.errors] == ["it differs between the languages"] * 2
    assert found.instrument is not None


def test_an_expression_that_is_the_same_in_all_languages_is_one_calculation() -> None:
    text = {"de": "{65 - a} Jahre", "en": "{65 - a} years"}
    content = survey(G("Eins", [Q("N", "a")]), G("Zwei", [Q("S", "q", text)]), languages=("de", "en"))
    found = parse_limesurvey(content, where="x.lss")
    rows = [row for row in sheet(found) if row["type"] in ("calculate", "text")]
    assert rows[0]["calculation"] == "65 - ${a}"
    assert (rows[1]["label"], rows[1]["label::English (en)"]) == ("${q_text} Jahre", "${q_text} years")
    assert found.instrument is not None


def test_tips_of_checks_are_messages_in_each_language() -> None:
    tips = {"em_validation_q": "self.NAOK > 3", "em_validation_q_tip": {"de": "Mehr als 3", "en": "More than 3"}}
    found = imported(Q("N", "q", attributes=tips), languages=("de", "en"))
    row = sheet(found)[1]
    assert row["constraint"] == ". > 3"
    assert row["constraint_message::Deutsch (de)".replace("::Deutsch (de)", "")] == "Mehr als 3"
    assert row["constraint_message::English (en)"] == "More than 3"
    assert found.instrument is not None
