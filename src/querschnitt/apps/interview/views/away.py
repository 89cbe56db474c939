"""When the data store is away: say so, say that nothing is lost, and say what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from querschnitt.apps.interview.views.frame import HEADERS, frame_context, is_ours, language_of
from querschnitt.apps.interview.visit import read_visit
from querschnitt.apps.interview.wording import wording
from querschnitt.core.errors import StateError

RETRY_AFTER = "30"
AWAY = (OperationalError, InternalError, InterfaceError, psycopg.OperationalError, StateError)


def away_context(language: str, *, sent: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """Return what the template draws; no database is asked.

    ``sent`` : the form that was sent, if it was one. The page has it in it, so that its button sends it again: nothing
    that was typed is lost, and whatever of it was kept already is kept once.
    """
    fields = [(name, value) for name, values in (sent or {}).items() for value in values]
    context = {"heading": wording(language)["server_away_title"], "is_form": sent is not None, "sent": fields}
    return frame_context(context, language=language, instrument=None)


class Away:
    """Answers 503 with a page in the person's language where a view could not reach the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn an error of the connection, or a crowd at one interview, into the page; any other is somebody else's."""
        if not isinstance(exception, AWAY):
            return None
        sent = dict(request.POST.lists()) if request.method == "POST" and is_ours(request) else None
        context = away_context(language_of(request, read_visit(request), None), sent=sent)
        response = render(request, "interview/away.html", context, status=503)
        for name, value in {**HEADERS, "Retry-After": RETRY_AFTER}.items():
            response.headers[name] = value
        return response
