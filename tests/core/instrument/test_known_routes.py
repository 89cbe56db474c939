"""Routes that are known from before are those that would be walked."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from querschnitt.core.instrument import Instrument, Occasion, route
from querschnitt.core.instrument.known_routes import KnownRoute, KnownRoutes, known_routes
from querschnitt.core.instrument.model import Page
from querschnitt.core.instrument.passage import Passage
from querschnitt.core.instrument.routing import _walked, passage_before
from querschnitt.core.instrument.values import Answers
from querschnitt.core.instrument.walk import random_choice
from querschnitt.demo.benchmark.interview.open_field import bench_instrument
from querschnitt.tables.xlsform import read_instrument
from tests.instruments import NAMES, tiny

EXAMPLE = Path(__file__).parents[3] / "examples" / "leipzig" / "migrantenbefragung_2020.xlsx"
FORGIVING = Occasion(is_forgiving=True)


def answers_at_random(instrument: Instrument, chance: random.Random) -> Answers:
    """Answer any of the questions, whether they come or not, in any order."""
    choose = random_choice(chance)
    asked = [question for question in instrument.questions.values() if question.takes_answers]
    chosen = chance.sample(asked, chance.randint(0, len(asked)))
    found = {question.name: choose(question, {}) for question in chosen}
    return {name: value for name, value in found.items() if value is not None}


def are_alike(instrument: Instrument, answers: Answers) -> bool:
    (walked, way), known = _walked(instrument, answers, FORGIVING), route(instrument, answers, occasion=FORGIVING)
    assert list(known.active.items()) == list(walked.active.items())
    for page in instrument.pages:
        passage, is_on_the_way = passage_before(instrument, page, answers, occasion=FORGIVING)
        assert is_on_the_way == (page in way)
        if is_on_the_way:
            assert (passage.active, passage.known) == _passed(instrument, answers, page)
    return known == walked


def _passed(instrument: Instrument, answers: Answers, page: Page) -> tuple[Answers, Answers]:
    """Walk up to a page."""
    passage = Passage(instrument, answers, FORGIVING)
    for each in passage.pages():
        if each is page:
            break
        passage.visit(each)
    return passage.active, passage.known  # type: ignore[return-value] # nothing is calculated here


@pytest.mark.parametrize("name", [name for name in NAMES if known_routes(tiny(name)) is not None])
def test_tiny_questionnaires_lead_where_they_did(name: str) -> None:
    instrument, chance = tiny(name), random.Random(name)
    assert all(are_alike(instrument, answers_at_random(instrument, chance)) for _ in range(40))


def test_the_example_leads_where_it_did_and_its_routes_are_known() -> None:
    instrument, chance = read_instrument(EXAMPLE), random.Random(1)
    known = known_routes(instrument)
    assert known is not None
    assert set(known.filters) < instrument.questions.keys()
    assert all(are_alike(instrument, answers_at_random(instrument, chance)) for _ in range(300))
    answers = answers_at_random(instrument, chance)
    assert route(instrument, answers).visible is route(instrument, dict(reversed(answers.items()))).visible


def test_the_questionnaire_of_the_bench_leads_where_it_did() -> None:
    instrument, chance = bench_instrument(), random.Random(2)
    assert known_routes(instrument) is not None
    assert all(are_alike(instrument, answers_at_random(instrument, chance)) for _ in range(300))


def test_what_hangs_on_more_than_answers_is_walked_each_time() -> None:
    walked = {name for name in NAMES if known_routes(tiny(name)) is None}
    assert {"repeat", "nested_repeat", "calculate", "choice_filter", "randomize", "default", "hidden"} <= walked
    assert not {"pages", "in_page_condition", "nested_groups", "note"} & walked


def test_routes_beyond_the_limit_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("querschnitt.core.instrument.known_routes.MOST_ROUTES", 2)
    known = KnownRoutes(("a",))
    for value in (1, 2, 3):
        known.keep(known.key({"a": value}), KnownRoute((), {}, {}, ()))
    assert [known.find(known.key({"a": value})) is None for value in (1, 2, 3)] == [True, True, False]
