from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import replace

import pytest

from querschnitt.core.instrument import Kind, Missing
from querschnitt.rehearsal.answering import answer, think
from querschnitt.rehearsal.people import Habits, Person, Profile, gather
from tests.questionnaires import LANGUAGES, everything

TODAY = datetime.date(2026, 11, 22)
SEED = 7


def person(number: int = 1, *, mode: str = "web", profile: Profile | None = None) -> Person:
    return Person(number, Habits(everything(), seed=SEED), mode, "de", profile or Profile())


def test_the_same_seed_gives_the_same_people() -> None:
    once, again = ([_doings(each) for each in _people(30, seed=3)] for _ in range(2))
    assert once == again
    assert once != [_doings(each) for each in _people(30, seed=4)]


def _people(number: int, *, seed: int) -> list[Person]:
    habits = Habits(everything(), seed=seed)
    return gather(habits, number=number, modes=("web", "telephone"), languages=tuple(LANGUAGES))


def _doings(each: Person) -> tuple[object, ...]:
    questions = everything().questions.values()
    answers = tuple(str(answer(each, question, {}, TODAY)) for question in questions if question.takes_answers)
    return (each.mode, each.language, each.pace, answers)


def test_a_person_is_the_same_however_many_there_are() -> None:
    few, many = _people(5, seed=1), _people(50, seed=1)
    assert [_doings(each) for each in few] == [_doings(each) for each in many[:5]]


def test_languages_come_equally_often_and_modes_by_their_shares() -> None:
    people = _people(3000, seed=2)
    languages = Counter(each.language for each in people)
    assert max(languages.values()) - min(languages.values()) <= 2
    modes = Counter(each.mode for each in people)
    assert modes["web"] / 3000 == pytest.approx(0.7 / 0.85, abs=0.03)


@pytest.mark.parametrize("name", [q.name for q in everything().questions.values() if q.takes_answers])
def test_what_a_person_thinks_of_is_an_answer_that_the_question_allows(name: str) -> None:
    question = everything().questions[name]
    for number in range(40):
        value = think(person(number), question, {"age": 30}, TODAY)
        assert value is not None
        assert not isinstance(value, Missing)
        if question.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK):
            assert set((value,) if isinstance(value, str) else value) <= set(question.codes)  # type: ignore[arg-type]
        if name in ("age", "others", "member_age"):
            low, high = {"age": (16, 120), "others": (0, 3), "member_age": (0, 120)}[name]
            assert low <= value <= high  # type: ignore[operator]
        if question.kind is Kind.RANK:
            assert sorted(value) == sorted(question.codes)  # type: ignore[arg-type]
        if question.scale is not None:
            assert value in question.scale.steps


def test_some_answers_are_popular() -> None:
    question = everything().questions["work"]
    chosen = Counter(think(person(number), question, {}, TODAY) for number in range(600))
    shares = sorted((count / 600 for count in chosen.values()), reverse=True)
    expected = [weight / (1 / 1.5 + 1 / 2.5 + 1 / 3.5) for weight in (1 / 1.5, 1 / 2.5, 1 / 3.5)]
    assert shares == pytest.approx(expected, abs=0.06)


def test_a_required_question_is_never_left_empty() -> None:
    asked = replace(everything().questions["work"], required=True, missing=())
    careless = Profile(empty=1.0)
    assert all(answer(person(number, profile=careless), asked, {}, TODAY) for number in range(50))
    free = replace(asked, required=False)
    assert not any(answer(person(number, profile=careless), free, {}, TODAY) for number in range(50))


def test_what_is_not_offered_is_not_said() -> None:
    reticent = Profile(dont_know=1.0, refused=1.0, empty=0.0)
    age = everything().questions["age"]
    assert {answer(person(n, profile=reticent), age, {}, TODAY) for n in range(20)} == {Missing.REFUSED}
    country = everything().questions["country"]
    assert not any(isinstance(answer(person(n, profile=reticent), country, {}, TODAY), Missing) for n in range(20))


def test_sensitive_questions_and_a_screen_make_people_leave_more_often() -> None:
    plain = [everything().questions["age"]]
    sensitive = [everything().questions["work"]] * 5
    profile = Profile(leaves=0.02, leaves_sensitive=0.05)

    def leavers(questions: list[object], mode: str) -> int:
        people = [person(n, mode=mode, profile=profile) for n in range(1500)]
        return sum(each.leaves(questions, is_first=False) for each in people)  # type: ignore[arg-type]

    assert leavers(sensitive, "web") == pytest.approx(1500 * 0.27, rel=0.2)
    assert leavers(plain, "web") == pytest.approx(1500 * 0.02, rel=0.6)
    assert leavers(sensitive, "telephone") == pytest.approx(1500 * 0.27 / 4, rel=0.3)


def test_people_write_in_words_of_their_language() -> None:
    arabic = Person(1, Habits(everything(), seed=SEED), "web", "ar")
    text = think(arabic, everything().questions["trees"], {}, TODAY)
    assert isinstance(text, str)
    assert all("\u0600" <= sign <= "\u06ff" or not sign.isalpha() for sign in text)
