"""What lies beside the way: a pause, deleting, data protection, accessibility."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.interview import actions, queries
from querschnitt.apps.interview.views.frame import (
    HEADERS,
    filled_text,
    frame_context,
    hotline,
    language_of,
    place_of,
    see_other,
    show,
    with_visit,
    without_interview,
)
from querschnitt.apps.interview.visit import Visit, end_visit, read_visit
from querschnitt.apps.interview.wording import DEFAULT, available, preferred, said, wording
from querschnitt.core.instrument.model import Instrument


@require_safe
def pause(request: HttpRequest) -> HttpResponse:
    """Say that everything is saved, and end the visit: the next person at this device sees nothing."""
    response = plain_page(request, "pause", "pause_title")
    end_visit(request, response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_visit
def delete(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask whether all answers shall be deleted, and delete them."""
    if request.method == "POST":
        actions.delete_answers(visit=visit)
        response = see_other("/deleted", l=visit.language)
        end_visit(request, response)
        return response
    entry = queries.entry(visit.access)
    if entry is None or entry.state != "open":
        return without_interview(visit)
    context = {
        "heading": wording(visit.language)["delete_confirm_title"],
        "return_to": place_of(request) or "/continue",
    }
    return show(request, "delete", context, visit=visit, instrument=queries.instrument(entry.instrument_hash))


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """Say that the answers are gone."""
    return plain_page(request, "deleted", "deleted_title")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the notice on data protection of the wave."""
    instrument, visit = surroundings(request)
    tag = language_of(request, visit, instrument)
    text = said(instrument.texts.get("info_privacy", {}), tag) if instrument else ""
    paragraphs = [filled_text(part.strip(), **hotline(instrument, tag)) for part in text.split("\n\n")]
    return plain_page(request, "privacy", "privacy_link", paragraphs=paragraphs)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how far the pages are accessible, and where to tell us what is not."""
    instrument, visit = surroundings(request)
    at_hotline = hotline(instrument, "de")
    return plain_page(
        request, "accessibility", "accessibility_link", phone=at_hotline["phone"], hours=at_hotline["hours"]
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Lead back to the code. Nothing of the address is repeated."""
    return plain_page(request, "not_found", "not_found_title", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that what was saved is safe. Asks no database, because it may be the database that is away."""
    tag = language_of(request, read_visit(request), None)
    return show(request, "server_error", {"heading": wording(tag)["server_error_title"]}, status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refuse what no browser sends, such as a form of thousands of fields. What was sent is not looked at again."""
    tag = preferred(request.headers.get("Accept-Language", ""), sorted(available())) or DEFAULT
    return HttpResponse(refusal(tag), status=400, headers=HEADERS)


def refusal(tag: str) -> str:
    """Return the page that refuses a request, in a language."""
    context = frame_context({"heading": wording(tag)["server_error_title"]}, language=tag, instrument=None)
    return render_to_string("interview/server_error.html", context)


def surroundings(request: HttpRequest) -> tuple[Instrument | None, Visit | None]:
    """Return the questionnaire that a page beside the way belongs to, and the visit, if there is one."""
    visit = read_visit(request)
    entry = queries.entry(visit.access) if visit else None
    return queries.instrument(entry.instrument_hash) if entry else queries.current_instrument(), visit


def plain_page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: object
) -> HttpResponse:
    """Show a page that has a way back to where the person was."""
    instrument, visit = surroundings(request)
    tag = language_of(request, visit, instrument)
    content = {
        "heading": wording(tag)[title],
        "return_to": place_of(request) or ("/continue" if visit else ""),
        **context,
    }
    return show(request, template, content, visit=visit, instrument=instrument, status=status)
