"""Each question type of LimeSurvey, in both layouts of the file."""

from __future__ import annotations

import pytest

from tests.tables.limesurvey.files import Q
from tests.tables.limesurvey.reading import asked, choices, imported, losses

LAYOUTS = pytest.mark.parametrize("layout", ["old", "new"])
ANSWERS = {"A1": "gut", "A2": "schlecht"}
SUBS = {"SQ001": "Wohnung", "SQ002": "Arbeit"}


@LAYOUTS
@pytest.mark.parametrize(("kind", "appearance"), [("L", {}), ("!", {"appearance": "minimal"})])
def test_a_list_is_a_selection(kind: str, appearance: dict[str, str], layout: str) -> None:
    found = imported(Q(kind, "q", "Wie?", help="Bitte wählen", answers=ANSWERS, mandatory="Y"), layout=layout)
    row = {"type": "select_one q", "name": "q", "label": "Wie?", "hint": "Bitte wählen", "required": "yes"}
    assert asked(found) == [row | appearance]
    assert choices(found) == {"q": ANSWERS}
    assert not found.report.errors


@LAYOUTS
def test_another_answer_is_or_other(layout: str) -> None:
    found = imported(Q("L", "q", "Wie?", answers=ANSWERS, other="Y"), layout=layout)
    assert asked(found) == [{"type": "select_one q or_other", "name": "q", "label": "Wie?"}]
    assert choices(found) == {"q": ANSWERS}


def test_another_answer_with_words_of_its_own_is_written_out() -> None:
    words = {"other_replace_text": {"de": "Etwas anderes"}, "other_comment_mandatory": "1"}
    found = imported(Q("L", "q", "Wie?", answers=ANSWERS, other="Y", attributes=words))
    assert asked(found) == [
        {"type": "select_one q", "name": "q", "label": "Wie?"},
        {"type": "text", "name": "q_other", "label": "Etwas anderes", "relevant": "${q} = 'other'", "required": "yes"},
    ]
    assert choices(found) == {"q": ANSWERS | {"other": "Etwas anderes"}}


@LAYOUTS
def test_a_list_with_comment_has_a_text_behind_it(layout: str) -> None:
    found = imported(Q("O", "q", "Wie?", answers=ANSWERS), layout=layout)
    assert asked(found) == [
        {"type": "select_one q", "name": "q", "label": "Wie?"},
        {"type": "text", "name": "q_comment", "label": "Kommentar", "appearance": "multiline"},
    ]


