"""A page as a respondent would see it, without an interview: for translators, reviewers and the office."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.loader import render_to_string

from querschnitt.apps.interview.forms import PageState, Speech
from querschnitt.apps.interview.views.frame import frame_context, page_address
from querschnitt.apps.interview.views.questions import page_content
from querschnitt.core.instrument.answers import AnswerError
from querschnitt.core.instrument.model import Instrument, Page, numbered
from querschnitt.core.instrument.routing import Route, names_on
from querschnitt.core.instrument.values import Answers

WITH_ERRORS = "errors"
"""How a page is asked for on which each question shows its own messages, since a translator must see them in place."""


def preview_pages(instrument: Instrument) -> tuple[str, ...]:
    """Return the names of all pages that can be looked at; of a repeat those of the first instance."""
    return tuple(numbered(page.name, (1,) * len(instrument.repeats_around(page.section))) for page in instrument.pages)


def render_page(
    instrument: Instrument,
    page: str,
    *,
    language: str,
    answers: Answers | None = None,
    mode: str = "web",
    shows: str = "",
) -> str:
    """Return a page as HTML, with every question and every choice that can stand on it. Nothing on it can be sent.

    Parameters
    ----------
    page : its name; in a repeat that of an instance, such as `person[1]`, or without number: the first one
    answers : what is filled into texts that refer to them; an ellipsis stands for what is not there
    mode : in another one than web, what only interviewers see is shown too
    shows : "errors" to see what is said about answers that do not fit

    Raises
    ------
    QuestionnaireError : if there is no such page
    """
    found = instrument.page(page)
    if not found.place:
        found = instrument.page(numbered(found.name, (1,) * len(instrument.repeats_around(found.section))))
    way = _whole_way(instrument, found, answers or {})
    speech = Speech(instrument, language, known=way.known, mode=mode, audio="")
    state = PageState(answers or {}, errors=_own_errors(found) if shows == WITH_ERRORS else {})
    content = page_content(found, speech, way=way, state=state)
    context = {**content, "wrong": (), "at": page_address(found.name), "preview": True}
    return render_to_string("interview/page.html", frame_context(context, language=language, instrument=instrument))


def preview_response(html: str) -> HttpResponse:
    """Return a rendered page as it may be shown inside a frame of our own office, and nowhere else."""
    policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HttpResponse(html, headers=headers)


def _whole_way(instrument: Instrument, page: Page, answers: Answers) -> Route:
    """Return a way on which the page stands where it does in the questionnaire, and everything on it is shown."""
    names = preview_pages(instrument)
    pages = tuple(page if instrument.page(name).origin == page.origin else instrument.page(name) for name in names)
    if page not in pages:
        pages = (*pages, page)
    visible = {each.name: tuple(q for q in each.questions if q.kind.is_shown) for each in pages}
    return Route(pages, visible, names_on(visible), active=answers, calculated={}, lasting={}, defaults={})


def _own_errors(page: Page) -> dict[str, AnswerError]:
    """Return an error for each question that has a message of its own; an answer that is missing where it has none."""
    return {
        question.name: AnswerError(question.name, "constraint" if question.constraint_messages else "required")
        for question in page.questions
        if question.takes_answers
    }
