"""Conditions within a page: what its script shows is what the server would show, whatever is typed."""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Mapping, Sequence

import pytest
from playwright.sync_api import Page

from querschnitt.apps.interview.forms.conditions import in_page
from querschnitt.apps.interview.views.preview import preview_pages
from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.answers import accept
from querschnitt.core.instrument.model import Kind, Question
from querschnitt.core.instrument.routing import visible
from querschnitt.core.instrument.values import Answers, Missing
from querschnitt.tables.xlsform import examine_sheets
from tests.browser.script.paper import show
from tests.instruments import NAMES, sheets_of, tiny

EVERYTHING = """
| survey |
|  | type | name | label::de | relevant | constraint | calculation | default | missing | parameters | appearance |
|  | begin_group | before | Vorher | | | | | | | |
|  | integer | born | Geboren? | | | | | | | |
|  | select_one yes_no | here | Hier? | | | | | dk | | |
|  | date | came | Seit wann? | | | | | | | |
|  | end_group | | | | | | | | | |
|  | begin_group | all | Alles | | | | | | | |
|  | hidden | limit | | | | | 18 | | | |
|  | integer | age | Wie alt? | | . >= 0 and . <= 120 | | | dk refused | | |
|  | text | adult | Erwachsen? | ${age} >= ${limit} | | | | | | |
|  | text | unsure | Warum nicht? | ${age} = 'dk' | | | | | | |
|  | note | silent | Schade. | ${age} = 'refused' or ${here} = 'dk' | | | | | | |
|  | text | both | Beides? | ${age} > 2020 - ${born} and ${adult} != '' | | | | | | |
|  | select_multiple things or_other | things | Was? | ${here} != 'no' | | | | dk | | |
|  | integer | how_many | ? | count-selected(${things}) > 1 and not(selected(${things}, 'other')) | . < 10 | | | | | |
|  | text | named | Wie genau? | string-length(${things_other}) > 3 | | | | | | |
|  | calculate | twice | | ${how_many} > 0 | | ${how_many} * 2 | | | | |
|  | text | many | So viele? | ${twice} > 4 | | | | | | |
|  | decimal | rent | Miete? | | | | | dk | | |
|  | text | dear | Teuer? | ${rent} > 500.5 or round(${rent} div 3, 1) = 1.1 | | | | | | |
|  | date | moved | Wann? | | . >= '2000-01-01' | | | | | |
|  | text | later | Danach? | ${moved} > ${came} | | | | | | |
|  | time | rises | Um wie viel Uhr? | | | | | | | |
|  | text | early | So früh? | ${rises} < '07:30' | | | | | | |
|  | range | trust | Vertrauen? | | | | | | start=0 end=10 step=1 | |
|  | range | share | Anteil? | | | | | | start=0 end=100 step=2.5 | |
|  | text | low | Wenig? | ${trust} < 3 and ${share} <= 12.5 | | | | | | |
|  | rank things | order | Reihenfolge? | | | | | dk | | |
|  | text | first | Warum? | selected-at(${order}, 0) = 'b' | | | | | | |
|  | acknowledge | seen | Gelesen? | | | | | | | |
|  | text | thanks | Danke? | ${seen} = 'OK' and regex(${adult}, '[a-z]+') | | | | | | |
|  | select_one yes_no | more | Mehr? | if(${seen} = 'OK', ${low} = '', ${first} != '') | | | | | | minimal |
|  | text | last | Zuletzt? | ${more} = 'yes' and coalesce(${dear}, ${early}) != '' | | | | | | |
|  | end_group | | | | | | | | | |

| choices |
|  | list_name | name | label::Deutsch (de) |
|  | yes_no | yes | Ja |
|  | yes_no | no | Nein |
|  | things | a | Apfel |
|  | things | b | Birne |
|  | things | c | Clementine |
|  | missing_values | dk | Weiß nicht |
|  | missing_values | refused | Keine Angabe |

| settings |
|  | form_title | form_id | version | default_language |
|  | everything | everything | 1 | Deutsch (de) |
"""

