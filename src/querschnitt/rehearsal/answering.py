"""What a person answers: a value that the question allows, as popular answers are, never one drawn evenly."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal

from querschnitt.core.instrument import Kind, Question, Value
from querschnitt.core.instrument.expressions import ExpressionError
from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.operations import plain
from querschnitt.core.instrument.expressions.tree import Number, nodes
from querschnitt.core.instrument.model import ACKNOWLEDGED, NO, YES, split_name
from querschnitt.core.instrument.values import MISSING_BY_CODE
from querschnitt.rehearsal.people import Person

TRIES = 60
"""Values that a person thinks of before giving one of which the question's own condition does not approve."""

WRITTEN = ("12345", "04109", "person@example.org", "0341 000-0000", "Abc", "1")
"""What people write where a question asks for a certain form of text."""


def answer(person: Person, question: Question, known: Mapping[str, object], today: datetime.date) -> Value | None:
    """Return what the person answers, or None to leave it empty.

    Parameters
    ----------
    question : with the choices that are offered
    known : earlier answers by the names of the workbook, as seen from this question
    """
    if question.asks_for_more:
        return YES if person.does(person.profile.another) else NO
    if person.skips(question):
        return None
    if declined := person.declines(question):
        return MISSING_BY_CODE[declined]
    return think(person, question, known, today)


def known_to(question: Question, answers: Mapping[str, Value]) -> dict[str, object]:
    """Return the answers of a sheet by the names of the workbook, as seen from a question.

    >>> known_to(Question("age", Kind.INTEGER).numbered((2,)), {"sex": "f", "size[1]": 4, "size[2]": 5})
    {'sex': 'f', 'size': 5}
    """
    known: dict[str, object] = {}
    for name, value in answers.items():
        base, place = split_name(name)
        if place == question.place[: len(place)]:
            known[base] = value
    return known


def think(person: Person, question: Question, known: Mapping[str, object], today: datetime.date) -> Value | None:
    """Return a value that the question allows, as far as that can be seen from here."""
    if question.asks_for_more:
        return YES if person.does(person.profile.another) else NO
    value: Value | None = None
    for attempt in range(TRIES):
        value = _THOUGHT[question.kind](person, question)
        if question.kind is Kind.TEXT and attempt > TRIES // 2:
            value = person.chance.choice(WRITTEN)
        if _is_allowed(question, value, known, today):
            return value
    return value


def _is_allowed(question: Question, value: Value, known: Mapping[str, object], today: datetime.date) -> bool:
    if question.constraint is None:
        return True
    try:
        return question.constraint.holds(Environment(answers=known, current=plain(value), today=today))
    except ExpressionError:
        return True  # it looks at something that only the service knows; the service judges


def mistake(person: Person, question: Question) -> str:
    """Return something wrong, as people write it: a word for a number, a digit too many, a day that there is not."""
    if question.kind is Kind.DATE:
        return "31.02.2020"
    if question.constraint is None:
        return person.chance.choice(("?", "ca."))
    return person.chance.choice(("?", str(10 * _range(question)[1] + 7)))


def _one_code(person: Person, question: Question) -> Value:
    weights = person.habits.weights(question)
    return person.chance.choices(question.codes, [weights.get(code, 0.1) for code in question.codes])[0]


def _some_codes(person: Person, question: Question) -> Value:
    several = 1
    while several < len(question.codes) and person.does(0.45):
        several += 1
    chosen = _ordered(person, question)[:several]
    return tuple(code for code in question.codes if code in chosen)


def _all_codes(person: Person, question: Question) -> Value:
    return tuple(_ordered(person, question))


def _ordered(person: Person, question: Question) -> list[str]:
    """Return the codes in an order in which popular ones come early (Efraimidis and Spirakis 2006)."""
    weights = person.habits.weights(question)
    keys = {code: person.chance.random() ** (1 / weights.get(code, 0.1)) for code in question.codes}
    return sorted(question.codes, key=lambda code: -keys[code])


def _whole(person: Person, question: Question) -> Value:
    low, high = _range(question)
    return min(high, max(low, round(_triangular(person, question, low, high))))


def _decimal(person: Person, question: Question) -> Value:
    low, high = _range(question)
    return Decimal(round(_triangular(person, question, low, high) * 10)) / 10


def _step(person: Person, question: Question) -> Value:
    if question.scale is None:
        return _decimal(person, question)
    steps = question.scale.steps
    step = steps[min(len(steps) - 1, int(_triangular(person, question, 0, len(steps))))]
    return int(step) if question.scale.is_whole else step


def _triangular(person: Person, question: Question, low: float, high: float) -> float:
    favourite = low + (high - low) * person.habits.favourite(question)
    return person.chance.triangular(low, high, favourite)


def _text(person: Person, question: Question) -> Value:
    words = person.habits.words(person.language)
    return " ".join(person.chance.choices(words, k=person.chance.randint(1, 3 if question.other_of else 12)))


def _day(person: Person, question: Question) -> Value:
    return datetime.date(1950, 1, 1) + datetime.timedelta(days=person.chance.randint(0, 76 * 365))


def _time(person: Person, question: Question) -> Value:
    return datetime.time(person.chance.randint(6, 22), 5 * person.chance.randint(0, 11))


_THOUGHT: Mapping[Kind, Callable[[Person, Question], Value]] = {
    Kind.SELECT_ONE: _one_code,
    Kind.SELECT_MULTIPLE: _some_codes,
    Kind.RANK: _all_codes,
    Kind.INTEGER: _whole,
    Kind.DECIMAL: _decimal,
    Kind.RANGE: _step,
    Kind.TEXT: _text,
    Kind.DATE: _day,
    Kind.TIME: _time,
    Kind.ACKNOWLEDGE: lambda person, question: ACKNOWLEDGED,
}


def _range(question: Question) -> tuple[int, int]:
    """Take the range of a number from the numbers that its constraint names."""
    if question.constraint is None:
        return 0, 100
    named = [int(node.value) for node in nodes(question.constraint.tree) if isinstance(node, Number)]
    return (min(named), max(named)) if len(set(named)) > 1 else (min([0, *named]), max([100, *named]))
