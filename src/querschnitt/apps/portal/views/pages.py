"""Pages of the public site. No session, no cookie: the language is in the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from querschnitt.apps.portal import queries
from querschnitt.apps.portal.models import PublicEdition
from querschnitt.apps.strategy.queries.content import Content
from querschnitt.apps.strategy.queries.translatable import Rows

LANGUAGES = (("de", "Deutsch"), ("en", "English"))
Page = Callable[..., HttpResponse]


def in_language(view: Page) -> Page:
    """Answer in the language of the address, and to reading requests only."""

    @wraps(view)
    def answer(request: HttpRequest, language: str, **parts: Any) -> HttpResponse:
        with translation.override(language):
            response = view(request, **parts)
        response.headers["Content-Language"] = language
        response.headers.setdefault("Cache-Control", "public, max-age=300")
        return response

    return require_safe(answer)


def _show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    match = request.resolver_match
    assert match is not None
    addresses = [
        {"code": code, "name": name, "url": reverse(match.view_name, kwargs={**match.kwargs, "language": code})}
        for code, name in LANGUAGES
    ]
    frame = {
        "addresses": addresses,
        "language": str(match.kwargs["language"]),
        "page": match.url_name,
        "notices": queries.notices(),
    }
    return render(request, f"portal/{template}", {**context, **frame})


def _content(request: HttpRequest, rows: Rows) -> Content:
    return queries.content_of(rows, request.GET.get("in", translation.get_language() or ""))


def _asked_for(request: HttpRequest) -> str:
    """Return the language the browser asks for, German where it asks for neither."""
    return "en" if translation.get_language_from_request(request) == "en" else "de"


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """Send to the language the browser asks for, German where it asks for neither."""
    response = HttpResponseRedirect(reverse("portal:home", kwargs={"language": _asked_for(request)}))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@in_language
def home(request: HttpRequest) -> HttpResponse:
    """Open with the figures, then the strategy."""
    edition, headlines = queries.edition(), queries.headlines()
    context = {
        "edition": edition,
        "headlines": headlines,
        "sources": list(dict.fromkeys(finding.source for finding in headlines)),
        "fields": queries.fields(edition) if edition else [],
        "files": queries.published_files(),
    }
    return _show(request, "home.html", context)


@in_language
def results(request: HttpRequest) -> HttpResponse:
    """Show each question of the survey with the figures of the total."""
    topics = queries.topics()
    sources = [finding.source for rows in topics for finding in rows]
    return _show(request, "results.html", {"topics": topics, "sources": list(dict.fromkeys(sources))})


@in_language
def topic(request: HttpRequest, variable: str) -> HttpResponse:
    """Show one question: total, change, breakdowns, and the measures that rest on it."""
    found = queries.topic(variable)
    if found is None:
        raise Http404(_("There is no such result."))
    rows = [(finding, ("title", "question", "category")) for finding in found.total]
    context = {"topic": found, "edition": queries.edition(), "content": _content(request, rows)}
    return _show(request, "topic.html", context)


@in_language
def fields(request: HttpRequest) -> HttpResponse:
    """Show the fields of action."""
    edition = _edition()
    return _show(request, "fields.html", {"edition": edition, "fields": queries.fields(edition)})


@in_language
def field(request: HttpRequest, number: int) -> HttpResponse:
    """Show one field of action with its measures."""
    edition = _edition()
    found = next((entry for entry in queries.fields(edition) if entry.field.number == number), None)
    if found is None:
        raise Http404(_("There is no such field of action."))
    rows = [(found.field, ("name", "aim")), *((measure, ("title",)) for measure in found.measures)]
    context = {"edition": edition, "entry": found, "content": _content(request, rows)}
    return _show(request, "field.html", context)


@in_language
def measures(request: HttpRequest) -> HttpResponse:
    """Show all measures as one table by field: measure, lead, phase."""
    edition = _edition()
    found = queries.fields(edition)
    context = {"edition": edition, "fields": found, "count": sum(len(entry.measures) for entry in found)}
    return _show(request, "measures.html", context)


@in_language
def measure(request: HttpRequest, edition: str, number: str) -> HttpResponse:
    """Show one measure: its words, what became of it, what it rests on."""
    story = queries.measure_story(edition, number)
    if story is None:
        raise Http404(_("There is no such measure."))
    shown = story.measure
    rows = [
        (shown, ("title", "text", "target_groups")),
        (shown.field, ("name",)),
        *((link.finding, ("title", "category")) for link in story.evidence),
    ]
    context = {"story": story, "measure": shown, "edition": shown.edition, "content": _content(request, rows)}
    return _show(request, "measure.html", context)


@in_language
def downloads(request: HttpRequest) -> HttpResponse:
    """Show the report and the open data."""
    return _show(request, "downloads.html", {"files": queries.published_files(), "findings": queries.finding_count()})


@in_language
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return _show(request, "accessibility.html", {})


@in_language
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what the site stores: nothing about its readers."""
    return _show(request, "privacy.html", {})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, in the language of the address or else of the browser, and where to go on."""
    begins = request.path.split("/")[1]
    language = begins if begins in dict(LANGUAGES) else _asked_for(request)
    addresses = [
        {"code": code, "name": name, "url": reverse("portal:home", kwargs={"language": code})}
        for code, name in LANGUAGES
    ]
    told = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    context = {"addresses": addresses, "language": language, "page": "", "told": told}
    with translation.override(language):
        response = render(request, "portal/not_found.html", context, status=404)
    response.headers["Content-Language"] = language
    if language != begins:
        patch_vary_headers(response, ["Accept-Language"])
    return response


def _edition() -> PublicEdition:
    edition = queries.edition()
    if edition is None:
        raise Http404(_("No strategy has been published yet."))
    return edition