PERSONS = """
| survey |
|  | type | name | label::Deutsch (de) | relevant | repeat_count | calculation | appearance |
|  | integer | limit | Ab welchem Alter? | | | | |
|  | begin_repeat | person | Person | | 3 | | |
|  | begin_group | about | Zur Person | | | | field-list |
|  | select_one yes_no | child | Ein Kind? | | | | |
|  | integer | age | Wie alt? | | | | |
|  | text | school | Welche Schule? | ${child} = 'yes' and ${age} >= ${limit} | | | |
|  | text | eldest | Warum zuerst? | position(..) = 1 and ${age} > 3 | | | |
|  | end_group | | | | | | |
|  | begin_group | then | Weiter | | | | field-list |
|  | integer | year | Seit wann? | | | | |
|  | text | long | So lange? | ${year} < 2000 and ${age} > 20 | | | |
|  | text | total | Zusammen? | ${year} > 0 and sum(indexed-repeat(${age}, ${person}, 1)) > 5 | | | |
|  | end_group | | | | | | |
|  | end_repeat | | | | | | |

| choices |
|  | list_name | name | label::Deutsch (de) |
|  | yes_no | yes | Ja |
|  | yes_no | no | Nein |

| settings |
|  | form_title | form_id | version | default_language |
|  | persons | persons | 1 | Deutsch (de) |
"""

FILL = """async cases => {
  const page = document.getElementById("page");
  const named = name => [...document.querySelectorAll("#page [name]")].filter(control => control.name === name);
  const results = [];
  for (const typed of cases) {
    for (const [name, values] of Object.entries(typed))
      for (const control of named(name))
        if (/radio|checkbox/.test(control.type)) control.checked = values.includes(control.value);
        else control.value = values[0] ?? "";
    document.getElementById("main").dispatchEvent(new Event("change"));
    await new Promise(done => setTimeout(done, 1));
    results.push([...new FormData(page)].map(([name, value]) => [name, value.replace(/\\n/g, "\\r\\n")]));
  }
  return results;
}"""

POOLS: Mapping[Kind, Sequence[str]] = {
    Kind.INTEGER: (
        "",
        "0",
        "1",
        "2",
        "5",
        "17",
        "18",
        "19",
        "60",
        "121",
        "-4",
        "1.250",
        "٢٥",
        "2,0",
        "2,5",
        "abc",
        "3x",
    ),
    Kind.DECIMAL: ("", "3,3", "3.25", "500,5", "500,51", "1.250", "1.250,75", "٧٠٠٫٥", "viel"),
    Kind.RANGE: ("", "0", "2", "2,5", "10", "12,5", "13", "100", "102,5"),
    Kind.DATE: ("", "1999-12-31", "2000-01-01", "2015-06-30", "2015-07-01", "30.6.2016", "31.2.2016", "2016"),
    Kind.TIME: ("", "07:29", "07:30", "7.15", "7 Uhr", "24:00", "2359"),
    Kind.TEXT: ("", " ", "abc", "ab", "abcd ", "ABC", "__dk__", "a\nb"),
}

OWN: Mapping[str, Sequence[str]] = {"how_many": ("", "1", "5", "9", "12"), "age": (*POOLS[Kind.INTEGER], "61", "61")}


def compiled(table: str) -> Instrument:
    found = examine_sheets(sheets_of(table)).instrument
    assert found is not None
    return found


def fields_of(question: Question) -> dict[str, Sequence[str]]:
    """Return the form fields of a question, each with what can stand in it."""
    name = question.name
    beside = [f"__{code}__" for code in question.missing]
    codes = [*question.codes, *(["OK"] if question.kind is Kind.ACKNOWLEDGE else [])]
    if question.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.ACKNOWLEDGE):
        return {name: [*codes, *beside]}
    places = {f"{name}__place__{code}": ("", "1", "2", "3") for code in codes}
    return {**(places or {name: OWN.get(name) or POOLS[question.kind]}), f"{name}__missing": beside}


