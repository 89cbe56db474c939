"""Repeats: pages that come once for each person, and what expressions see of them from inside and from outside."""

from __future__ import annotations

import random

import pytest

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument import Expression, Instrument, Kind, accept, next_page, path, previous_page, route
from querschnitt.core.instrument.model import Page, Question, Section
from querschnitt.core.instrument.routing import order_of
from querschnitt.core.instrument.values import Instances, NodeSet
from querschnitt.core.instrument.walk import random_answers, steps


def _question(name: str, kind: Kind = Kind.INTEGER, **parts: object) -> Question:
    written = {key: Expression.parse(value) if isinstance(value, str) else value for key, value in parts.items()}
    return Question(name, kind, block=name, **written)  # type: ignore[arg-type]


def _instrument(count: str | None) -> Instrument:
    """A household: its size, then a page for each person (age, and work for adults), then the city."""
    person = Section("person", is_repeat=True, count=None if count is None else Expression.parse(count))
    pages = (
        Page("size", questions=(_question("size"),)),
        Page("age", questions=(_question("age"),), section="person"),
        Page("hours", relevant=Expression.parse("${age} >= 18"), questions=(_question("hours"),), section="person"),
        Page("city", questions=(_question("city", Kind.TEXT),)),
    )
    return Instrument("household", "Household", "1", "de", ("de",), pages, sections={"person": person})


def _names(pages: tuple[Page, ...]) -> list[str]:
    return [page.name for page in pages]


def test_counted_repeat_comes_once_for_each_person() -> None:
    answers = {"size": 2, "age[1]": 40, "age[2]": 9, "hours[1]": 38, "hours[2]": 5}
    way = route(_instrument("${size}"), answers)
    assert _names(way.pages) == ["size", "age[1]", "hours[1]", "age[2]", "city"]
    assert way.active == {"size": 2, "age[1]": 40, "hours[1]": 38, "age[2]": 9}


@pytest.mark.parametrize(("size", "persons"), [(0, 0), (-3, 0), (1, 1), (3, 3), (10**9, 50)])
def test_number_of_persons_is_bounded(size: int, persons: int) -> None:
    pages = _names(path(_instrument("${size}"), {"size": size}))
    assert sum(name.startswith("age") for name in pages) == persons


def test_missing_count_means_nobody() -> None:
    assert _names(path(_instrument("${size}"), {})) == ["size", "city"]


def test_open_repeat_goes_on_until_there_is_no_other() -> None:
    instrument = _instrument(None)
    answers = {"size": 1, "age[1]": 40, "person[1]": "yes", "age[2]": 9, "person[2]": "no", "person[3]": "yes"}
    assert _names(path(instrument, answers)) == [
        "size", "age[1]", "hours[1]", "person[1]", "age[2]", "person[2]", "city",
    ]  # fmt: skip


def test_next_and_previous_page_follow_the_instances() -> None:
    instrument = _instrument("${size}")
    answers = {"size": 2, "age[1]": 40, "age[2]": 9}
    assert next_page(instrument, answers, "hours[1]").name == "age[2]"  # type: ignore[union-attr]
    assert next_page(instrument, answers, "hours[2]").name == "city"  # type: ignore[union-attr]
    assert previous_page(instrument, answers, "city").name == "age[2]"  # type: ignore[union-attr]


def test_order_of_pages() -> None:
    instrument = _instrument(None)
    names = ["size", "age[1]", "hours[1]", "person[1]", "age[2]", "person[2]", "age[10]", "city"]
    assert sorted(names, key=lambda name: order_of(instrument, name)) == names


@pytest.mark.parametrize("name", ["age", "age[1][2]", "size[1]", "agee[1]"])
def test_page_that_is_none(name: str) -> None:
    instrument = _instrument("${size}")
    if name == "age":
        assert instrument.page("age").place == ()
        return
    with pytest.raises(QuestionnaireError):
        instrument.page(name)


