"""When the data store is away: say so, say that nothing is lost, and say what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from querschnitt.apps.interview.views.frame import frame_context, language_of, show
from querschnitt.apps.interview.visit import read_visit
from querschnitt.apps.interview.wording import wording

RETRY_AFTER = "30"


def away_context(language: str) -> dict[str, Any]:
    """Return what the template draws; no database is asked."""
    return frame_context({"heading": wording(language)["server_away_title"]}, language=language, instrument=None)


class Away:
    """Answers 503 with a page in the person's language where a view could not reach the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn an error of the connection into the page; any other error is somebody else's."""
        if not isinstance(exception, (OperationalError, InterfaceError, psycopg.OperationalError)):
            return None
        tag = language_of(request, read_visit(request), None)
        response = show(request, "away", {"heading": wording(tag)["server_away_title"]}, status=503)
        response.headers["Retry-After"] = RETRY_AFTER
        return response
