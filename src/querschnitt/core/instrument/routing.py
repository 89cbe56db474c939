"""Which questions come: a pure function of the instrument and the answers.

Questions are decided in order. A condition sees only answers in force: an answer that has become irrelevant counts as
not asked, is kept aside in the sheet, and is back when the way leads past its question again.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.model import Instrument, Kind, Page, Question
from querschnitt.core.instrument.values import Answers, Value


@dataclass(frozen=True)
class Route:
    """The way through the questionnaire for one sheet of answers.

    Attributes
    ----------
    pages : the pages that are shown, in order
    visible : page name -> what is shown on it (questions and notes), for the pages of the route
    active : the answers in force, by question name
    calculated : the calculated values on the way
    """

    pages: tuple[Page, ...]
    visible: Mapping[str, tuple[Question, ...]]
    active: Answers
    calculated: Mapping[str, object]

    @property
    def applicable(self) -> tuple[Question, ...]:
        """The questions on the way that a person answers."""
        return tuple(q for page in self.pages for q in self.visible[page.name] if q.kind.is_asked)


def route(instrument: Instrument, answers: Answers, *, today: datetime.date | None = None) -> Route:
    """Walk the whole questionnaire once and return everything that routing knows."""
    known: dict[str, object] = {}
    environment = Environment(answers=known, today=today)
    visible = {}
    for page in instrument.pages:
        shown = _walk_page(page, answers, environment, known)
        if shown:
            visible[page.name] = shown
    questions = instrument.questions
    return Route(
        pages=tuple(page for page in instrument.pages if page.name in visible),
        visible=visible,
        active={name: answers[name] for name in known if questions[name].kind.is_asked},
        calculated={name: value for name, value in known.items() if questions[name].kind is Kind.CALCULATE},
    )


def _walk_page(
    page: Page, answers: Answers, environment: Environment, known: dict[str, object]
) -> tuple[Question, ...]:
    """Return what is shown on a page, adding the answers in force to what is known."""
    if page.relevant is not None and not page.relevant.holds(environment):
        return ()
    shown = []
    for question in page.questions:
        if question.relevant is not None and not question.relevant.holds(environment):
            continue
        if question.calculation is not None:
            known[question.name] = question.calculation.value(environment)
            continue
        shown.append(question)
        if question.name in answers and question.kind.is_asked:
            known[question.name] = answers[question.name]
    return tuple(shown)


def path(instrument: Instrument, answers: Answers, *, today: datetime.date | None = None) -> tuple[Page, ...]:
    """Return the pages that are shown with these answers, in order."""
    return route(instrument, answers, today=today).pages


def next_page(
    instrument: Instrument, answers: Answers, after: Page | str | None = None, *, today: datetime.date | None = None
) -> Page | None:
    """Return the page that follows `after` on the way (the first one without it), or None at the end.

    `after` need not lie on the way any more: then the next page of the way in the order of the questionnaire follows.
    """
    pages = path(instrument, answers, today=today)
    if after is None:
        return pages[0] if pages else None
    place = _place(instrument, after)
    return next((page for page in pages if _place(instrument, page) > place), None)


def previous_page(
    instrument: Instrument, answers: Answers, before: Page | str | None = None, *, today: datetime.date | None = None
) -> Page | None:
    """Return the page that comes before `before` on the way (the last one without it), or None at the start."""
    pages = path(instrument, answers, today=today)
    if before is None:
        return pages[-1] if pages else None
    place = _place(instrument, before)
    return next((page for page in reversed(pages) if _place(instrument, page) < place), None)


def _place(instrument: Instrument, page: Page | str) -> int:
    name = page if isinstance(page, str) else page.name
    return instrument.pages.index(instrument.page(name))


def applicable(instrument: Instrument, answers: Answers, *, today: datetime.date | None = None) -> tuple[Question, ...]:
    """Return the questions on the way that a person answers, in order: no notes, no calculated values."""
    return route(instrument, answers, today=today).applicable


def active_answers(instrument: Instrument, answers: Answers, *, today: datetime.date | None = None) -> dict[str, Value]:
    """Return the answers in force: those of applicable questions. The others are kept aside in the sheet."""
    return dict(route(instrument, answers, today=today).active)


def visible(
    instrument: Instrument, page: Page, answers: Answers, *, today: datetime.date | None = None
) -> tuple[Question, ...]:
    """Return what is shown on a page (questions and notes) with the answers so far; nothing if the page is skipped."""
    return route(instrument, answers, today=today).visible.get(page.name, ())


def known_before(
    instrument: Instrument, page: Page, answers: Answers, *, today: datetime.date | None = None
) -> dict[str, object]:
    """Return what is known when a page begins: answers in force and calculated values of the pages before it."""
    known: dict[str, object] = {}
    environment = Environment(answers=known, today=today)
    for earlier in instrument.pages:
        if earlier.name == page.name:
            return known
        _walk_page(earlier, answers, environment, known)
    return known
