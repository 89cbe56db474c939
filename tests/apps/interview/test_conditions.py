"""Which conditions run in the page, what its script is told for them, and what of it changes with answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from querschnitt.apps.interview.forms import PageState, Speech, conditions_of, fields
from querschnitt.apps.interview.forms.conditions import SERVER_ONLY, in_page
from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from querschnitt.core.instrument.model import Page
from querschnitt.core.instrument.routing import route
from querschnitt.core.instrument.values import Missing
from querschnitt.tables.xlsform import examine_sheets
from tests.core.instrument.expressions.engines import MODULE
from tests.instruments import sheets_of, tiny

HEAD = "| survey |\n|  | type | name | label::de | relevant | calculation | default | choice_filter | parameters |\n"
BEFORE = """
|  | begin_group | before | Vorher | | | | | |
|  | integer | limit | Grenze? | | | | | |
|  | text | nick | Name? | | | | | |
|  | end_group | | | | | | | |
|  | begin_group | now | Jetzt | | | | | | |
|  | integer | a | A? | | | | | |
|  | select_one things | c | C? | | | | | |
"""
END = """
|  | end_group | | | | | | | |
| choices |
|  | list_name | name | label::de | size |
|  | things | b | Birne | 1 |
|  | things | o | Orange | 2 |
| settings |
|  | form_title | form_id | version | default_language |
|  | conditions | conditions | 1 | Deutsch (de) |
"""


def questionnaire(*rows: str) -> tuple[Instrument, Page]:
    """Return a questionnaire whose second page asks ``a``, ``c`` and what the rows say, and that page."""
    lines = "\n".join(f"| | {row} |" for row in rows)
    examination = examine_sheets(sheets_of(HEAD + BEFORE.strip("\n") + "\n" + lines + END))
    found = examination.instrument
    assert found is not None, examination.errors
    # The workbook would begin a new page where a text or a list of choices looks at an answer; drafts need not.
    before, now, *rest = found.pages
    asked = tuple(replace(question, block="now") for page in (now, *rest) for question in page.questions)
    page = Page("now", now.labels, questions=asked)
    return replace(found, pages=(before, page), sections={}), page


def decided(*rows: str) -> set[str]:
    """Return which questions the script shows and hides."""
    return set(in_page(*questionnaire(*rows)).brings)


def rules(instrument: Instrument, page: Page) -> list[Mapping[str, object]]:
    return list(json.loads(in_page(instrument, page).rules)["rules"])


def test_a_chain_with_what_it_looks_at_and_nothing_else() -> None:
    instrument = tiny("in_page_condition")
    page = instrument.page("children")
    assert rules(instrument, page) == [
        {"name": "has_children", "kind": "select_one"},
        {
            "name": "number", "kind": "integer", "brings": ["number"],
            "if": ["=", ["$", "has_children"], ["t", "yes"]],
        },
        {"name": "school", "brings": ["school"], "if": [">", ["$", "number"], ["n", "0"]]},
    ]  # fmt: skip
    assert conditions_of(instrument, page, {"has_children": "yes", "number": 3})["known"] == "{}"


def test_a_page_without_such_conditions_says_nothing() -> None:
    instrument, page = questionnaire("text | b | B? | ${limit} > 3 | | | |")
    assert conditions_of(instrument, page, {"limit": 5}) == {}


@pytest.mark.parametrize(("condition", "is_decided"), [
    ("${a} > 3", True),
    ("${a} > ${limit} and ${nick} = 'x'", True),
    ("regex(${nick}, '[a-z]+') and ${a} > 1", True),
    ("${a} > 3 and today() > '2020-01-01'", False),
    ("${a} > log(3)", False),
    ("jr:choice-name(${c}, '${c}') = 'Birne'", False),
])  # fmt: skip
def test_conditions_by_the_functions_they_call(condition: str, is_decided: bool) -> None:
    assert decided(f"text | b | B? | {condition} | | | |") == ({"b"} if is_decided else set())


@pytest.mark.parametrize("row", [
    "text | b | Wie alt ist ${a}? | ${a} > 3 | | | |",
    "select_one things | b | B? | ${a} > 3 | | | size = '1' |",
    "select_one things | b | B? | ${a} > 3 | | | | randomize=true",
    "text | b | B? | ${a} > 3 | | 'x' | |",
    "integer | b | B? | ${a} > 3 | ${a} * 2 | | |",
])  # fmt: skip
def test_what_only_the_server_can_draw_is_left_to_it_and_all_that_looks_at_it(row: str) -> None:
    follows, other = "text | d | D? | ${b} != '' | | | |", "text | e | E? | ${a} = 1 | | | |"
    assert decided(row, follows, other) == {"e"}


def test_a_text_that_shows_an_answer_from_another_page_can_wait() -> None:
    assert decided("text | b | Hallo ${nick}? | ${a} > 3 | | | |") == {"b"}


def test_values_the_page_cannot_be_sure_of_decide_nothing_in_it() -> None:
    drawn = "select_one things | b | B? | | | | size = ${a} |"
    assert decided(drawn, "text | d | D? | ${b} = 'b' | | | |") == set()
    lasting = "calculate | b | | | once(${a}) | | |"
    assert decided(lasting, "text | d | D? | ${b} = 1 | | | |") == set()


def test_calculated_values_run_in_the_page_or_are_told() -> None:
    instrument, page = questionnaire(
        "calculate | twice | | | ${a} * 2 | | |",
        "calculate | fixed | | | ${limit} + random() | | |",
        "text | b | B? | ${twice} > ${fixed} | | | |",
    )
    assert rules(instrument, page) == [
        {"name": "a", "kind": "integer"},
        {"name": "twice", "is": ["*", ["$", "a"], ["n", "2"]]},
        {"name": "b", "brings": ["b"], "if": [">", ["$", "twice"], ["$", "fixed"]]},
    ]
    assert in_page(instrument, page).needed == {"fixed": "fixed"}


def test_only_the_values_that_are_needed_are_told_and_cannot_end_their_element() -> None:
    instrument, page = questionnaire("text | b | B? | ${a} > ${limit} and ${nick} != '' | | | |")
    values = {"limit": Decimal("2.5"), "nick": "</script><b>&", "c": "b", "a": 7}
    known = conditions_of(instrument, page, values)["known"]
    assert "<" not in known
    assert json.loads(known) == {"limit": {"decimal": "2.5"}, "nick": "</script><b>&"}
    assert json.loads(conditions_of(instrument, page, {"limit": Missing.REFUSED})["known"]) == {
        "limit": {"missing": "refused"}
    }


def test_in_a_repeat_the_values_of_the_same_instance_are_told() -> None:
    instrument = tiny("repeat_count")
    page = instrument.page("person.1[2]")
    found = in_page(instrument, page)
    assert json.loads(found.rules)["at"] == 2
    assert found.needed == {"place": "place[2]", "before": "before[2]"}
    assert found.brings == {"older[2]": ("older[2]",)}


def test_a_question_comes_with_the_text_beside_other() -> None:
    instrument, page = questionnaire("select_multiple things or_other | b | B? | ${a} > 3 | | | |")
    assert in_page(instrument, page).brings == {"b": ("b", "b_other")}


def test_hidden_questions_stand_in_their_place_and_are_not_visible() -> None:
    instrument = tiny("in_page_condition")
    page = instrument.page("children")
    answers = {"has_children": "no", "number": 3}
    way = route(instrument, answers)
    drawn = fields(page, way.visible["children"], PageState(answers), Speech(instrument, "de"))
    assert [(field.name, field.is_hidden, field.value) for field in drawn] == [
        ("has_children", False, ""),
        ("number", True, "3"),
        ("school", True, ""),
    ]
    assert [part.name for field in drawn for part in field.parts] == ["has_children"]


def test_the_page_knows_every_function_that_is_not_the_server_s() -> None:
    written = MODULE.read_text(encoding="utf-8")
    table = written[written.index("const FUNCTIONS = {") : written.index("const unlessMissing")]
    missing = {name for name in FUNCTIONS if f'"{name}"' not in table and f"\n  {name}" not in table}
    assert missing <= SERVER_ONLY
    assert set(FUNCTIONS) >= SERVER_ONLY
