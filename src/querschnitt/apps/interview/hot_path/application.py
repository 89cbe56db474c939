"""The interview as an ASGI application: the hot path, and Django behind it."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import psycopg
from django.core.exceptions import SynchronousOnlyOperation

from querschnitt.apps.interview.hot_path.messages import FORM, Answer, Request
from querschnitt.apps.interview.hot_path.steps import Steps, away
from querschnitt.apps.interview.hot_path.store import Store
from querschnitt.apps.interview.views.frame import HEADERS, is_from_here

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

SEE_OTHER, NO_CONTENT = 303, 204

LONGEST_BODY = 256 * 1024
"""Bytes of a form; the longest page that fits the limits of its fields needs less."""

READING_PATIENCE = 30.0
"""Seconds that a form may take to arrive once it has begun."""

_log = logging.getLogger("querschnitt.interview")


class Application:
    """Answers requests from the hot path where it can, and by Django where it cannot.

    Parameters
    ----------
    django : the whole interview, as an ASGI application
    database : how to reach `answers` as the role of the interview, as psycopg takes it
    headers : what every answer carries besides the headers of all pages of the interview
    behind_proxy : whether a reverse proxy stands before this service, that says who asks and how (X-Forwarded-…)
    """

    def __init__(
        self, django: App, *, database: Mapping[str, Any], headers: Mapping[str, str], behind_proxy: bool = False
    ) -> None:
        self._django, self._behind_proxy = django, behind_proxy
        self._store = Store(database)
        self._steps = Steps(self._store)
        self._headers = [(name.lower().encode(), value.encode()) for name, value in {**headers, **HEADERS}.items()]

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        request = self._request(scope)
        receive, answer = await self._answer(request, receive)
        if answer is None:
            await self._django(scope, receive, _ForScripts(send) if request.wants_json else send)
        else:
            await self._send(send, request, answer)

    async def _answer(self, request: Request, receive: Receive) -> tuple[Receive, Answer | None]:
        """Return the answer of the hot path, if it has one, and how Django reads the request if it has none."""
        step = self._steps.step(request)
        if step is None or request.headers.get(b"host") is None:
            return receive, None
        if request.method == "POST":
            messages = await _body(request, receive)
            receive = _again(messages, receive)
            if request.body is None or not self._is_ours(request):
                return receive, None
        try:
            return receive, await step(request)
        except SynchronousOnlyOperation:
            # A questionnaire that this process has not read yet: Django reads it.
            return receive, None
        except psycopg.OperationalError:
            return receive, away(request)
        except Exception as error:
            _log.error("The hot path failed: %s at %s", type(error).__name__, _place(error))
            return receive, None

    def _is_ours(self, request: Request) -> bool:
        site, origin = request.header(b"sec-fetch-site"), request.header(b"origin")
        scheme = "https" if request.is_secure else "http"
        return is_from_here(site, origin, here=f"{scheme}://{request.header(b'host')}")

    def _request(self, scope: dict[str, Any]) -> Request:
        headers = dict(scope["headers"])
        scheme, address = scope.get("scheme", "http"), (scope.get("client") or ("",))[0]
        if self._behind_proxy:
            scheme = headers.get(b"x-forwarded-proto", b"http").decode("latin-1")
            address = headers.get(b"x-forwarded-for", b"").decode("latin-1").rpartition(",")[2].strip()
        return Request(
            method=scope["method"], path=scope["path"], query=scope["query_string"], headers=headers,
            is_secure=scheme == "https", address=address,
        )  # fmt: skip

    async def _send(self, send: Send, request: Request, answer: Answer) -> None:
        if request.wants_json and answer.status == SEE_OTHER:
            answer = _as_json(answer)
        length = (b"content-length", str(len(answer.body)).encode())
        headers = [*answer.headers, *self._headers, *([] if answer.status == NO_CONTENT else [length])]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _live(self, receive: Receive, send: Send) -> None:
        """Answer the server's questions at its start and end."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self._store.close()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return


async def _body(request: Request, receive: Receive) -> list[Message]:
    """Read a form into the request, and return the messages it came in. A body that is no form of ours stays None."""
    messages: list[Message] = []
    parts: list[bytes] = []
    length = request.header(b"content-length")
    if request.headers.get(b"content-type") != FORM or not length.isdecimal() or int(length) > LONGEST_BODY:
        return messages
    try:
        async with asyncio.timeout(READING_PATIENCE):
            while True:
                message = await receive()
                messages.append(message)
                parts.append(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    break
    except TimeoutError:
        return messages
    if message["type"] == "http.request":
        request.body = b"".join(parts)
    return messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    """Return how the messages that were read are read once more."""
    left = iter(messages)

    async def receive_again() -> Message:
        return next(left, None) or await receive()

    return receive_again


def _as_json(answer: Answer) -> Answer:
    """Say to a script where to go on, instead of leading there."""
    target = next(value for name, value in answer.headers if name == b"location")
    headers = [(name, value) for name, value in answer.headers if name != b"location"]
    body = json.dumps({"go": target.decode()}).encode()
    return Answer(200, body, [*headers, (b"content-type", b"application/json")])


class _ForScripts:
    """Says to a script where Django leads, instead of leading there."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_told = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == SEE_OTHER:
            self._is_told = True
            dropped = (b"content-length", b"content-type")
            kept = [(name, value) for name, value in message["headers"] if name.lower() not in dropped]
            answer = _as_json(Answer(SEE_OTHER, headers=[(name.lower(), value) for name, value in kept]))
            length = (b"content-length", str(len(answer.body)).encode())
            await self._send({"type": message["type"], "status": answer.status, "headers": [*answer.headers, length]})
            await self._send({"type": "http.response.body", "body": answer.body})
        elif not self._is_told:
            await self._send(message)


def _place(error: BaseException) -> str:
    """Return where an error happened, without what it says: that could hold an answer."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno}"
