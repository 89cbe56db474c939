"""Settings that are carried over, and those that are named because they cannot be."""

from __future__ import annotations

import pytest

from querschnitt.tables.limesurvey import parse_limesurvey
from tests.tables.limesurvey.files import G, Q, survey
from tests.tables.limesurvey.reading import asked, choices, imported, losses, sheet

ANSWERS = {"A1": "eins", "A2": "zwei"}
SUBS = {"SQ001": "Eins", "SQ002": "Zwei"}


def _question(kind: str, **attributes: str) -> Q:
    return Q(kind, "q", answers=ANSWERS, subs=SUBS, columns=SUBS, attributes=attributes)


@pytest.mark.parametrize(
    ("question", "severity", "what"),
    [
        (_question("L", random_group="a"), "error", "random_group: a"),
        (_question("S", time_limit="60"), "error", "time_limit: 60"),
        (_question("Q", min_answers="2"), "error", "min_answers: 2"),
        (_question("F", max_answers="2"), "error", "max_answers: 2"),
        (_question("F", random_order="1"), "error", "random order of the rows"),
        (_question("S", location_mapservice="1"), "error", "location_mapservice: 1"),
        (_question("D", date_format="dd.mm.yyyy HH:MM"), "error", "date format: dd.mm.yyyy HH:MM"),
        (_question("D", date_format="yyyy"), "warning", "date format: yyyy"),
        (_question("M", exclude_all_others_auto="1"), "warning", "exclude_all_others_auto: 1"),
        (_question("!", category_separator="/"), "warning", "category_separator: /"),
        (_question("L", alphasort="1"), "warning", "alphasort: 1"),
        (Q("S", "q", mandatory="S"), "warning", "soft mandatory"),
        (Q("S", "q", theme="image_select-listradio"), "warning", "question theme: image_select-listradio"),
    ],
)
def test_what_a_question_cannot_do_here_is_named(question: Q, severity: str, what: str) -> None:
    assert ("q", what) in losses(imported(question), severity)


def test_settings_that_change_looks_only_are_named_together() -> None:
    found = imported(
        Q("S", "a", attributes={"cssclass": "wide"}),
        Q("S", "b", attributes={"cssclass": "x", "public_statistics": "1"}),
    )
    assert ("survey", "setting cssclass of a, b") in losses(found, "info")
    assert ("survey", "setting public_statistics of b") in losses(found, "info")


DEFAULTS = {
    "hidden": "0", "hide_tip": "0", "page_break": "0", "random_order": "0", "random_group": "", "time_limit": "",
    "time_limit_action": "1", "statistics_showgraph": "1", "statistics_graphtype": "0", "public_statistics": "0",
    "save_as_default": "N", "clear_default": "N", "scale_export": "0", "other_position": "default",
    "array_filter_style": "0",
    "other_comment_mandatory": "0", "other_numbers_only": "0", "answer_order": "normal", "fix_height": "200",
    "keep_aspect": "0", "crop_or_resize": "0", "horizontal_scroll": "0", "alphasort": "0", "num_value_int_only": "0",
    "slider_layout": "0", "multiflexible_checkbox": "0", "multiflexible_step": "1", "numbers_only": "0",
    "location_mapservice": "0", "exclude_all_others_auto": "0", "commented_checkbox": "allways", "show_totals": "X",
}  # fmt: skip
"""What LimeSurvey 6 writes for every question, although nobody has changed anything."""


@pytest.mark.parametrize("kind", list("L!OMPNKSTUQDYG5ABCEFH1RX;:"))
def test_settings_nobody_has_changed_make_no_noise(kind: str) -> None:
    attributes = {name: value for name, value in DEFAULTS.items() if name != "show_totals"}
    question = Q(kind, "q", answers=ANSWERS, answers2=ANSWERS, subs=SUBS, columns=SUBS, attributes=attributes)
    found = imported(question)
    assert losses(found, "error") + losses(found, "warning") == []
    assert {question for question, _ in losses(found, "info")} <= {"survey"}


def test_points_are_named_only_where_they_are_used() -> None:
    quiet = imported(Q("L", "q", answers=ANSWERS))
    assert losses(quiet, "warning") == []
    rows = [{"id": "1", "sid": "1", "scope": "T", "name": "Gesamt", "minimum": "0", "maximum": "5"}]
    found = imported(Q("L", "q", answers=ANSWERS), settings={"assessments": "Y"}, extra={"assessments": rows})
    assert losses(found) == [("survey", "assessment: Gesamt")]


def test_quotas_are_named_with_their_answers() -> None:
    extra = {
        "quota": [{"id": "1", "sid": "1", "name": "Frauen", "qlimit": "50", "action": "1", "active": "1"}],
        "quota_members": [{"id": "1", "sid": "1", "qid": "100", "quota_id": "1", "code": "F"}],
        "quota_languagesettings": [{"quotals_id": "1", "quotals_quota_id": "1", "quotals_language": "de"}],
    }
    found = imported(Q("G", "sex"), extra=extra)
    assert losses(found) == [("survey", "quota Frauen: at most 50 with sex = F")]