def test_question_of_an_instance() -> None:
    question = _instrument("${size}").question("hours[2]")
    assert (question.name, question.origin, question.place) == ("hours[2]", "hours", (2,))


@pytest.mark.parametrize(
    ("calculation", "result"),
    [
        ("sum(${age})", 49),
        ("max(${age})", 40),
        ("count(${person})", 2),
        ("count(${hours})", 1),
        ("indexed-repeat(${age}, ${person}, 2)", 9),
    ],
)
def test_repeat_seen_from_outside(calculation: str, result: object) -> None:
    instrument = _instrument("${size}")
    total = _question("total", Kind.CALCULATE, calculation=calculation)
    pages = (*instrument.pages, Page("sums", questions=(total,)))
    longer = Instrument("h", "H", "1", "de", ("de",), pages, sections=instrument.sections)
    answers = {"size": 2, "age[1]": 40, "age[2]": 9, "hours[1]": 38}
    assert route(longer, answers).calculated["total"] == result


def test_position_inside() -> None:
    instrument = _instrument("${size}")
    number = _question("number", Kind.CALCULATE, calculation="position(..)")
    pages = (*instrument.pages[:2], Page("place", questions=(number,), section="person"))
    longer = Instrument("h", "H", "1", "de", ("de",), pages, sections=instrument.sections)
    assert route(longer, {"size": 3}).calculated == {"number[1]": 1, "number[2]": 2, "number[3]": 3}


def test_page_of_an_instance_takes_its_answer() -> None:
    instrument = _instrument("${size}")
    answers = {"size": 2, "age[1]": 40}
    accepted = accept(instrument, instrument.page("age[2]"), {"age[2]": ["9"]}, answers)
    assert accepted.is_done
    assert accepted.answers == {**answers, "age[2]": 9}


def test_nested_repeats() -> None:
    person = Section("person", is_repeat=True, count=Expression.parse("2"))
    job = Section("job", parent="person", is_repeat=True, count=Expression.parse("${jobs}"))
    total = _question("total", Kind.CALCULATE, calculation="sum(${pay})")
    own = _question("own", Kind.CALCULATE, calculation="sum(${pay})")
    pages = (
        Page("jobs", questions=(_question("jobs"),), section="person"),
        Page("pay", questions=(_question("pay"),), section="job"),
        Page("own", questions=(own,), section="person"),
        Page("total", questions=(total,)),
    )
    instrument = Instrument("n", "N", "1", "de", ("de",), pages, sections={"person": person, "job": job})
    answers = {"jobs[1]": 2, "jobs[2]": 1, "pay[1][1]": 100, "pay[1][2]": 20, "pay[2][1]": 3}
    way = route(instrument, answers)
    assert _names(way.pages) == ["jobs[1]", "pay[1][1]", "pay[1][2]", "jobs[2]", "pay[2][1]"]
    assert way.calculated == {"own[1]": 120, "own[2]": 3, "total": 123}


@pytest.mark.parametrize("count", [None, "${size}"])
@pytest.mark.parametrize("seed", range(5))
def test_random_walks_end(count: str | None, seed: int) -> None:
    instrument = _instrument(count)
    done = [step.page.name for step in steps(instrument, random.Random(seed)) if step.accepted.is_done]
    answers = random_answers(instrument, random.Random(seed))
    assert done == _names(path(instrument, answers))


def test_values_seen_from_outside_are_rows() -> None:
    from querschnitt.core.instrument.occasion import NOWHERE
    from querschnitt.core.instrument.passage import Passage

    passage = Passage(_instrument("${size}"), {"size": 2, "age[1]": 40}, NOWHERE)
    for page in passage.pages():
        passage.visit(page)
    assert isinstance(passage.known["age"], NodeSet)
    assert isinstance(passage.known["person"], Instances)
    assert [frame.get("age") for frame in passage.known["person"]][0] == 40
