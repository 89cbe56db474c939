"""The interview as an ASGI application: the hot path, and Django behind it."""

from __future__ import annotations

import gc
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.core.exceptions import SynchronousOnlyOperation
from django.db import DatabaseError

from querschnitt.apps.extensions import whole
from querschnitt.apps.interview import queries
from querschnitt.apps.interview.hot_path.files import BuiltFiles
from querschnitt.apps.interview.hot_path.messages import Answer, Request
from querschnitt.apps.interview.hot_path.outgoing import SEE_OTHER, Envelope, Outgoing, Send, as_json
from querschnitt.apps.interview.hot_path.reading import Reading, ReadingError, Receive
from querschnitt.apps.interview.hot_path.refusals import away, refused
from querschnitt.apps.interview.hot_path.steps import Steps
from querschnitt.apps.interview.hot_path.store import Store
from querschnitt.apps.interview.logs import place_of
from querschnitt.apps.interview.views.frame import HEADERS, is_from_here
from querschnitt.core.errors import QuerschnittError

App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

TOO_SLOW, TOO_LARGE = 408, 413

LONGEST_BODY = 256 * 1024
"""Bytes of a form; the longest page that fits the limits of its fields needs less."""

READING_PATIENCE = 60.0
"""Seconds that a form may take to arrive once it has begun: four kilobytes come over the slowest net in twenty."""

_log = logging.getLogger("querschnitt.interview")


class Application:
    """Answers requests from the hot path where it can, and by Django where it cannot.

    Parameters
    ----------
    django : the whole interview, as an ASGI application
    database : how to reach `answers` as the role of the interview, as psycopg takes it
    headers : what every answer carries besides the headers of all pages of the interview
    files : the style sheet and the scripts; without them, Django sends those as well
    behind_proxy : whether a reverse proxy stands before this service, that says who asks and how (X-Forwarded-…)
    """

    def __init__(
        self,
        django: App,
        *,
        database: Mapping[str, Any],
        headers: Mapping[str, str],
        files: BuiltFiles | None = None,
        behind_proxy: bool = False,
    ) -> None:
        self._django, self._files, self._behind_proxy = django, files, behind_proxy
        self._store = Store(database)
        self._steps = Steps(self._store)
        self._envelope_of_files, self._envelope = Envelope(headers), Envelope({**headers, **HEADERS})

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        request = self._request(scope)
        if self._files and (file := self._files.answer(request)):
            await self._envelope_of_files.send(file, scope, send)
            return
        exchange = whole(scope)
        is_here = exchange.is_here if exchange else None
        reading = Reading(receive, patience=READING_PATIENCE, most=LONGEST_BODY, is_here=is_here)
        try:
            reading.check_length(request)
            answer = await self._answer(request, reading)
            if answer is None:
                self._forget(request)
                await self._django(scope, reading.again, Outgoing(send, request))
        except ReadingError as error:
            answer = refused(request, status=TOO_LARGE if error.is_too_large else TOO_SLOW)
        except Exception as error:
            # The server would log what it says: that could hold an answer.
            _log.error("An answer was not given: %s at %s", type(error).__name__, place_of(error))
            return
        if answer is not None:
            if request.wants_json and answer.status == SEE_OTHER:
                answer = as_json(answer)
            await self._envelope.send(answer, scope, send)

    async def is_ready(self) -> bool:
        """Whether the database answers, and the questionnaire of the newest wave can be read."""
        try:
            newest = await self._store.present()
            if newest:
                await sync_to_async(queries.instrument)(newest)
        except (psycopg.Error, DatabaseError, QuerschnittError):
            return False
        return True

    async def _answer(self, request: Request, reading: Reading) -> Answer | None:
        """Return the answer of the hot path, if it has one."""
        step = self._steps.step(request)
        if step is None or not request.is_plain:
            return None
        if request.method == "POST":
            request.body = await reading.form(request)
            if request.body is None or not self._is_ours(request):
                return None
        try:
            return await self._steps.answer(request, step)
        except SynchronousOnlyOperation:
            # A questionnaire that this process has not read yet: Django reads it.
            return None
        except psycopg.OperationalError:
            return away(request)
        except Exception as error:
            _log.error("The hot path failed: %s at %s", type(error).__name__, place_of(error))
            return None

    def _forget(self, request: Request) -> None:
        """Let nothing be known of an interview on which Django's views may write."""
        if request.method == "POST" and request.visit:
            self._steps.interviews.forget(request.visit.access)

    def _is_ours(self, request: Request) -> bool:
        site, origin = request.header(b"sec-fetch-site"), request.header(b"origin")
        scheme = "https" if request.is_secure else "http"
        return is_from_here(site, origin, here=f"{scheme}://{request.header(b'host')}")

    def _request(self, scope: dict[str, Any]) -> Request:
        headers = dict(scope["headers"])
        if len(headers) < len(scope["headers"]):
            headers = _joined(scope["headers"])
        scheme, address = scope.get("scheme", "http"), (scope.get("client") or ("",))[0]
        if self._behind_proxy:
            scheme = headers.get(b"x-forwarded-proto", b"").decode("latin-1").partition(",")[0].strip() or scheme
            address = headers.get(b"x-forwarded-for", b"").decode("latin-1").rpartition(",")[2].strip()
        return Request(
            method=scope["method"], path=scope["path"], query=scope["query_string"], headers=headers,
            is_secure=scheme == "https", address=address,
        )  # fmt: skip

    async def _live(self, receive: Receive, send: Send) -> None:
        """Answer the server's questions at its start and end."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                # What is loaded by now stays: the collector need not look at it again and again.
                gc.collect()
                gc.freeze()
                gc.set_threshold(50_000, 20, 50)
            else:
                await self._store.close()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return


def _joined(lines: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return headers of which some come several times, each in one line, as Django joins them."""
    found: dict[bytes, bytes] = {}
    for name, value in lines:
        between = b"; " if name == b"cookie" else b","
        found[name] = between.join((found[name], value)) if name in found else value
    return found