def test_the_course_of_a_survey_is_mentioned() -> None:
    found = imported(Q("S", "q"), settings={"format": "S", "allowprev": "N", "expires": "2020-12-31 00:00:00"})
    mentioned = {what for question, what in losses(found, "info") if question == "survey"}
    assert mentioned == {"format: one question a page", "no way back", "start and end"}


def test_random_groups_and_empty_groups_are_named() -> None:
    content = survey(G("Eins", [Q("S", "q")], random="a"), G("Leer", []), G("Nur Datei", [Q("|", "f")]))
    found = parse_limesurvey(content, where="x.lss")
    assert ("group Eins", "randomization group: a") in losses(found)
    assert [what for question, what in losses(found, "warning") if question.startswith("group")] == ["the group"] * 2
    assert found.instrument is not None


@pytest.mark.parametrize("layout", ["old", "new"])
def test_default_values(layout: str) -> None:
    found = imported(
        Q("L", "l", answers=ANSWERS, defaults=[("", "A2")]),
        Q("M", "m", subs=SUBS, defaults=[("SQ002", "Y")]),
        Q("S", "s", defaults=[("", "Leipzig")]),
        Q("N", "n", defaults=[("", "7")]),
        Q("S", "t", defaults=[("", "{l}")]),
        Q("F", "f", subs=SUBS, answers=ANSWERS, defaults=[("SQ001", "A1")]),
        Q("N", "bad", defaults=[("", "sieben")]),
        layout=layout,
    )
    defaults = {row["name"]: row["default"] for row in asked(found) if "default" in row}
    assert defaults == {"l": "A2", "m": "SQ002", "s": "Leipzig", "n": "7", "t": "${l}", "f_SQ001": "A1"}
    assert ("bad", "default value: sieben") in losses(found, "warning")
    assert found.instrument is not None


def test_a_default_that_differs_between_languages_is_lost_by_name() -> None:
    found = imported(Q("S", "s", defaults=[("", {"de": "ja", "en": "yes"})]), languages=("de", "en"))
    assert losses(found) == [("s", "default value: ja / yes")]


def test_checks_become_constraints() -> None:
    of_rows = {"em_validation_sq": "this.NAOK >= 1", "em_validation_q": "sum(self.NAOK) < 9"}
    found = imported(
        Q("N", "n", attributes={"em_validation_q": "self.NAOK > 3 && self.NAOK < 9"}),
        Q("M", "m", subs=SUBS, attributes={"em_validation_q": "count(self.NAOK) == 1"}),
        Q("K", "k", subs=SUBS, attributes=of_rows),
        Q("S", "s", preg="/^[A-Z]/"),
        Q("N", "max", attributes={"max_num_value_n": "n.NAOK"}),
    )
    constraints = {row["name"]: row["constraint"] for row in asked(found) if "constraint" in row}
    assert constraints == {
        "n": ". > 3 and . < 9",
        "m": "coalesce(count-selected(.), 0) = 1",
        "k_SQ001": ". >= 1",
        "k_SQ002": ". >= 1 and coalesce(${k_SQ001}, 0) + . < 9",
        "s": "regex(., '^[A-Z][\\s\\S]*$')",
        "max": ". <= ${n}",
    }
    assert found.instrument is not None


def test_a_check_that_cannot_be_said_is_lost_by_name() -> None:
    found = imported(Q("S", "s", preg="/\\bA/"), Q("N", "n", attributes={"em_validation_q": "foo(self)"}))
    assert losses(found) == [("s", "validation: /\\bA/"), ("n", "validation: foo(self)")]


def test_names_that_cannot_be_used_are_changed_and_listed() -> None:
    size = Q("L", "größe", answers={"a b": "x", "__y": "y", "other": "z"}, other="Y")
    content = survey(
        G("Eins", [size, Q("S", "1x"), Q("S", "Alter")]),
        G("Zwei", [Q("S", "alter"), Q("S", "s", relevance='größe.NAOK == "a b" or größe == "other"'),
                   Q("S", "t", relevance='123456X1X100.NAOK == "-oth-"')]),
    )  # fmt: skip
    found = parse_limesurvey(content, where="x.lss")
    assert found.report.renamed == {
        "größe": "grosse", "größe_other": "grosse_other", "1x": "q1x", "alter": "alter_2",
        "größe: a b": "a_b", "größe: __y": "y", "größe: other": "other_2",
    }  # fmt: skip
    assert choices(found) == {"grosse": {"a_b": "x", "y": "y", "other_2": "z"}}
    assert losses(found) == [("s", 'condition: größe.NAOK == "a b" or größe == "other"')]
    assert sheet(found)[-2]["relevant"] == "${grosse} = 'other'"
