"""Texts: HTML, expressions in braces, units, groups, welcome and end."""

from __future__ import annotations

import pytest

from querschnitt.tables.limesurvey import parse_limesurvey
from querschnitt.tables.limesurvey.braces import split_expressions
from querschnitt.tables.limesurvey.plain import plain
from tests.tables.limesurvey.files import G, Q, survey
from tests.tables.limesurvey.reading import asked, imported, losses, sheet


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Wie alt sind Sie?", "Wie alt sind Sie?"),
        ("<p>Wie <strong>alt</strong> sind Sie?</p>", "Wie alt sind Sie?"),
        ("Gro&szlig;e &amp; kleine&nbsp;Dinge &lt; 3", "Große & kleine Dinge < 3"),
        ("<p>Eins</p>\n<p>Zwei</p>", "Eins\nZwei"),
        ("Eins<br />\nZwei<br>Drei", "Eins\nZwei\nDrei"),
        ("Eins<br><br>Zwei", "Eins\n\nZwei"),
        ("<ul>\n<li>Eins</li>\n<li>Zwei</li>\n</ul>Ende", "– Eins\n– Zwei\nEnde"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ('<a href="https://example.org">Mehr</a>', "Mehr (https://example.org)"),
        ('<a href="https://example.org">https://example.org</a>', "https://example.org"),
        ('<a href="mailto:a@example.org">Post</a>', "Post (a@example.org)"),
        ('<a href="#oben">Nach oben</a>', "Nach oben"),
        ("<script>alert('x')</script>Text<style>p {}</style>", "Text"),
        ('<img src="a.png" alt="Karte"/> von Leipzig', "Karte von Leipzig"),
        ('<p dir="rtl">كم عمرك؟</p>', "كم عمرك؟"),
        ("a < b und c", "a < b und c"),
        ("<p>unfertig", "unfertig"),
        ("", ""),
    ],
)
def test_html_becomes_plain(html: str, text: str) -> None:
    assert plain(html).text == text


def test_what_html_held_besides_is_named() -> None:
    found = plain('<b>a</b><em>b</em><table><tr><td>c</td></tr></table><img src="x.png"><iframe src="y"></iframe>')
    assert found.emphasis == ("bold", "italics")
    assert found.lost == ("a table", "a frame")
    assert found.images == ("x.png",)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("{Q1}", [("Q1", True)]),
        ("a {Q1.shown} b", [("a ", False), ("Q1.shown", True), (" b", False)]),
        ("{ Q1 }", [("{ Q1 }", False)]),
        ("{if(a > 1, '}', \"{\")}", [("if(a > 1, '}', \"{\")", True)]),
        ("{a}{b}", [("a", True), ("b", True)]),
        (r"\{a\}", [(r"\{a\}", False)]),
        ("{", [("{", False)]),
        ("{}", [("{}", False)]),
        ("function() { return 1; }", [("function() { return 1; }", False)]),
        ("Das ist's {Q1}", [("Das ist's ", False), ("Q1", True)]),
    ],
)
def test_expressions_are_found_by_limesurveys_rule(text: str, pieces: list[tuple[str, bool]]) -> None:
    assert split_expressions(text) == pieces


FIRST = (
    Q("L", "sex", "Geschlecht?", answers={"F": "weiblich", "M": "männlich"}),
    Q("N", "age", "Alter?"),
    Q("M", "langs", "Sprachen?", subs={"SQ001": "Deutsch", "SQ002": "Arabisch"}),
)


def _label(text: str) -> tuple[str, list[dict[str, str]], list[tuple[str, str]]]:
    """Return the label that a text becomes on a later page, the rows before it, and what was lost."""
    content = survey(G("Eins", FIRST), G("Zwei", [Q("S", "q", text)]))
    found = parse_limesurvey(content, where="x.lss")
    rows = asked(found)
    return rows[-1].get("label", ""), rows[3:-1], losses(found)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Sie sind {age.shown} Jahre", "Sie sind ${age} Jahre"),
        ("Sie sind <b>{age}</b>", "Sie sind ${age}"),
        ("Sie sind {age.NAOK}", "Sie sind ${age}"),
        ("{INSERTANS:123456X1X200}", "${age}"),
        ("{sex.shown}", "${sex}"),
        ("{list(that.langs.shown)}", "${langs}"),
        ("{implode(', ', that.langs.shown)}", "${langs}"),
        ("{sex.question}", "Geschlecht?"),
        ("{SURVEYNAME}", "Umfrage"),
        ("Menge { a, b }", "Menge ( a, b )"),
        (r"\{kein Ausdruck\}", "(kein Ausdruck)"),
    ],
)
def test_answers_stand_in_texts(text: str, label: str) -> None:
    assert _label(text) == (label, [], [])


