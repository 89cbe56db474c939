"""Conditions within a page: what its script shows is what the server would show, whatever is typed."""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from querschnitt.apps.interview.forms import PageState, Speech
from querschnitt.apps.interview.forms.conditions import in_page
from querschnitt.apps.interview.views.frame import frame_context
from querschnitt.apps.interview.views.preview import preview_pages
from querschnitt.apps.interview.views.questions import page_context
from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.answers import accept, read_answer
from querschnitt.core.instrument.expressions.interchange import encode_value
from querschnitt.core.instrument.model import Kind, Question, Scale
from querschnitt.core.instrument.reading import UnreadableAnswerError
from querschnitt.core.instrument.routing import route, visible
from querschnitt.core.instrument.values import Answers, Missing
from querschnitt.tables.xlsform import examine_sheets
from tests.instruments import NAMES, sheets_of, tiny

ADDRESS = "http://interview.test"

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


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def compiled(table: str) -> Instrument:
    found = examine_sheets(sheets_of(table)).instrument
    assert found is not None
    return found


def show(page: Page, instrument: Instrument, name: str, answers: Answers) -> None:
    """Show a page of a questionnaire with its style sheet and scripts, without a service."""
    way, shown = route(instrument, answers), instrument.page(name)
    speech = Speech(instrument, "de", known=way.known)
    state = PageState(answers, calculated=way.calculated, defaults=way.defaults)
    context = page_context(shown, speech, way=way, state=state, from_review=False)
    document = render_to_string("interview/page.html", frame_context(context, language="de", instrument=instrument))

    def serve(asked: Route) -> None:
        path = asked.request.url.removeprefix(ADDRESS)
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if isinstance(found, str):
            asked.fulfill(path=found)
        else:
            asked.fulfill(body=document, content_type="text/html; charset=utf-8")

    page.unroute_all()
    page.route(f"{ADDRESS}/**", serve)
    page.goto(f"{ADDRESS}/page/x")


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


def check(page: Page, instrument: Instrument, name: str, *, answers: Answers, times: int) -> set[str]:
    """Compare what the script shows with what the server would, many times; return what was shown at least once."""
    show(page, instrument, name, answers)
    asked = instrument.page(name)
    ours = {part for brought in in_page(instrument, asked).brings.values() for part in brought}
    main = set(in_page(instrument, asked).brings)
    chance = random.Random(f"{instrument.name} {name} {sorted(answers)}")
    cases = [typed_at_random([q for q in asked.questions if q.takes_answers], chance) for _ in range(times)]
    seen: set[str] = set()
    for typed, entries in zip(cases, page.evaluate(FILL, cases), strict=True):
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
def test_the_script_shows_what_the_server_would(page: Page, *, elsewhere: Answers, never: set[str]) -> None:
    instrument = compiled(EVERYTHING)
    decided = set(in_page(instrument, instrument.page("all")).brings)
    assert decided == {
        "adult", "unsure", "silent", "both", "how_many", "named", "many", "dear", "later", "early", "low", "first",
        "thanks", "more", "last",
    }  # fmt: skip
    assert decided - check(page, instrument, "all", answers=elsewhere, times=150) == never


@pytest.mark.parametrize(("name", "shown"), [
    ("about[1]", {"school[1]", "eldest[1]"}), ("about[2]", {"school[2]"}), ("then[2]", {"long[2]"}), ("then[3]", set()),
])  # fmt: skip
def test_in_each_instance_of_a_repeat(page: Page, *, name: str, shown: set[str]) -> None:
    answers = {"limit": 1, "age[1]": 10, "age[2]": 60}
    assert check(page, compiled(PERSONS), name, answers=answers, times=60) == shown


@pytest.mark.parametrize(("instrument", "name", "answers", "shown"), [
    ("in_page_condition", "children", {}, {"number", "school"}),
    ("nested_groups", "one_page", {}, {"if_not", "why"}),
    ("repeat_count", "person.1[1]", {"people": 2}, set()),
    ("repeat_count", "person.1[2]", {"people": 2, "age[1]": 17}, {"older[2]"}),
])  # fmt: skip
def test_the_tiny_questionnaires(page: Page, *, instrument: str, name: str, answers: Answers, shown: set[str]) -> None:
    assert check(page, tiny(instrument), name, answers=answers, times=40) == shown


