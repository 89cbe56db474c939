"""What is said to whoever cannot be served now: the data store is away, or a request is too long or too slow."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.template.loader import render_to_string

from querschnitt.apps.interview.hot_path.messages import Answer, Request
from querschnitt.apps.interview.hot_path.packing import once
from querschnitt.apps.interview.views.away import RETRY_AFTER, away_context
from querschnitt.apps.interview.views.beside import refusal
from querschnitt.apps.interview.wording import DEFAULT, available, preferred


def away(request: Request) -> Answer:
    """Say that the data store is away, and that what was sent before is safe; with a button that sends again."""
    sent = request.form if request.method == "POST" else None
    content = render_to_string("interview/away.html", away_context(_language(request), sent=sent))
    answer = once(request, content, status=503)
    return replace(answer, headers=[*answer.headers, (b"retry-after", RETRY_AFTER.encode())])


def refused(request: Request, *, status: int) -> Answer:
    """Say that a request was not taken, and what to do; the connection ends, because not all of it was read."""
    answer = once(request, _refused(_language(request)), status=status)
    return replace(answer, headers=[*answer.headers, (b"connection", b"close")])


def _language(request: Request) -> str:
    visit = request.visit
    if visit and visit.language in available():
        return visit.language
    asked = request.asked("l") or request.sent("l")
    return (
        asked if asked in available() else preferred(request.header(b"accept-language"), sorted(available())) or DEFAULT
    )


_refused = lru_cache(maxsize=64)(refusal)
