"""The end: the review, sending, and the receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from querschnitt.apps.interview import actions, queries
from querschnitt.apps.interview.codes import grouped
from querschnitt.apps.interview.forms import Speech, review_parts
from querschnitt.apps.interview.views.frame import (
    page_address,
    see_other,
    show,
    wave_text,
    with_visit,
    without_interview,
)
from querschnitt.apps.interview.views.questions import first_unpassed, speech_of, way_of
from querschnitt.apps.interview.visit import Visit
from querschnitt.apps.interview.wording import wording
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.routing import Route


@require_safe
@with_visit
def review(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show all answers, each with a way back to its page."""
    interview = queries.open_interview(visit)
    if interview is None:
        return without_interview(visit)
    way = way_of(interview, visit)
    unpassed = first_unpassed(way, interview.sheet)
    if unpassed:
        return see_other(page_address(unpassed.name))
    context = review_content(way, speech_of(interview.instrument, visit, way))
    return show(request, "review", context, visit=visit, instrument=interview.instrument)


def review_content(way: Route, speech: Speech) -> dict[str, object]:
    """Return what the template of the review draws."""
    parts = [part.html(page_address(part.page.name), texts=speech.texts) for part in review_parts(way, speech)]
    return {"heading": speech.texts["review_title"], "parts": SafeString("".join(parts)), "at": "/review"}


@require_POST
@with_visit
def send(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Send the interview, if the person has been on every page of the way."""
    interview = queries.open_interview(visit)
    if interview is None:
        return without_interview(visit)
    unpassed = first_unpassed(way_of(interview, visit), interview.sheet)
    if unpassed:
        return see_other(page_address(unpassed.name))
    is_sent = actions.finish(visit=visit, now=timezone.now())
    return see_other("/finished" if is_sent else "/continue")


@require_safe
@with_visit
def finished(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Thank, and give the receipt: the same one whenever the code is entered again."""
    entry = queries.entry(visit.access)
    if entry is None or entry.state != "finished":
        return see_other("/continue")
    instrument = queries.instrument(entry.instrument_hash)
    tag = visit.language or entry.language or instrument.default_language
    context = finished_content(instrument, tag, receipt=grouped(visit.receipt), takes_wishes=bool(entry.desk_key))
    return show(request, "finished", context, visit=visit._replace(language=tag), instrument=instrument)


def finished_content(instrument: Instrument, tag: str, *, receipt: str, takes_wishes: bool) -> dict[str, object]:
    """Return what the template of the last page draws. ``takes_wishes`` : whether there is a desk to wish from."""
    return {
        "heading": wording(tag)["finished_title"],
        "receipt": receipt,
        "takes_wishes": takes_wishes,
        "paragraphs": [wave_text(instrument, key, tag) for key in ("finish_thanks", "finish_results_wish")],
    }
