"""Which questions stand together on a page, and in which sections."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.xlsform import build, examine
from querschnitt.core.instrument.xlsform.other_words import ENGLISH, other_words
from tests.instruments import sheets_of, tiny


def form(rows: str) -> str:
    return "| survey | | | | |\n| | type | name | label | appearance | relevant | repeat_count |\n" + rows


def pages(instrument: Instrument) -> list[tuple[str, str, list[str]]]:
    return [(page.name, page.section, [q.name for q in page.questions]) for page in instrument.pages]


def sections(instrument: Instrument) -> list[tuple[str, str, bool]]:
    return [(section.name, section.parent, section.is_repeat) for section in instrument.sections.values()]


def test_inner_groups_are_pages_and_questions_beside_them_stand_alone() -> None:
    instrument = tiny("nested_groups")
    assert pages(instrument) == [
        ("works", "", ["works"]),
        ("hours", "work", ["hours"]),
        ("place", "work", ["town", "district"]),
        ("there", "way", ["minutes"]),
        ("one_page", "", ["happy", "if_not", "why"]),
    ]
    assert sections(instrument) == [("work", "", False), ("way", "work", False)]


def test_a_group_inside_a_page_leaves_its_heading_and_its_condition() -> None:
    instrument = tiny("nested_groups")
    heading, why = instrument.question("if_not"), instrument.question("why")
    assert (heading.kind, heading.labels["de"]) == ("note", "Wenn nicht")
    assert [q.relevant.text for q in (heading, why) if q.relevant] == ["${happy} = 'no'"] * 2
    both = build(sheets_of(form("""
| | integer | n | N | | | |
| | begin_group | g | | field-list | | |
| | begin_group | h | | | ${n} > 1 | |
| | text | a | A | | ${n} < 9 | |
| | end_group | | | | | |
| | end_group | | | | | |
""")))  # fmt: skip
    relevant = both.question("a").relevant
    assert relevant is not None
    assert relevant.text == "(${n} > 1) and (${n} < 9)"
    assert "h" not in both.questions


def test_questions_of_a_repeat_stand_alone_unless_they_are_kept_together() -> None:
    assert pages(tiny("repeat"))[1:4] == [
        ("first_name", "person", ["first_name"]), ("age", "person", ["age"]), ("works", "person", ["works"]),
    ]  # fmt: skip
    assert pages(tiny("repeat_count"))[1] == ("person.1", "person", ["place", "before", "age", "older"])
    nested = tiny("nested_repeat")
    assert sections(nested) == [("person", "", True), ("child", "person", True)]
    assert (nested.depths["child_age"], nested.depths["youngest"]) == (("person", "child"), ("person",))


@pytest.mark.parametrize(
    "second",
    [
        "| | text | b | Mit ${a}? | | | |",
        "| | note | b | Mit ${c}. | | | |",
    ],
)
def test_a_page_ends_before_what_shows_an_answer_of_it(second: str) -> None:
    table = (
        "| survey | | | | |\n| | type | name | label | appearance | relevant | calculation |\n"
        + f"""
| | begin_group | g | G | field-list | | |
| | integer | a | A | | | |
| | calculate | c | | | | ${{a}} * 2 |
{second}
| | text | d | D | | ${{a}} > 3 | |
| | end_group | | | | | |
"""
    )
    found = examine(sheets_of(table))
    assert [(f.code, f.row, f.value) for f in found.warnings] == [("page-break", 5, "b")]
    assert found.instrument is not None
    assert pages(found.instrument) == [("g.1", "g", ["a", "c"]), ("g.2", "g", ["b", "d"])]


def test_a_page_ends_before_choices_and_defaults_that_depend_on_it() -> None:
    assert [page[2] for page in pages(tiny("choice_filter"))] == [["land"], ["town"], ["others"]]
    table = """
| survey |
| | type | name | label | default |
| | begin_group | g | G | |
| | integer | a | A | |
| | integer | b | B | ${a} + 1 |
| | end_group | | | |
"""
    assert [page[2] for page in pages(build(sheets_of(table)))] == [["a"], ["b"]]


def test_the_text_of_or_other_stands_right_behind_its_selection() -> None:
    instrument = tiny("or_other")
    assert pages(instrument)[0][2] == ["mother_tongue", "mother_tongue_other", "spoken", "spoken_other"]
    other = instrument.question("mother_tongue_other")
    assert (other.other_of, other.labels["de"]) == ("mother_tongue", "Bitte geben Sie an, was")
    assert instrument.question("mother_tongue").codes == ("de", "ar", "other")
    assert instrument.question("best").codes == ("de", "ar")


def test_a_list_that_has_other_is_not_given_it_twice() -> None:
    table = """
| survey |
| | type | name | label |
| | select_one l or_other | a | A |
| choices |
| | list_name | name | label |
| | l | x | X |
| | l | other | Something else |
| | l | y | Y |
"""
    question = build(sheets_of(table)).question("a")
    assert question.codes == ("x", "other", "y")
    assert question.choice("other").labels == {"und": "Something else"}


def test_or_other_speaks_every_language_of_the_example() -> None:
    for tag in "de en ar ru pl uk vi ro fa fa-AF ckb kmr tr es fr ti bg hu".split():  # noqa: SIM905
        words = other_words(tag)
        assert words is not None, tag
        assert all(words), tag
        assert (tag == "en") == (words == ENGLISH), tag


def test_or_other_in_a_language_that_we_have_no_words_in() -> None:
    table = """
| survey |
| | type | name | label::English (en) | label::Romani (rom) |
| | select_one l or_other | a | A | A |
| choices |
| | list_name | name | label::English (en) | label::Romani (rom) |
| | l | x | X | X |
"""
    found = examine(sheets_of(table))
    assert [f.code for f in found.warnings] == ["no-default-language", "untranslated-other"]
    assert found.instrument is not None
    assert found.instrument.question("a").choice("other").labels == {"en": "Other", "rom": "Other"}


def test_a_heading_may_show_what_is_asked_under_it() -> None:
    table = form("""
| | begin_repeat | person | | | | |
| | begin_group | who | ${name} | | | |
| | text | name | Name | | | |
| | end_group | | | | | |
| | end_repeat | | | | | |
""")
    assert [f.code for f in examine(sheets_of(table)).warnings] == ["later-in-heading"]


def test_a_page_cannot_hold_a_repeat() -> None:
    table = form("""
| | begin_group | g | G | field-list | | |
| | text | a | A | | | |
| | begin_repeat | r | R | | | 2 |
| | text | b | B | | | |
| | end_repeat | | | | | |
| | end_group | | | | | |
""")
    found = examine(sheets_of(table))
    assert [f.code for f in found.warnings] == ["page-break"]
    assert found.instrument is not None
    assert pages(found.instrument) == [("a", "g", ["a"]), ("b", "r", ["b"])]
