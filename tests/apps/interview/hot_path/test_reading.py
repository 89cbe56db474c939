"""What comes with a request: read once, read again, and never too long or too slowly."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from querschnitt.apps.interview.hot_path.messages import FORM, MOST_FIELDS, Request
from querschnitt.apps.interview.hot_path.reading import Message, Reading, ReadingError, Receive


def part(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


GONE: Message = {"type": "http.disconnect"}


def gives(*messages: Message) -> Receive:
    """Return what gives these messages, and then waits for ever, as servers do."""
    left = list(messages)

    async def receive() -> Message:
        return left.pop(0) if left else await asyncio.Event().wait()  # type: ignore[return-value]

    return receive


def form(length: int | None, content_type: bytes = FORM) -> Request:
    headers = {b"host": b"x", b"content-type": content_type}
    if length is not None:
        headers[b"content-length"] = str(length).encode()
    return Request("POST", "/", b"", headers, is_secure=False, address="")


def read(messages: Receive, request: Request, *, patience: float = 5.0, most: int = 100) -> tuple[object, Reading]:
    async def once() -> tuple[object, Reading]:
        reading = Reading(messages, patience=patience, most=most)
        return await reading.form(request), reading

    return asyncio.run(once())


def test_a_form_in_parts_is_one_form_and_can_be_read_again() -> None:
    parts = (part(b"a=1", more=True), part(b"&b", more=True), part(b"=2"))
    body, reading = read(gives(*parts, GONE), form(7))
    assert body == b"a=1&b=2"

    async def again() -> list[Message]:
        return [await reading.again() for _ in range(4)]

    assert asyncio.run(again()) == [*parts, GONE]


@pytest.mark.parametrize(
    "request_",
    [
        form(3, b"text/plain"),
        form(3, FORM + b"; charset=UTF-8"),
        form(3, b"multipart/form-data; boundary=x"),
        form(None),
    ],
)
def test_what_is_no_form_of_a_browser_is_left_unread(request_: Request) -> None:
    body, reading = read(gives(part(b"a=1")), request_)
    assert body is None
    assert asyncio.run(_one(reading.again)) == part(b"a=1")


async def _one(read: Callable[[], Awaitable[Message]]) -> Message:
    return await read()


def test_what_was_broken_off_is_no_form() -> None:
    body, reading = read(gives(part(b"a=1", more=True), GONE), form(7))
    assert body is None
    assert asyncio.run(_one(reading.again)) == part(b"a=1", more=True)


def test_more_fields_than_any_page_has_are_left_to_django() -> None:
    most, more = b"&".join([b"a="] * MOST_FIELDS), b"&".join([b"a="] * (MOST_FIELDS + 1))
    assert read(gives(part(most)), form(len(most)), most=10_000)[0] == most
    assert read(gives(part(more)), form(len(more)), most=10_000)[0] is None


def test_what_is_too_long_is_not_read() -> None:
    reading = Reading(gives(), patience=5.0, most=100)
    reading.check_length(form(100))
    reading.check_length(form(None))
    with pytest.raises(ReadingError) as said:
        reading.check_length(form(101))
    assert said.value.is_too_large


def test_what_does_not_say_how_long_it_is_ends_at_the_limit() -> None:
    async def all_of_it() -> None:
        reading = Reading(gives(*[part(b"x" * 40, more=True)] * 3), patience=5.0, most=100)
        while True:
            await reading.again()

    with pytest.raises(ReadingError) as said:
        asyncio.run(all_of_it())
    assert said.value.is_too_large


def test_what_comes_too_slowly_ends_and_waiting_for_the_end_of_a_connection_does_not() -> None:
    with pytest.raises(ReadingError) as said:
        read(gives(part(b"a", more=True)), form(50), patience=0.05)
    assert not said.value.is_too_large

    async def wait_for_the_end() -> bool:
        reading = Reading(gives(part(b"")), patience=0.05, most=100)
        await reading.again()
        waiting = asyncio.create_task(_one(reading.again))
        await asyncio.sleep(0.2)
        is_waiting = not waiting.done()
        waiting.cancel()
        return is_waiting

    assert asyncio.run(wait_for_the_end())
