"""A rehearsal through the engine alone: the same people, without service and database."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from querschnitt.core.errors import QuerschnittError
from querschnitt.core.instrument import Answers, Instrument, Missing, Question, Value
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.reading_time import Reader
from querschnitt.core.instrument.rehearsal import ANSWERED, EMPTY, LEFT, Exchanges, Held
from querschnitt.core.instrument.routing import visible
from querschnitt.core.instrument.walk import Step, steps
from querschnitt.rehearsal.answering import answer, known_to
from querschnitt.rehearsal.people import Person
from querschnitt.rehearsal.visit import introduced, marks


def hold(instrument: Instrument, person: Person, *, today: datetime.date) -> Held:
    """Hold one interview. A page that accepts no answer ends it, and is a fault."""
    occasion = Occasion(today=today, language=person.language, seed=person.number)
    reader = Reader(person.language, person.mode)
    pages: list[str] = []
    asked: dict[str, str] = {}
    seconds, left_at = introduced(instrument, reader), ""
    faults: tuple[str, ...] = ()

    def choose(question: Question, answers: Answers) -> Value | None:
        return answer(person, question, known_to(question, answers), today)

    walk = steps(instrument, person.chance, choose, occasion=occasion)
    try:
        for step in walk:
            shown = _shown(instrument, step, occasion)
            fresh = [question for question in shown if question.name not in asked]
            is_new = step.page.name not in pages
            pages += [step.page.name] if is_new else []
            if is_new and person.leaves(shown, is_first=len(pages) == 1):
                left_at = step.page.name
                asked |= {each.name: LEFT for each in fresh if each.takes_answers}
                break
            values = step.accepted.answers
            asked |= {each.name: _outcome(values.get(each.name)) for each in shown if each.takes_answers}
            seconds += reader.page(fresh, {each.name: marks(values.get(each.name)) for each in fresh})
    except QuerschnittError as error:
        left_at, faults = pages[-1] if pages else "?", (f"Interview {person.number}: {error}",)
    return Held(
        number=person.number,
        mode=person.mode,
        language=person.language,
        pages=tuple(pages),
        outcomes=asked,
        minutes=seconds * person.pace / 60,
        pace=person.pace,
        left_at=left_at,
        exchanges=Exchanges(faults=faults),
    )


def _shown(instrument: Instrument, step: Step, occasion: Occasion) -> Sequence[Question]:
    return visible(instrument, step.page, step.accepted.answers, occasion=occasion)


def _outcome(value: Value | None) -> str:
    if value is None:
        return EMPTY
    return value.value if isinstance(value, Missing) else ANSWERED