def typed_at_random(questions: Sequence[Question], chance: random.Random) -> dict[str, list[str]]:
    """Fill in fields as no person would: everything that can come together does."""
    typed: dict[str, list[str]] = {}
    for question in questions:
        name, codes = question.name, question.codes
        if question.kind is Kind.RANK and chance.random() < 0.5:
            places = chance.sample(("1", "2", "3"), 3)
            typed |= {f"{name}__place__{code}": [place] for code, place in zip(codes, places, strict=True)}
            continue
        for field, pool in fields_of(question).items():
            most = len(pool) if question.kind is Kind.SELECT_MULTIPLE else 2 if field.endswith("__missing") else 1
            is_left_out = chance.random() < (0.8 if field.endswith("__missing") else 0.1)
            typed[field] = (
                []
                if is_left_out
                else chance.sample(list(pool), chance.randint(min(1, len(pool)), min(most, len(pool))))
            )
        if typed.get(f"{name}__missing") and chance.random() < 0.7:
            typed[name] = [""]
    return typed


def sent(entries: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in entries:
        form.setdefault(name, []).append(value)
    return form


def check(blank: Page, instrument: Instrument, name: str, *, answers: Answers, times: int) -> set[str]:
    """Compare what the script shows with what the server would, many times; return what was shown at least once."""
    show(blank, instrument, name, answers)
    asked = instrument.page(name)
    ours = {part for brought in in_page(instrument, asked).brings.values() for part in brought}
    main = set(in_page(instrument, asked).brings)
    chance = random.Random(f"{instrument.name} {name} {sorted(answers)}")
    cases = [typed_at_random([q for q in asked.questions if q.takes_answers], chance) for _ in range(times)]
    seen: set[str] = set()
    for typed, entries in zip(cases, blank.evaluate(FILL, cases), strict=True):
        form = sent(entries)
        shown = set(form["__shown__"][0].split())
        accepted = accept(instrument, asked, form, answers)
        served = {question.name for question in visible(instrument, asked, accepted.answers)}
        assert shown & main == served & main, json.dumps([typed, form])
        assert not ours & {question.name for question in accepted.newly_relevant}, typed
        seen |= served & main
    return seen


@pytest.mark.parametrize(("elsewhere", "never"), [
    ({}, {"both", "later", "how_many", "named", "many"}),
    ({"born": 1960, "here": "yes", "came": datetime.date(2015, 6, 30)}, set()),
    ({"born": 2015, "here": Missing.DONT_KNOW, "came": datetime.date(1990, 1, 1)}, {"how_many", "named", "many"}),
    ({"born": 2015, "here": "no"}, {"later", "how_many", "named", "many"}),
])  # fmt: skip
def test_the_script_shows_what_the_server_would(blank: Page, *, elsewhere: Answers, never: set[str]) -> None:
    instrument = compiled(EVERYTHING)
    decided = set(in_page(instrument, instrument.page("all")).brings)
    assert decided == {
        "adult", "unsure", "silent", "both", "how_many", "named", "many", "dear", "later", "early", "low", "first",
        "thanks", "more", "last",
    }  # fmt: skip
    assert decided - check(blank, instrument, "all", answers=elsewhere, times=150) == never


@pytest.mark.parametrize(("name", "shown"), [
    ("about[1]", {"school[1]", "eldest[1]"}), ("about[2]", {"school[2]"}), ("then[2]", {"long[2]"}), ("then[3]", set()),
])  # fmt: skip
def test_in_each_instance_of_a_repeat(blank: Page, *, name: str, shown: set[str]) -> None:
    answers = {"limit": 1, "age[1]": 10, "age[2]": 60}
    assert check(blank, compiled(PERSONS), name, answers=answers, times=60) == shown


@pytest.mark.parametrize(("instrument", "name", "answers", "shown"), [
    ("in_page_condition", "children", {}, {"number", "school"}),
    ("nested_groups", "one_page", {}, {"if_not", "why"}),
    ("repeat_count", "person.1[1]", {"people": 2}, set()),
    ("repeat_count", "person.1[2]", {"people": 2, "age[1]": 17}, {"older[2]"}),
])  # fmt: skip
def test_the_tiny_questionnaires(blank: Page, *, instrument: str, name: str, answers: Answers, shown: set[str]) -> None:
    assert check(blank, tiny(instrument), name, answers=answers, times=40) == shown


def test_every_tiny_questionnaire_with_such_conditions_is_among_them() -> None:
    every = {name: tiny(name) for name in NAMES}
    pages = [(name, every[name].page(page)) for name in NAMES for page in preview_pages(every[name])]
    decided = {name for name, page in pages if in_page(every[name], page).rules}
    assert decided == {"in_page_condition", "nested_groups", "repeat_count"}
