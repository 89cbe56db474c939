"""The outcome compiles, and leads each person the way LimeSurvey does. The ways are written by hand."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from querschnitt.core.instrument import Instrument, applicable, content_hash, path
from querschnitt.tables.limesurvey import parse_limesurvey
from tests.tables.limesurvey.files import G, Q, survey

ANSWERS = {"A1": "gut", "A2": "mittel", "A3": "schlecht"}

HOUSEHOLDS = (
    G(
        "Zur Person",
        [
            Q("L", "sex", "Geschlecht?", answers={"F": "weiblich", "M": "männlich"}, other="Y", mandatory="Y"),
            Q("N", "age", "Wie alt sind Sie?", attributes={"num_value_int_only": "1", "min_num_value_n": "0"}),
            Q("Y", "works", "Arbeiten Sie?", relevance="age.NAOK >= 18"),
            Q("S", "job", "Was arbeiten Sie?", relevance='works == "Y"'),
            Q("S", "why", "Warum arbeiten Sie nicht?", relevance='works != "Y"'),
            Q("S", "naok", "Ohne Arbeit oder zu jung?", relevance='works.NAOK != "Y"'),
        ],
    ),
    G(
        "Sprachen",
        [
            Q("M", "langs", "Was sprechen Sie?", subs={"de": "Deutsch", "ar": "Arabisch", "tr": "Türkisch"}, other="Y"),
            Q("F", "well", "Wie gut?", subs={"de": "Deutsch", "ar": "Arabisch", "tr": "Türkisch"}, answers=ANSWERS,
              attributes={"array_filter": "langs"}, relevance="count(that.langs.NAOK) > 0"),
            Q("S", "course", "Welcher Kurs?", relevance='well_de.NAOK > "A1" or is_empty(langs_de.NAOK)'),
            Q("S", "two", "Mehr als eine?", relevance="count(langs_de.NAOK, langs_ar.NAOK, langs_tr.NAOK) >= 2"),
        ],
        relevance="age.NAOK > 5",
    ),
    G(
        "Schluss",
        [
            Q("D", "since", "Seit wann hier?"),
            Q("S", "long", "Wie war es früher?", relevance='since.NAOK < "2015-01-01" and !is_empty(since.NAOK)'),
            Q("X", "bye", "Danke", relevance='langs_other.NAOK == "Sorbisch"'),
            Q("S", "never", relevance="0"),
        ],
    ),
)  # fmt: skip

NOBODY: dict[str, Any] = {}

WAYS: list[tuple[dict[str, Any], list[str]]] = [
    (
        NOBODY,
        # age is empty: not 18 or older, so that works is not asked; without .NAOK, why is not asked either
        ["sex", "age", "naok", "since"],
    ),
    ({"sex": "F", "age": 4}, ["sex", "age", "naok", "since"]),
    ({"sex": "F", "age": 10}, ["sex", "age", "naok", "langs", "course", "since"]),
    ({"sex": "F", "age": 30}, ["sex", "age", "works", "why", "naok", "langs", "course", "since"]),
    ({"sex": "F", "age": 30, "works": "Y"}, ["sex", "age", "works", "job", "langs", "course", "since"]),
    ({"sex": "other", "age": 30, "works": "N"},
     ["sex", "sex_other", "age", "works", "why", "naok", "langs", "course", "since"]),
    ({"sex": "F", "age": 10, "langs": ("de",)}, ["sex", "age", "naok", "langs", "well_de", "since"]),
    ({"sex": "F", "age": 10, "langs": ("de",), "well_de": "A1"}, ["sex", "age", "naok", "langs", "well_de", "since"]),
    ({"sex": "F", "age": 10, "langs": ("de", "tr"), "well_de": "A2"},
     ["sex", "age", "naok", "langs", "well_de", "well_tr", "course", "two", "since"]),
    ({"sex": "F", "age": 10, "langs": ("ar",)}, ["sex", "age", "naok", "langs", "well_ar", "course", "since"]),
    ({"sex": "F", "age": 10, "langs": ("other",), "langs_other": "Sorbisch"},
     ["sex", "age", "naok", "langs", "langs_other", "course", "since"]),
    ({"sex": "F", "age": 4, "since": datetime.date(2014, 12, 31)}, ["sex", "age", "naok", "since", "long"]),
    ({"sex": "F", "age": 4, "since": datetime.date(2015, 1, 1)}, ["sex", "age", "naok", "since"]),
]  # fmt: skip


def _instrument(*groups: G, layout: str = "new", **more: Any) -> Instrument:
    found = parse_limesurvey(survey(*groups, layout=layout, **more), where="x.lss")
    assert found.examination.errors == ()
    assert found.instrument is not None
    return found.instrument


def _names(instrument: Instrument, answers: dict[str, Any]) -> list[str]:
    return [question.name for question in applicable(instrument, answers)]


@pytest.mark.parametrize("layout", ["old", "new"])
@pytest.mark.parametrize(("answers", "expected"), WAYS)
def test_the_same_answers_lead_the_same_way(answers: dict[str, Any], expected: list[str], layout: str) -> None:
    assert _names(_instrument(*HOUSEHOLDS, layout=layout), answers) == expected


def test_both_layouts_become_the_same_questionnaire() -> None:
    old, new = (_instrument(*HOUSEHOLDS, layout=layout) for layout in ("old", "new"))
    assert content_hash(old) == content_hash(new)


def test_a_display_is_shown_when_its_condition_holds() -> None:
    instrument = _instrument(*HOUSEHOLDS)
    answers = {"sex": "F", "age": 10, "langs": ("other",), "langs_other": "Sorbisch", "since": None}
    answers.pop("since")
    (last,) = [page for page in path(instrument, answers) if page.name.startswith("group_3")]
    assert "bye" in {question.name for question in last.questions}


CONDITIONS = [
    # (conditions of the editor, answers, whether the question is asked)
    ([("100", "123456X1X100", "==", "A1", "1")], {"q": "A1"}, True),
    ([("100", "123456X1X100", "==", "A1", "1")], {"q": "A2"}, False),
    ([("100", "123456X1X100", "==", "A1", "1"), ("100", "123456X1X100", "==", "A2", "1")], {"q": "A2"}, True),
    ([("100", "123456X1X100", "!=", "A1", "1")], {}, True),
    ([("100", "123456X1X100", "==", "A1", "1"), ("200", "123456X1X200", ">", "5", "1")], {"q": "A1", "n": 9}, True),
    ([("100", "123456X1X100", "==", "A1", "1"), ("200", "123456X1X200", ">", "5", "1")], {"q": "A1", "n": 5}, False),
    ([("100", "123456X1X100", "==", "A1", "1"), ("200", "123456X1X200", ">", "5", "2")], {"n": 9}, True),
    ([("300", "123456X1X300", "==", "a", "1"), ("300", "123456X1X300", "==", "b", "1")], {"m": ("b",)}, True),
    ([("300", "+123456X1X300a", "==", "Y", "1"), ("300", "+123456X1X300b", "==", "Y", "1")], {"m": ("b",)}, False),
    ([("300", "+123456X1X300a", "==", "Y", "1"), ("300", "+123456X1X300b", "==", "Y", "1")], {"m": ("a", "b")}, True),
    ([("100", "123456X1X100", "==", " ", "1")], {}, True),
    ([("100", "123456X1X100", "!=", " ", "1")], {}, False),
    ([("200", "123456X1X200", "<", "5", "1")], {}, False),
    ([("200", "123456X1X200", "RX", "^1", "1")], {"n": 17}, True),
    ([("200", "123456X1X200", "==", "@123456X1X400@", "1")], {"n": 3, "k": 3}, True),
    ([("200", "Q200", ">=", "5", "1")], {"n": 5}, True),
]


@pytest.mark.parametrize(("conditions", "answers", "expected"), CONDITIONS)
def test_old_conditions_lead_the_same_way(
    conditions: list[tuple[str, ...]], answers: dict[str, Any], expected: bool
) -> None:
    asked = [
        Q("L", "q", answers=ANSWERS),
        Q("N", "n", attributes={"num_value_int_only": "1"}),
        Q("M", "m", subs={"a": "A", "b": "B"}),
        Q("N", "k", attributes={"num_value_int_only": "1"}),
        Q("S", "asked", conditions=conditions),
    ]
    assert ("asked" in _names(_instrument(G("Eins", asked), layout="old"), answers)) is expected


def test_options_are_filtered_by_an_earlier_selection() -> None:
    options = {"a": "A", "b": "B", "c": "C"}
    instrument = _instrument(
        G("Eins", [Q("M", "m", subs=options)]),
        G("Zwei", [Q("M", "best", subs=options, attributes={"array_filter": "m"})]),
        G("Drei", [Q("M", "rest", subs=options, attributes={"array_filter_exclude": "m"})]),
    )
    filters = {name: instrument.question(name).choice_filter for name in ("best", "rest")}
    assert {name: found and found.text for name, found in filters.items()} == {
        "best": "selected(${m}, name)",
        "rest": "not(selected(${m}, name))",
    }


def test_options_with_conditions_are_filtered_one_by_one() -> None:
    question = Q("M", "m", subs={"a": "A", "b": "B"}, sub_relevance={"b": "n.NAOK > 5"}, other="Y")
    instrument = _instrument(G("Eins", [Q("N", "n")]), G("Zwei", [question]))
    found = instrument.question("m")
    assert found.choice_filter is not None
    assert found.choice_filter.text == "name != 'b' or ${n} > 5"
    assert found.codes == ("a", "b", "other")
    assert "m_other" in _names(instrument, {"n": Decimal(1), "m": ("other",)})


def test_rows_with_conditions_are_asked_one_by_one() -> None:
    battery = Q("F", "q", subs={"a": "A", "b": "B"}, answers=ANSWERS, sub_relevance={"b": "n.NAOK == 3"})
    instrument = _instrument(G("Eins", [Q("N", "n"), battery]))
    assert _names(instrument, {"n": Decimal(3)}) == ["n", "q_a", "q_b"]
    assert _names(instrument, {"n": Decimal(2)}) == ["n", "q_a"]


def test_a_battery_is_a_page_of_its_own() -> None:
    battery = Q("F", "q", "Wie gut?", subs={"a": "A", "b": "B"}, answers=ANSWERS)
    instrument = _instrument(G("Eins", [Q("N", "n"), battery, Q("S", "s")]))
    pages = [(page.name, [question.name for question in page.questions]) for page in instrument.pages]
    assert pages == [("group_1_1", ["n"]), ("q", ["q_a", "q_b"]), ("group_1_3", ["s"])]


def test_a_condition_that_is_lost_asks_everybody_and_says_so() -> None:
    content = survey(G("Eins", [Q("N", "n"), Q("S", "s", relevance="stddev(n, 3) > 1")]))
    found = parse_limesurvey(content, where="x.lss")
    assert found.instrument is not None
    assert _names(found.instrument, {}) == ["n", "s"]
    (loss,) = found.report.errors
    assert (loss.question, loss.row, loss.severity) == ("s", "s", "error")
    assert loss.what == "condition: stddev(n, 3) > 1"
    assert ["LOST", "s", "s", loss.what, loss.why, loss.way_out] in found.sheets["readme"]


def test_a_group_that_is_not_asked_takes_its_answers_along() -> None:
    """Without .NAOK a condition is false where the group of its question is not asked."""
    instrument = _instrument(
        G("Eins", [Q("Y", "a")]),
        G("Zwei", [Q("Y", "b")], relevance='a.NAOK == "Y"'),
        G("Drei", [Q("S", "c", relevance='b != "Y"'), Q("S", "d", relevance='b.NAOK != "Y"')]),
    )
    assert _names(instrument, {"a": "N"}) == ["a", "d"]
    assert _names(instrument, {"a": "Y"}) == ["a", "b", "c", "d"]
    assert _names(instrument, {"a": "Y", "b": "Y"}) == ["a", "b"]


def test_long_conditions_are_not_repeated_but_asked_for() -> None:
    """Each question depends on the one before without .NAOK, so that the condition of one would hold all the others."""
    chain = [Q("Y", "q0")] + [Q("Y", f"q{n}", relevance=f'q{n - 1} != "Y"') for n in range(1, 60)]
    battery = Q("F", "f", subs={"a": "A"}, answers=ANSWERS, relevance='q59 != "Y"')
    last = Q("S", "last", relevance="is_empty(f_a)")
    instrument = _instrument(G("Eins", chain), G("Zwei", [battery, last]))
    assert max(len(q.relevant.text) for q in instrument.questions.values() if q.relevant) < 300
    everybody = {f"q{n}": "N" for n in range(60)}
    assert _names(instrument, everybody) == [*everybody, "f_a", "last"]
    assert _names(instrument, everybody | {"q30": "Y"}) == [f"q{n}" for n in range(31)]
