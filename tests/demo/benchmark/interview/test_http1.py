from __future__ import annotations

import pytest

from querschnitt.demo.benchmark.interview.http1 import Answer, MalformedError, parse, request

REDIRECT = (
    b"HTTP/1.1 303 See Other\r\nLocation: /page/you\r\nSet-Cookie: a=1; Path=/; HttpOnly\r\n"
    b"set-cookie: b=; Max-Age=0\r\nContent-Length: 0\r\n\r\n"
)
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n3;x=y\r\nefg\r\n0\r\n\r\n"
PAGE = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello"


def test_an_answer_is_read_whatever_the_case_of_its_headers() -> None:
    assert parse(REDIRECT) == Answer(
        status=303,
        location=b"/page/you",
        cookies=((b"a", b"1"), (b"b", b"")),
        body=b"",
        size=len(REDIRECT),
        stays=True,
    )


def test_a_body_in_chunks_is_put_together_and_a_closing_server_is_heard() -> None:
    assert parse(CHUNKED) == Answer(200, b"", (), b"abcdefg", len(CHUNKED), stays=True)
    assert parse(PAGE) == Answer(200, b"", (), b"hello", len(PAGE), stays=False)
    assert parse(b"HTTP/1.1 204 No Content\r\n\r\n") == Answer(204, b"", (), b"", 27, stays=True)


@pytest.mark.parametrize("whole", [REDIRECT, CHUNKED, PAGE])
def test_as_long_as_a_byte_is_missing_there_is_no_answer(whole: bytes) -> None:
    assert [parse(whole[:end]) for end in range(len(whole))] == [None] * len(whole)


@pytest.mark.parametrize("wrong", [b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\nwithout length"])
def test_what_is_no_answer_is_refused(wrong: bytes) -> None:
    with pytest.raises(MalformedError):
        parse(wrong)


def test_cookies_fit_between_the_parts_of_a_request() -> None:
    before, after = request("POST", "/", host="127.0.0.1:1", body=b"code=1")
    lines = (before + b"a=1" + after).split(b"\r\n")
    assert lines[0] == b"POST / HTTP/1.1"
    assert lines[-3:] == [b"Cookie: a=1", b"", b"code=1"]
    assert {b"Host: 127.0.0.1:1", b"Content-Length: 6", b"Accept-Encoding: gzip, deflate, br"} <= set(lines)
