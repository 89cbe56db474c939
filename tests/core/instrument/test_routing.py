from __future__ import annotations

import datetime
import random

from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.instrument import (
    Missing,
    active_answers,
    applicable,
    next_page,
    path,
    previous_page,
    route,
    visible,
)
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.routing import order_of
from querschnitt.core.instrument.walk import random_answers, steps
from tests.instruments import NAMES, tiny

TINY = {name: tiny(name) for name in NAMES}
PAGES = TINY["pages"]
DAY = Occasion(today=datetime.date(2020, 11, 30))


def _names(pages: object) -> list[str]:
    return [page.name for page in pages]  # type: ignore[attr-defined]


def test_a_page_without_anything_visible_is_skipped() -> None:
    assert _names(path(PAGES, {})) == ["start", "finish"]
    assert _names(path(PAGES, {"works": "yes"})) == ["start", "work", "finish"]
    assert _names(path(PAGES, {"works": "yes", "hours": 40})) == ["start", "work", "details", "finish"]
    assert _names(path(PAGES, {"works": "yes", "hours": 20})) == ["start", "work", "finish"]


def test_an_answer_that_became_irrelevant_is_kept_aside_and_decides_nothing() -> None:
    answers = {"works": "no", "hours": 40, "overtime": "yes"}
    assert _names(path(PAGES, answers)) == ["start", "finish"]
    assert active_answers(PAGES, answers) == {"works": "no"}
    assert active_answers(PAGES, answers | {"works": "yes"}) == {"works": "yes", "hours": 40, "overtime": "yes"}


def test_next_and_previous_page() -> None:
    answers = {"works": "yes", "hours": 20}
    assert next_page(PAGES, answers).name == "start"
    assert next_page(PAGES, answers, after="work").name == "finish"
    assert next_page(PAGES, answers, after="details").name == "finish"
    assert next_page(PAGES, answers, after="finish") is None
    assert previous_page(PAGES, answers).name == "finish"
    assert previous_page(PAGES, answers, before="finish").name == "work"
    assert previous_page(PAGES, answers, before="start") is None


def test_conditions_on_the_same_page_see_the_answers_so_far() -> None:
    instrument = TINY["in_page_condition"]
    page = instrument.pages[0]
    shown = [[q.name for q in visible(instrument, page, a)] for a in ({}, {"has_children": "yes"})]
    assert shown == [["has_children"], ["has_children", "number"]]


def test_a_calculated_value_decides_on_a_later_page() -> None:
    instrument = TINY["calculate"]
    found = route(instrument, {"born": 2000, "votes": "yes"})
    assert found.calculated == {"age": 20}
    assert _names(found.pages) == ["born", "adults"]
    assert _names(path(instrument, {"born": 2010})) == ["born"]
    assert _names(path(instrument, {})) == ["born"]


def test_notes_are_shown_and_are_not_applicable() -> None:
    instrument = TINY["note"]
    assert [q.name for q in visible(instrument, instrument.pages[0], {})] == ["contact", "thanks"]
    assert [q.name for q in applicable(instrument, {})] == ["contact"]


def test_refused_opens_the_page_that_asks_why() -> None:
    assert _names(path(TINY["missing"], {"income": Missing.REFUSED})) == ["money", "why"]
    assert _names(path(TINY["missing"], {"income": Missing.DONT_KNOW})) == ["money"]


@given(name=st.sampled_from(NAMES), seed=st.integers(0, 10**6))
def test_random_walks_keep_the_order_and_repeat_no_page(name: str, seed: int) -> None:
    instrument = TINY[name]
    done = [step.page.name for step in steps(instrument, random.Random(seed), occasion=DAY) if step.accepted.is_done]
    places = [order_of(instrument, page) for page in done]
    assert places == sorted(set(places))


@given(name=st.sampled_from(NAMES), seed=st.integers(0, 10**6))
def test_active_answers_belong_to_applicable_questions(name: str, seed: int) -> None:
    instrument = TINY[name]
    answers = random_answers(instrument, random.Random(seed), occasion=DAY)
    asked = {question.name for question in applicable(instrument, answers, occasion=DAY)}
    assert set(active_answers(instrument, answers, occasion=DAY)) == asked & set(answers)


@given(name=st.sampled_from(NAMES), seed=st.integers(0, 10**6), other=st.integers(0, 10**6))
def test_answers_kept_aside_never_change_the_way(name: str, seed: int, other: int) -> None:
    instrument = TINY[name]
    answers = random_answers(instrument, random.Random(seed), occasion=DAY)
    foreign = random_answers(instrument, random.Random(other), occasion=DAY)
    active = active_answers(instrument, foreign | answers, occasion=DAY)
    assert path(instrument, active, occasion=DAY) == path(instrument, foreign | answers, occasion=DAY)