def test_every_tiny_questionnaire_with_such_conditions_is_among_them() -> None:
    every = {name: tiny(name) for name in NAMES}
    pages = [(name, every[name].page(page)) for name in NAMES for page in preview_pages(every[name])]
    decided = {name for name, page in pages if in_page(every[name], page).rules}
    assert decided == {"in_page_condition", "nested_groups", "repeat_count"}


# ---- what is typed, read in the page as the server reads it

SIGNS = st.sampled_from(
    [*"0123456789", *"٠١٢٣٩", *"۰۵۹", *"०९", *".,'’٫٬،˙", *"+-−", *" \u00a0\u202f\u200f", *"ahrUu:/", "²"]
)
WRITTEN = st.one_of(st.text(SIGNS, max_size=9), st.from_regex(r"\d{1,2}[.:/-]\d{1,2}([.:/-]\d{4})?", fullmatch=True))
SCALES = (("0", "10", "1"), ("0", "1", "0.1"), ("-2.5", "7", "0.25"), ("1", "1000", "3"))
QUESTIONS = (
    *(Question("x", kind, missing=("dk",)) for kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME, Kind.TEXT)),
    *(Question("x", Kind.RANGE, scale=Scale(*map(Decimal, scale))) for scale in SCALES),
)


def in_python(question: Question, text: str) -> object:
    try:
        value = read_answer(question, {"x": [text]})
    except UnreadableAnswerError:
        return None
    return float(value) if isinstance(value, (int, Decimal)) else encode_value(value)


def rule(question: Question) -> dict[str, object]:
    scale = question.scale
    steps = {"scale": [str(part) for part in (scale.start, scale.end, scale.step)]} if scale else {}
    return {"name": "x", "kind": question.kind.value, "missing": question.missing, **steps}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.one_of(WRITTEN, st.text(max_size=12)), min_size=30, max_size=30))
def test_numbers_dates_and_texts_are_read_alike(page: Page, texts: list[str]) -> None:
    read_alike(page, texts)


PECULIAR = (
    *(
        "",
        " ",
        "007",
        "1.250",
        "1.250.750",
        "1,250,750",
        "1'250",
        "1’250,5",
        "1250,00",
        "0.500",
        "-0",
        "−3",
        "+5",
        "1e5",
    ),
    *("½", "١٬٢٥٠", "١٢٫٥", "۱۲۵۰", "𝟏𝟐", "123456789012345", "1234567890123456", "0,1", "0.30000000001", "0,3", "7"),
    *("6.75", "-2,5", "1000", "999", "2020-02-29", "2021-02-29", "29.2.2020", "31/4/2020", "0000-01-01", "1.1.0001"),
    *("2020-1-5", "٣٠.١١.٢٠٢٠", "9", "9 Uhr", "14.30", "14h30", "14:30:59.5", "24:00", "23:60"),
    *("\ufeffx", "x\u0085", "a\x00b", "a\r\nb", "\n", "__dk__", "__refused__"),
    *("x" * 2000, "x" * 2001, "😀" * 1001, "😀" * 2001),
)


def test_peculiar_entries_are_read_alike(page: Page) -> None:
    read_alike(page, PECULIAR)


def read_alike(page: Page, texts: Sequence[str]) -> None:
    if not page.url.startswith(ADDRESS):
        show(page, compiled(EVERYTHING), "all", {})
    found = page.evaluate(
        """async ([rules, texts]) => {
          const { answer } = await import("/static/interview/reading.js");
          return rules.map(rule => texts.map(text => answer(rule, [["x", text]]) ?? null));
        }""",
        [[rule(question) for question in QUESTIONS], list(texts)],
    )
    for question, ours in zip(QUESTIONS, found, strict=True):
        expected = [in_python(question, text) for text in texts]
        assert [(text, value) for text, value in zip(texts, ours, strict=True)] == list(
            zip(texts, expected, strict=True)
        ), question.kind
