"""A process of a public service says how it is, and goes politely."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

import pytest

from querschnitt.site.life import Life, Message


async def page(scope: dict[str, Any], receive: object, send: Callable[[Message], Any]) -> None:
    headers = [(b"content-type", b"text/html"), (b"Connection", b"keep-alive")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def living(*, is_ready: bool = True) -> Life:
    async def ready() -> bool:
        return is_ready

    return Life(page, is_ready=ready)


def ask(life: Life, path: str) -> tuple[int, bytes, dict[bytes, bytes]]:
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(life({"type": "http", "path": path, "method": "GET"}, receive, send))
    headers = {name.lower(): value for name, value in said[0]["headers"]}
    return said[0]["status"], said[1]["body"], headers


@pytest.mark.parametrize(("is_ready", "status", "body"), [(True, 200, b"ready\n"), (False, 503, b"not ready\n")])
def test_ready_says_whether_requests_should_come_here(is_ready: bool, status: int, body: bytes) -> None:
    assert ask(living(is_ready=is_ready), "/ready")[:2] == (status, body)
    assert ask(living(is_ready=is_ready), "/health")[:2] == (200, b"ok\n")


def test_whoever_leaves_is_alive_not_ready_and_still_serves() -> None:
    life = living()
    life.leave()
    assert ask(life, "/ready")[:2] == (503, b"not ready\n")
    assert ask(life, "/health")[:2] == (200, b"ok\n")
    assert ask(life, "/page")[:2] == (200, b"/page")


def test_what_the_application_needs_is_read_before_it_serves_and_it_hears_of_its_beginning() -> None:
    heard: list[str] = []

    async def application(scope: dict[str, Any], receive: Callable[[], Any], send: Callable[[Message], Any]) -> None:
        heard.append((await receive())["type"])
        await send({"type": "lifespan.startup.complete"})

    async def is_ready() -> bool:
        heard.append("read")
        return True

    read, write = os.pipe()
    said: list[str] = []

    async def go() -> None:
        async def receive() -> Message:
            return {"type": "lifespan.startup"}

        async def send(message: Message) -> None:
            said.append(message["type"])

        await Life(application, is_ready=is_ready)({"type": "lifespan"}, receive, send)

    before = os.environ.get("QUERSCHNITT_READY_PIPE")
    os.environ["QUERSCHNITT_READY_PIPE"] = str(write)
    try:
        asyncio.run(go())
        assert os.read(read, 10) == b"."
    finally:
        os.environ.pop("QUERSCHNITT_READY_PIPE")
        if before is not None:
            os.environ["QUERSCHNITT_READY_PIPE"] = before
        os.close(read)
        os.close(write)
    assert (heard, said) == (["read", "lifespan.startup"], ["lifespan.startup.complete"])
