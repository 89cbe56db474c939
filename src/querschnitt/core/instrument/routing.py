"""Which questions come: a pure function of the instrument and the answers. The rules are those of `passage`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from querschnitt.core.instrument.known_routes import KnownRoute, known_routes
from querschnitt.core.instrument.model import Instrument, Page, Question
from querschnitt.core.instrument.occasion import NOWHERE, Occasion
from querschnitt.core.instrument.passage import Passage
from querschnitt.core.instrument.values import Answers, Value


@dataclass(frozen=True)
class Route:
    """The way through the questionnaire for one sheet of answers.

    Attributes
    ----------
    pages : the pages that are shown, in order; in a repeat those of each instance, with numbered names
    visible : page name -> what is shown on it (questions and notes), for the pages of the route. Choices are those that
        are offered, in the order of this interview
    names : page name -> the names of what is shown on it
    active : the answers in force, by question name
    calculated : the calculated, hidden and read-only values on the way, by question name
    lasting : those of them that the sheet must keep (`once()`)
    defaults : what stands in fields that nobody has filled in yet
    """

    pages: tuple[Page, ...]
    visible: Mapping[str, tuple[Question, ...]]
    names: Mapping[str, frozenset[str]]
    active: Answers
    calculated: Mapping[str, object]
    lasting: Answers
    defaults: Answers

    @property
    def applicable(self) -> tuple[Question, ...]:
        """The questions on the way that a person answers."""
        return tuple(q for page in self.pages for q in self.visible[page.name] if q.takes_answers)

    @property
    def stored(self) -> Answers:
        """Answers in force and lasting values together, as an interview is sealed with them."""
        return {**self.active, **self.lasting}

    @property
    def known(self) -> Mapping[str, object]:
        """Answers in force and calculated values together, as texts may refer to them."""
        return {**self.active, **self.calculated}


def route(instrument: Instrument, answers: Answers, *, occasion: Occasion = NOWHERE) -> Route:
    """Walk the whole questionnaire once and return everything that routing knows."""
    known = _known(instrument, answers, occasion)
    if known is None:
        return _walked(instrument, answers, occasion)[0]
    active = known.active(answers)
    return Route(known.pages, known.visible, known.names, active=active, calculated={}, lasting={}, defaults={})


def names_on(visible: Mapping[str, Iterable[Question]]) -> dict[str, frozenset[str]]:
    """Return by page the names of what is shown on it."""
    return {page: frozenset(question.name for question in shown) for page, shown in visible.items()}


def _known(instrument: Instrument, answers: Answers, occasion: Occasion) -> KnownRoute | None:
    """Return the route as all have it whose answers to the filter questions are these; None if it is not known so."""
    known = known_routes(instrument)
    if known is None:
        return None
    key = (occasion.is_forgiving, known.key(answers))
    found = known.find(key)
    if found is None:
        walked, way = _walked(instrument, answers, occasion)
        found = known.keep(
            key, KnownRoute(walked.pages, walked.visible, walked.names, tuple(page.name for page in way))
        )
    return found


def _walked(instrument: Instrument, answers: Answers, occasion: Occasion) -> tuple[Route, list[Page]]:
    """Return the route, and all pages whose condition holds: those as well on which nothing is shown."""
    passage = Passage(instrument, answers, occasion)
    pages, visible, way = [], {}, []
    for page in passage.pages():
        way.append(page)
        shown = passage.visit(page)
        if shown:
            pages.append(page)
            visible[page.name] = shown
    walked = Route(
        pages=tuple(pages),
        visible=visible,
        names=names_on(visible),
        active=passage.active,
        calculated=passage.calculated,
        lasting=passage.lasting,
        defaults=passage.defaults,
    )
    return walked, way


def path(instrument: Instrument, answers: Answers, *, occasion: Occasion = NOWHERE) -> tuple[Page, ...]:
    """Return the pages that are shown with these answers, in order."""
    return route(instrument, answers, occasion=occasion).pages


def next_page(
    instrument: Instrument, answers: Answers, after: Page | str | None = None, *, occasion: Occasion = NOWHERE
) -> Page | None:
    """Return the page that follows `after` on the way (the first one without it), or None at the end.

    `after` need not lie on the way any more: then the next page of the way in the order of the questionnaire follows.
    """
    place = () if after is None else order_of(instrument, after)
    passage = Passage(instrument, answers, occasion)
    for page in passage.pages():
        if passage.visit(page) and order_of(instrument, page) > place:
            return page
    return None


def previous_page(
    instrument: Instrument, answers: Answers, before: Page | str | None = None, *, occasion: Occasion = NOWHERE
) -> Page | None:
    """Return the page that comes before `before` on the way (the last one without it), or None at the start."""
    pages = path(instrument, answers, occasion=occasion)
    if before is None:
        return pages[-1] if pages else None
    place = order_of(instrument, before)
    return next((page for page in reversed(pages) if order_of(instrument, page) < place), None)


def order_of(instrument: Instrument, page: Page | str) -> tuple[int, ...]:
    """Return where a page stands in the order of the questionnaire, as a key to compare.

    In a repeat the number of the instance stands before the pages inside it.

    Raises
    ------
    QuestionnaireError : if there is no such page
    """
    return instrument.order(page if isinstance(page, str) else page.name)


def applicable(instrument: Instrument, answers: Answers, *, occasion: Occasion = NOWHERE) -> tuple[Question, ...]:
    """Return the questions on the way that a person answers, in order: no notes, no calculated values."""
    return route(instrument, answers, occasion=occasion).applicable


def active_answers(instrument: Instrument, answers: Answers, *, occasion: Occasion = NOWHERE) -> dict[str, Value]:
    """Return the answers in force: those of applicable questions. The others are kept aside in the sheet."""
    return dict(route(instrument, answers, occasion=occasion).active)


def visible(
    instrument: Instrument, page: Page, answers: Answers, *, occasion: Occasion = NOWHERE
) -> tuple[Question, ...]:
    """Return what is shown on a page (questions and notes) with the answers so far; nothing if the page is skipped."""
    return route(instrument, answers, occasion=occasion).visible.get(page.name, ())


def passage_before(
    instrument: Instrument, page: Page, answers: Answers, *, occasion: Occasion = NOWHERE
) -> tuple[Passage, bool]:
    """Walk up to a page, and return the passage that stands before it, and whether the page is on the way."""
    passage, known = Passage(instrument, answers, occasion), _known(instrument, answers, occasion)
    if known is not None:
        passage.active |= known.active_before(page, answers)
        passage.known |= passage.active
        return passage, page.name in known.way
    for each in passage.pages():
        if each.name == page.name:
            return passage, True
        passage.visit(each)
    return passage, False