@pytest.mark.parametrize(
    ("text", "label", "calculation"),
    [
        ("Noch {65 - age} Jahre", "Noch ${q_text} Jahre", "65 - ${age}"),
        ("{if(sex == 'F', 'Frau', 'Herr')}", "${q_text}", "if(${sex} = 'F', 'Frau', 'Herr')"),
        ("{if(age &gt; 17, 'a', 'b')}", "${q_text}", "if(${age} > 17, 'a', 'b')"),
        ("{round(age / 2)}", "${q_text}", "round(${age} div 2)"),
        (
            "{langs_SQ001.shown}",
            "${q_text}",
            "if(selected(${langs}, 'SQ001'), jr:choice-name('SQ001', '${langs}'), '')",
        ),
    ],
)
def test_calculations_in_texts_are_rows_of_their_own(text: str, label: str, calculation: str) -> None:
    found, before, lost = _label(text)
    assert found == label
    assert before == [{"type": "calculate", "name": "q_text", "calculation": calculation}]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Guten Tag {TOKEN:FIRSTNAME}", "field of LimeSurvey's own"),
        ("{TOKEN}", "field of LimeSurvey's own"),
        ("{nothing}", "there is no variable 'nothing'"),
        ("{q}", "cannot show its own answer"),
        ("{ucwords(sex)}", "the function 'ucwords'"),
        ("{age > 17}", "shows whether a condition holds"),
    ],
)
def test_what_cannot_stand_in_a_text_leaves_a_gap_and_a_line_in_the_report(text: str, reason: str) -> None:
    content = survey(G("Eins", FIRST), G("Zwei", [Q("S", "q", text)]))
    found = parse_limesurvey(content, where="x.lss")
    assert "…" in asked(found)[-1]["label"]
    (loss,) = found.report.errors
    assert loss.question == "q"
    assert reason in loss.why


def test_an_answer_cannot_stand_in_a_choice() -> None:
    later = Q("L", "q", answers={"a": "So alt wie {age}"})
    found = parse_limesurvey(survey(G("Eins", FIRST), G("Zwei", [later])), where="x.lss")
    assert losses(found) == [("q (a)", "expression in a text: {age}")]


def test_a_group_is_divided_where_a_text_shows_an_answer_of_the_same_page() -> None:
    found = imported(
        Q("N", "a", "A?"),
        Q("N", "b", "B?"),
        Q("S", "c", "Sie sagten {a}."),
        Q("S", "d", "Und {b}?"),
        Q("S", "e", "{c}?"),
    )
    rows = [(row["type"], row.get("name", "")) for row in sheet(found)]
    assert rows == [
        ("begin_group", "group_1"),
        ("begin_group", "group_1_1"), ("decimal", "a"), ("decimal", "b"), ("end_group", ""),
        ("begin_group", "group_1_2"), ("text", "c"), ("text", "d"), ("end_group", ""),
        ("begin_group", "group_1_3"), ("text", "e"), ("end_group", ""),
        ("end_group", ""),
    ]  # fmt: skip
    assert ("group Gruppe", "divided into pages") in losses(found, "info")


def test_a_calculation_of_an_answer_on_the_same_page_divides_it_too() -> None:
    found = imported(Q("N", "a", "A?"), Q("*", "e", "{a * 2}", attributes={"hidden": "1"}), Q("X", "n", "Das ist {e}."))
    assert [row.get("name") for row in sheet(found) if row["type"] == "begin_group"] == [
        "group_1",
        "group_1_1",
        "group_1_2",
    ]


def test_the_texts_around_the_questions() -> None:
    texts = {
        "surveyls_title": "<b>Umfrage</b>",
        "surveyls_description": "Worum es geht",
        "surveyls_welcometext": "<p>Guten Tag</p>",
        "surveyls_endtext": "Danke",
        "surveyls_policy_notice": "Datenschutz",
        "surveyls_url": "https://example.org",
    }
    found = imported(Q("S", "q"), texts=texts)
    assert sheet(found)[:3] == [
        {"type": "begin_group", "name": "welcome_page"},
        {"type": "note", "name": "welcome", "label": "Guten Tag"},
        {"type": "end_group"},
    ]
    assert {row["name"]: row["label"] for row in sheet(found, "texts")} == {
        "survey_title": "Umfrage",
        "survey_description": "Worum es geht",
        "finish_thanks": "Danke",
        "privacy_notice": "Datenschutz",
    }
    assert sheet(found, "settings") == [
        {"form_title": "Umfrage", "form_id": "limesurvey_123456", "version": "1", "default_language": "Deutsch (de)"}
    ]
    assert ("survey", "address at the end: https://example.org") in losses(found, "warning")


def test_a_welcome_that_limesurvey_does_not_show_is_left_out() -> None:
    texts = {"surveyls_title": "U", "surveyls_welcometext": "Guten Tag"}
    found = imported(Q("S", "q"), texts=texts, settings={"showwelcome": "N"})
    assert sheet(found)[0]["name"] == "group_1"


def test_a_group_has_its_title_and_its_description() -> None:
    found = parse_limesurvey(survey(G("Zur <b>Person</b>", [Q("S", "q")], description="Nun zu Ihnen.")), where="x.lss")
    assert sheet(found)[:2] == [
        {"type": "begin_group", "name": "group_1", "label": "Zur Person"},
        {"type": "note", "name": "group_1_text", "label": "Nun zu Ihnen."},
    ]


def test_pictures_and_scripts_are_named_once_a_question() -> None:
    found = imported(Q("S", "q", '<img src="/karte.png"/><b>Wo?</b><script>x()</script>', help="<b>Hier</b>"))
    assert losses(found) == [("q", "picture: /karte.png")]
    assert ("q", "in a text: a script") in losses(found, "warning")
    assert losses(found, "info").count(("q", "emphasis: bold")) == 1
