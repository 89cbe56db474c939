"""A page of a questionnaire with its style sheet and scripts, shown without any service."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route

from querschnitt.apps.interview.forms import PageState, Speech
from querschnitt.apps.interview.views.frame import frame_context
from querschnitt.apps.interview.views.questions import page_context
from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.routing import route
from querschnitt.core.instrument.values import Answers

ADDRESS = "http://interview.test"


def show(blank: Page, instrument: Instrument, name: str, answers: Answers, *, language: str = "de") -> None:
    """Show a page as the service would draw it for these answers; what is sent from it is taken and forgotten."""
    way, shown = route(instrument, answers), instrument.page(name)
    speech = Speech(instrument, language, known=way.known)
    state = PageState(answers, calculated=way.calculated, defaults=way.defaults)
    context = page_context(shown, speech, way=way, state=state, from_review=False)
    document = render_to_string("interview/page.html", frame_context(context, language=language, instrument=instrument))

    def serve(asked: Route) -> None:
        path = asked.request.url.removeprefix(ADDRESS)
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if isinstance(found, str):
            asked.fulfill(path=found)
        elif asked.request.method == "POST":
            asked.fulfill(status=204)
        else:
            asked.fulfill(body=document, content_type="text/html; charset=utf-8")

    blank.unroute_all()
    blank.route(f"{ADDRESS}/**", serve)
    blank.goto(f"{ADDRESS}/page/x")