@LAYOUTS
@pytest.mark.parametrize(
    ("kind", "name", "options"),
    [
        ("Y", "yes_no", {"Y": "Ja", "N": "Nein"}),
        ("G", "female_male", {"F": "Weiblich", "M": "Männlich"}),
        ("5", "points_5", {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"}),
    ],
)
def test_fixed_answers_are_shared_lists(kind: str, name: str, options: dict[str, str], layout: str) -> None:
    found = imported(Q(kind, "q", "Wie?"), Q(kind, "r", "Und?"), layout=layout)
    assert [row["type"] for row in asked(found)] == [f"select_one {name}"] * 2
    assert choices(found) == {name: options}


@LAYOUTS
def test_a_multiple_choice_is_a_selection_of_several(layout: str) -> None:
    limits = {"min_answers": "1", "max_answers": "2", "exclude_all_others": "SQ002", "random_order": "1"}
    found = imported(Q("M", "q", "Was?", subs=SUBS, mandatory="Y", attributes=limits), layout=layout)
    constraint = (
        "count-selected(.) >= 1 and count-selected(.) <= 2 and not(selected(., 'SQ002') and count-selected(.) > 1)"
    )
    assert asked(found) == [
        {
            "type": "select_multiple q",
            "name": "q",
            "label": "Was?",
            "required": "yes",
            "constraint": constraint,
            "parameters": "randomize=true",
        }
    ]
    assert choices(found) == {"q": SUBS}


@LAYOUTS
def test_comments_of_a_multiple_choice_are_texts_of_those_who_chose(layout: str) -> None:
    found = imported(Q("P", "q", "Was?", subs=SUBS), layout=layout)
    assert asked(found) == [
        {"type": "select_multiple q", "name": "q", "label": "Was?"},
        {"type": "text", "name": "q_SQ001comment", "label": "Wohnung", "relevant": "selected(${q}, 'SQ001')"},
        {"type": "text", "name": "q_SQ002comment", "label": "Arbeit", "relevant": "selected(${q}, 'SQ002')"},
    ]


@LAYOUTS
@pytest.mark.parametrize(
    ("attributes", "row"),
    [
        ({}, {"type": "decimal"}),
        ({"num_value_int_only": "1"}, {"type": "integer"}),
        (
            {"min_num_value_n": "0", "max_num_value_n": "120"},
            {"type": "decimal", "constraint": ". >= 0 and . <= 120"},
        ),
        ({"suffix": {"de": "€"}}, {"type": "decimal", "appearance": "euro"}),
        ({"prefix": {"de": "ca."}, "suffix": {"de": "Jahre"}}, {"type": "decimal", "hint": "ca. … Jahre"}),
    ],
)
def test_a_number(attributes: dict[str, str], row: dict[str, str], layout: str) -> None:
    found = imported(Q("N", "q", "Wie viel?", attributes=attributes), layout=layout)
    assert asked(found) == [{"name": "q", "label": "Wie viel?"} | row]


@LAYOUTS
@pytest.mark.parametrize(
    ("question", "row"),
    [
        (Q("S", "q"), {"type": "text"}),
        (Q("T", "q"), {"type": "text", "appearance": "multiline"}),
        (Q("U", "q"), {"type": "text", "appearance": "multiline"}),
        (Q("S", "q", attributes={"numbers_only": "1"}), {"type": "decimal"}),
        (
            Q("S", "q", preg="/^[0-9]{5}$/", attributes={"maximum_chars": "5"}),
            {"type": "text", "constraint": "regex(., '^[0-9]{5}$') and coalesce(string-length(.), 0) <= 5"},
        ),
        (Q("D", "q"), {"type": "date"}),
        (Q("D", "q", attributes={"date_format": "HH:MM"}), {"type": "time"}),
        (
            Q("D", "q", attributes={"date_min": "1900", "date_max": "2020-06-30"}),
            {"type": "date", "constraint": ". >= date('1900-01-01') and . <= date('2020-06-30')"},
        ),
        (Q("D", "q", attributes={"date_max": "today"}), {"type": "date", "constraint": ". <= today()"}),
        (Q("X", "q"), {"type": "note"}),
    ],
)
def test_a_question_with_one_field(question: Q, row: dict[str, str], layout: str) -> None:
    assert asked(imported(question, layout=layout)) == [{"name": "q", "label": "Text"} | row]


@LAYOUTS
@pytest.mark.parametrize(
    ("kind", "name", "options"),
    [
        ("A", "points_5", ["1", "2", "3", "4", "5"]),
        ("B", "points_10", ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        ("C", "yes_uncertain_no", ["Y", "U", "N"]),
        ("E", "increase_same_decrease", ["I", "S", "D"]),
        ("F", "q", ["A1", "A2"]),
        ("H", "q", ["A1", "A2"]),
    ],
)
def test_an_array_is_a_page_of_single_questions(kind: str, name: str, options: list[str], layout: str) -> None:
    found = imported(Q(kind, "q", "Wie zufrieden?", subs=SUBS, answers=ANSWERS, mandatory="Y"), layout=layout)
    assert asked(found) == [
        {"type": "begin_group", "name": "q", "label": "Wie zufrieden?", "appearance": "table-list"},
        {"type": f"select_one {name}", "name": "q_SQ001", "label": "Wohnung", "required": "yes"},
        {"type": f"select_one {name}", "name": "q_SQ002", "label": "Arbeit", "required": "yes"},
    ]
    assert list(choices(found)[name]) == options


@LAYOUTS
def test_an_array_with_two_scales_asks_each_row_twice(layout: str) -> None:
    heads = {"dualscale_headerA": {"de": "heute"}, "dualscale_headerB": {"de": "früher"}}
    question = Q("1", "q", "Wie?", subs={"r": "Miete"}, answers=ANSWERS, answers2={"A1": "mehr"}, attributes=heads)
    found = imported(question, layout=layout)
    assert asked(found)[1:] == [
        {"type": "select_one q", "name": "q_r_0", "label": "Miete – heute"},
        {"type": "select_one q_2", "name": "q_r_1", "label": "Miete – früher"},
    ]
    assert choices(found) == {"q": ANSWERS, "q_2": {"A1": "mehr"}}


@LAYOUTS
@pytest.mark.parametrize(
    ("kind", "attributes", "expected"),
    [
        (";", {}, "text"),
        (":", {}, "integer"),
        (":", {"multiflexible_step": "0.5"}, "decimal"),
        (":", {"multiflexible_min": "1", "multiflexible_max": "9"}, "integer"),
    ],
)
def test_an_array_of_fields_is_a_page_of_fields(
    kind: str, attributes: dict[str, str], expected: str, layout: str
) -> None:
    question = Q(kind, "q", "Was?", subs={"r1": "Küche"}, columns={"c1": "Zahl", "c2": "Maß"}, attributes=attributes)
    found = imported(question, layout=layout)
    limit = {"constraint": ". >= 1 and . <= 9"} if "multiflexible_min" in attributes else {}
    assert asked(found) == [
        {"type": "begin_group", "name": "q", "label": "Was?"},
        {"type": expected, "name": "q_r1_c1", "label": "Küche – Zahl"} | limit,
        {"type": expected, "name": "q_r1_c2", "label": "Küche – Maß"} | limit,
    ]


@LAYOUTS
def test_an_array_of_ticks_is_one_selection_a_row(layout: str) -> None:
    question = Q(":", "q", "Was?", subs={"r1": "Küche", "r2": "Bad"}, columns={"c1": "Herd", "c2": "Fenster"},
                 attributes={"multiflexible_checkbox": "1"})  # fmt: skip
    after = Q("S", "s", relevance='q_r1_c2.NAOK == "1"')
    found = imported(question, after, layout=layout)
    assert asked(found) == [
        {"type": "begin_group", "name": "q", "label": "Was?"},
        {"type": "select_multiple q", "name": "q_r1", "label": "Küche"},
        {"type": "select_multiple q", "name": "q_r2", "label": "Bad"},
        {"type": "text", "name": "s", "label": "Text", "relevant": "selected(${q_r1}, 'c2')"},
    ]


@LAYOUTS
def test_multiple_texts_and_numbers_are_pages_of_fields(layout: str) -> None:
    sums = {"equals_num_value": "100", "num_value_int_only": "1"}
    found = imported(
        Q("Q", "q", "Wer?", subs=SUBS), Q("K", "k", "Wie viel?", subs=SUBS, attributes=sums), layout=layout
    )
    assert asked(found) == [
        {"type": "begin_group", "name": "q", "label": "Wer?"},
        {"type": "text", "name": "q_SQ001", "label": "Wohnung"},
        {"type": "text", "name": "q_SQ002", "label": "Arbeit"},
        {"type": "begin_group", "name": "k", "label": "Wie viel?"},
        {"type": "integer", "name": "k_SQ001", "label": "Wohnung"},
        {
            "type": "integer",
            "name": "k_SQ002",
            "label": "Arbeit",
            "constraint": "coalesce(${k_SQ001}, 0) + . = 100",
        },
    ]


def test_sliders_are_ranges() -> None:
    slider = {"slider_layout": "1", "slider_min": "1", "slider_max": "10", "slider_accuracy": "0.5"}
    found = imported(Q("K", "k", "Wie?", subs={"a": "A"}, attributes=slider))
    row = {"type": "range", "name": "k_a", "label": "A", "parameters": "start=1 end=10 step=0.5"}
    assert asked(found)[1] == row


@LAYOUTS
def test_a_ranking_is_a_ranking(layout: str) -> None:
    found = imported(Q("R", "q", "Was zuerst?", answers=ANSWERS), Q("S", "s", relevance='q_1 == "A2"'), layout=layout)
    assert asked(found) == [
        {"type": "rank q", "name": "q", "label": "Was zuerst?"},
        {"type": "text", "name": "s", "label": "Text", "relevant": "selected-at(${q}, 0) = 'A2'"},
    ]
    assert choices(found) == {"q": ANSWERS}


def test_a_ranking_of_subquestions_is_a_ranking() -> None:
    """LimeSurvey 7 keeps what is ranked as subquestions."""
    found = imported(Q("R", "q", "Was zuerst?", subs=ANSWERS))
    assert choices(found) == {"q": ANSWERS}


def test_a_ranking_of_the_first_few_is_lost_by_name() -> None:
    found = imported(Q("R", "q", answers=ANSWERS, attributes={"max_answers": "3"}))
    assert losses(found) == [("q", "max_answers: 3")]


@LAYOUTS
def test_an_equation_is_a_calculated_value(layout: str) -> None:
    found = imported(
        Q("N", "n", "Wie viel?"),
        Q("*", "e", "{n.NAOK * 2}", attributes={"hidden": "1"}),
        Q("*", "f", "Doppelt: {n * 2} Stück", attributes={"hidden": "1"}),
        Q("*", "g", "Sie haben {n} Stück.", attributes={"equation": "{if(n > 1, 'viel', 'wenig')}"}),
        layout=layout,
    )
    rows = asked(found)
    assert rows[1] == {"type": "calculate", "name": "e", "calculation": "${n} * 2"}
    assert rows[2] == {"type": "calculate", "name": "f", "calculation": "concat('Doppelt: ', ${n} * 2, ' Stück')"}
    assert rows[3] == {"type": "calculate", "name": "g", "calculation": "if(${n} > 1, 'viel', 'wenig')"}
    assert rows[4] == {"type": "note", "name": "g_shown", "label": "Sie haben ${n} Stück."}


@LAYOUTS
def test_files_are_lost_and_a_language_switch_is_not_needed(layout: str) -> None:
    found = imported(Q("|", "file"), Q("I", "lang"), Q("S", "s", relevance="file != ''"), layout=layout)
    assert [row["name"] for row in asked(found)] == ["s"]
    assert losses(found) == [("file", "file upload"), ("s", "condition: file != ''")]
    assert ("lang", "language switch") in losses(found, "info")


def test_an_unknown_type_is_lost_by_its_letter() -> None:
    found = imported(Q("^", "q"), Q("S", "s"))
    assert losses(found) == [("q", "type '^'")]


def test_a_hidden_question_is_a_hidden_value() -> None:
    hidden = {"hidden": "1"}
    found = imported(
        Q("L", "q", answers=ANSWERS, attributes=hidden, defaults=[("", "A2")]),
        Q("S", "p", attributes=hidden),
        Q("S", "s", relevance='q == "A2"'),
    )
    assert asked(found)[0] == {"type": "hidden", "name": "q", "default": "A2"}
    assert asked(found)[1] == {"type": "hidden", "name": "p"}
    assert losses(found) == [("p", "hidden question")]


def test_a_hidden_battery_keeps_its_condition() -> None:
    battery = Q("F", "f", subs=SUBS, answers=ANSWERS, relevance="n.NAOK > 3", sub_relevance={"SQ002": "n.NAOK > 4"},
                attributes={"hidden": "1"}, defaults=[("SQ001", "A1"), ("SQ002", "A1")])  # fmt: skip
    assert asked(imported(Q("N", "n"), battery))[1:] == [
        {"type": "hidden", "name": "f_SQ001", "relevant": "${n} > 3", "default": "A1"},
        {"type": "hidden", "name": "f_SQ002", "relevant": "(${n} > 3) and (${n} > 4)", "default": "A1"},
    ]


def test_a_check_counts_another_answer_among_the_options() -> None:
    check = {"em_validation_q": "count(self.NAOK) <= 2"}
    found = imported(
        Q("M", "q", subs=SUBS, other="Y", attributes=check), Q("S", "s", relevance="count(that.q.NAOK) > 1")
    )
    assert asked(found)[0]["constraint"] == "coalesce(count-selected(.), 0) <= 2"
    assert asked(found)[1]["relevant"] == "coalesce(count-selected(${q}), 0) > 1"
    assert not found.report.errors


def test_a_battery_without_rows_is_lost_by_name() -> None:
    found = imported(Q("F", "q", answers=ANSWERS), Q("S", "s"))
    assert losses(found) == [("q", "array")]


def test_a_question_without_text_is_called_by_its_code() -> None:
    found = imported(Q("S", "q", ""))
    assert asked(found) == [{"type": "text", "name": "q", "label": "q"}]
    assert ("q", "no text") in losses(found, "warning")
