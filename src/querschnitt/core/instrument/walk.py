"""Walks through a questionnaire at random, page by page through `accept`, the way a person does.

For rehearsals and tests: whatever comes out is a sheet of answers that the questionnaire itself has accepted.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.answers import MISSING_ENTRIES, MISSING_FIELD, SHOWN_FIELD, Accepted, Form, accept
from querschnitt.core.instrument.expressions.tree import Number, nodes
from querschnitt.core.instrument.model import ACKNOWLEDGED, NO, YES, Instrument, Kind, Page, Question
from querschnitt.core.instrument.occasion import NOWHERE, Occasion
from querschnitt.core.instrument.routing import next_page, visible
from querschnitt.core.instrument.values import MISSING_BY_CODE, Answers, Missing, Value

Choose = Callable[[Question, Answers], Value | None]
"""Gives the answer to a question, or None to leave it empty."""

ATTEMPTS = 200
"""Tries for one page before we say that its constraints can hardly be met."""

ANOTHER = 0.4
"""Share of instances of an open repeat after which there is another one."""

_ENTRIES = {missing: entry for entry, missing in MISSING_ENTRIES.items()}


@dataclass(frozen=True)
class Step:
    """One page sent: the page, the form that was sent, and what became of it."""

    page: Page
    form: Form
    accepted: Accepted


def random_answers(
    instrument: Instrument, rng: random.Random, choose: Choose | None = None, *, occasion: Occasion = NOWHERE
) -> dict[str, Value]:
    """Return a random sheet of answers that goes all the way to the end.

    Parameters
    ----------
    choose : gives the answers; without it they are drawn at random

    Raises
    ------
    QuestionnaireError : if a page refuses every attempt
    """
    answers: dict[str, Value] = {}
    for step in steps(instrument, rng, choose, occasion=occasion):
        answers = dict(step.accepted.answers)
    return answers


def steps(
    instrument: Instrument, rng: random.Random, choose: Choose | None = None, *, occasion: Occasion = NOWHERE
) -> Iterator[Step]:
    """Give the pages of a walk, each as it was sent and accepted. A page that came again is given again."""
    picked = choose or random_choice(rng)
    answers: Answers = {}
    page = next_page(instrument, answers, occasion=occasion)
    while page is not None:
        step = _send(instrument, page, answers, choose=picked, occasion=occasion)
        answers = step.accepted.answers
        yield step
        if step.accepted.is_done:
            page = next_page(instrument, answers, after=page, occasion=occasion)


def _send(instrument: Instrument, page: Page, answers: Answers, *, choose: Choose, occasion: Occasion) -> Step:
    """Fill in a page again and again until it is accepted."""
    questions = visible(instrument, page, answers, occasion=occasion)
    for _ in range(ATTEMPTS):
        form = fill_page(questions, answers, choose)
        accepted = accept(instrument, page, form, answers, occasion=occasion)
        if not accepted.errors:
            return Step(page=page, form=form, accepted=accepted)
    raise _stuck(page, accepted)


def _stuck(page: Page, accepted: Accepted) -> QuestionnaireError:
    error = accepted.errors[0]
    return QuestionnaireError(
        f"No answer was found that the page accepts, in {ATTEMPTS} attempts",
        where=f"page '{page.name}', question '{error.question}'",
        got=f"{error.code} {dict(error.parameters)}",
        hint="Check whether the constraint can be met, or choose the answers yourself.",
    )


def fill_page(questions: Sequence[Question], answers: Answers, choose: Choose) -> Form:
    """Fill in the form of one page. A question that has an answer already keeps it."""
    so_far = dict(answers)
    form: dict[str, Sequence[str]] = {SHOWN_FIELD: [question.name for question in questions]}
    for question in questions:
        if not question.takes_answers:
            continue
        value = answers[question.name] if question.name in answers else choose(question, so_far)
        if value is not None:
            so_far[question.name] = value
            form.update(form_entries(question, value))
    return form


def form_entries(question: Question, value: Value) -> Form:
    """Return the form fields that a person would send for an answer."""
    if isinstance(value, Missing):
        name = question.name if question.kind.has_choices else question.name + MISSING_FIELD
        return {name: [_ENTRIES[value]]}
    if isinstance(value, tuple):
        return {question.name: list(value)}
    if isinstance(value, datetime.time):
        return {question.name: [value.isoformat("minutes")]}
    return {question.name: [_decimal_entry(value) if isinstance(value, Decimal) else str(value)]}


def _decimal_entry(value: Decimal) -> str:
    """Write a decimal so that it has one reading: three decimals could be thousands, a fourth one cannot."""
    written = format(value, "f")
    return written + "0" if len(written.partition(".")[2]) == 3 else written


def random_choice(rng: random.Random, *, empty: float = 0.1, missing: float = 0.1) -> Choose:
    """Return a chooser that draws any possible answer.

    Parameters
    ----------
    empty : share of questions that are not required and left empty
    missing : share of "don't know" and "refused" where they are offered
    """

    def choose(question: Question, answers: Answers) -> Value | None:
        if not question.required and rng.random() < empty:
            return None
        if question.missing and rng.random() < missing:
            return MISSING_BY_CODE[rng.choice(question.missing)]
        return _random_value(question, rng)

    return choose


def _random_value(question: Question, rng: random.Random) -> Value:
    if question.asks_for_more:
        return YES if rng.random() < ANOTHER else NO
    if question.kind in _DRAWN:
        return _DRAWN[question.kind](question, rng)
    return f"Text {rng.randint(1, 999)}"


def _some_codes(question: Question, rng: random.Random) -> tuple[str, ...]:
    several = rng.sample(question.codes, rng.randint(1, min(len(question.codes), 3)))
    return tuple(code for code in question.codes if code in several)


def _some_decimal(question: Question, rng: random.Random) -> Decimal:
    low, high = _range(question)
    return Decimal(rng.randint(low * 10, high * 10)) / 10


def _some_step(question: Question, rng: random.Random) -> Value:
    scale = question.scale
    if scale is None:
        return _some_decimal(question, rng)
    step = rng.choice(scale.steps)
    return int(step) if scale.is_whole else step


def _some_day(question: Question, rng: random.Random) -> datetime.date:
    return datetime.date(1940, 1, 1) + datetime.timedelta(days=rng.randint(0, 80 * 365))


_DRAWN: Mapping[Kind, Callable[[Question, random.Random], Value]] = {
    Kind.SELECT_ONE: lambda question, rng: rng.choice(question.codes),
    Kind.SELECT_MULTIPLE: _some_codes,
    Kind.RANK: lambda question, rng: tuple(rng.sample(question.codes, len(question.codes))),
    Kind.INTEGER: lambda question, rng: rng.randint(*_range(question)),
    Kind.DECIMAL: _some_decimal,
    Kind.RANGE: _some_step,
    Kind.DATE: _some_day,
    Kind.TIME: lambda question, rng: datetime.time(rng.randint(0, 23), rng.randint(0, 59)),
    Kind.ACKNOWLEDGE: lambda question, rng: ACKNOWLEDGED,
}


def _range(question: Question) -> tuple[int, int]:
    """Take the range of a number from the numbers in its constraint."""
    if question.constraint is None:
        return 0, 100
    named = [int(node.value) for node in nodes(question.constraint.tree) if isinstance(node, Number)]
    return (min(named), max(named)) if len(set(named)) > 1 else (min([0, *named]), max([100, *named]) * 2)
