"""What comes over the wire and was sent by no browser: each gets an answer, nothing breaks, and nobody else waits."""

from __future__ import annotations

import base64
import http.client
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from urllib.parse import urlencode

import pytest

from querschnitt.demo.benchmark.interview.open_field import OpenField, opened
from querschnitt.demo.benchmark.interview.recording import Exchange, RecordingBrowser
from querschnitt.rehearsal.run import sheets
from tests.apps.interview.kinds import every_kind

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
IS_LONG = int(os.environ.get("INTERVIEWS", "0")) > 1000
"""Whether there is time to wait for the end of patience."""


@pytest.fixture(scope="module")
def field() -> Iterator[OpenField]:
    with opened(every_kind(), codes=60) as made:
        yield made
        assert "The hot path failed" not in made.scratch.log
        assert "Internal Server Error" not in made.scratch.log


@pytest.fixture
def browser(field: OpenField) -> Iterator[RecordingBrowser]:
    """Give a browser that has begun an interview."""
    with closing(RecordingBrowser(field.service.port)) as made:
        code = field.take_code()
        assert code
        made.post("/", [("code", code), ("l", "de")])
        made.post("/info", [])
        made.code = code  # type: ignore[attr-defined]
        yield made


def ask(port: int, what: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Send one request, such as "GET /info". Returns the status and where it leads."""
    method, _, path = what.partition(" ")
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")


def raw(port: int, data: bytes) -> bytes:
    """Send bytes, and return all that comes until the connection is closed, or nothing comes any more."""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
        connection.sendall(data)
        heard = b""
        try:
            while part := connection.recv(1 << 16):
                heard += part
        except TimeoutError:
            pass
        return heard


def cookie_of(browser: RecordingBrowser) -> str:
    return browser._jar["interview"]


def first_page(browser: RecordingBrowser) -> Exchange:
    return browser._ask("GET", browser._ask("GET", "/continue", None).location, None)


def answers_of(field: OpenField, browser: RecordingBrowser) -> dict[str, object]:
    found = sheets(field.scratch, private_key=field.private_key)
    return dict(found[field.cases[browser.code]].answers)  # type: ignore[attr-defined]


def malformed_cookies(real: str) -> Iterator[str]:
    yield from ("interview=", "interview", "=", ";", ";;;=;", "interview=;interview=", "interview=x", "interview=é")
    yield from (f"interview={base64.urlsafe_b64encode(os.urandom(size)).decode()}" for size in (1, 23, 24, 40, 400))
    yield from (f"interview={real[:-6]}", f"interview={real[:20]}AAAA{real[24:]}", f"interview={real}{real}")
    yield from (f'interview="{real[:-2]}', f"interview={real[::-1]}", f"__Host-interview={real}", f"Interview={real}")
    yield from (
        "interview=%00%ff",
        "interview=" + "A" * 8000,
        "launch=" + "a:b:c",
        "launch=x; interview=y",
    )
    yield "; ".join(f"c{number}={number}" for number in range(500))


def test_a_malformed_cookie_leads_to_the_code(field: OpenField, browser: RecordingBrowser) -> None:
    port, page = field.service.port, first_page(browser).path
    for cookie in malformed_cookies(cookie_of(browser)):
        for path in (page, "/info", "/review", "/finished", "/continue", "/language"):
            said = ask(port, f"GET {path}", headers={"Cookie": cookie.encode().decode("latin-1")})
            assert said == (303, "/?again=1"), (cookie, path)
        said = ask(port, f"POST {page}", b"go=next", {**FORM, "Cookie": cookie.encode().decode("latin-1")})
        assert said == (303, "/?again=1"), cookie
        assert ask(port, "GET /", headers={"Cookie": cookie.encode().decode("latin-1")})[0] == 200


def test_a_real_cookie_among_others_is_found(field: OpenField, browser: RecordingBrowser) -> None:
    port, page, real = field.service.port, first_page(browser).path, cookie_of(browser)
    for cookie in (
        f"a=b; interview={real}; c=d",
        f'interview="{real}"',
        f"interview=x; interview={real}",
        f"; ;interview={real};",
    ):
        assert ask(port, f"GET {page}", headers={"Cookie": cookie})[0] == 200, cookie
    lines = f"Cookie: a=b\r\nCookie: interview={real}\r\nCookie: c=d".encode()
    heard = raw(port, b"GET " + page.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines + b"\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 200")
    assert ask(port, "GET /talk", headers={"Cookie": f"interview={real}"})[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        b"code=%ff%fe",
        b"code=\xff\xfe",
        b"code=%",
        b"code=%zz%1",
        b"code=%ED%A0%80",
        b"\xc3=\xa9",
        b"=&=&==",
        b"&&&",
        b"code",
        b"\x00\x01\x02",
        b"code=%00",
        "code=Ä%C3%84".encode("latin-1"),
        b"code=" + "é".encode() * 100,
        b"code[]=1",
        b"+%2B+",
    ],
)
def test_malformed_text_in_a_form_is_a_wrong_code(field: OpenField, body: bytes) -> None:
    assert ask(field.service.port, "POST /", body, FORM)[0] == 422


@pytest.mark.parametrize(
    "path",
    [
        "/%ff",
        "/page/%ff",
        "/page/%00",
        "/page/..%2f..%2fetc",
        "/page/person%0d%0aX:%20y",
        "/c/%ff%fe",
        "/c/%00",
        "/c/a/b/c",
        "/?l=%ff",
        "/?%ff=%ff",
        "/?l=" + "x" * 5000,
        "/page/" + "a" * 5000,
        "//",
        "/page//1",
        "/page/a/0",
        "/page/a/99/99/99/99",
        "/start/" + "x" * 3000,
        "/audio/..%2f..%2fx",
        "/static/..%2f..%2fsettings.py",
        "/page/person?from=%00",
        "/?" + "a=b&" * 3000,
    ],
)
def test_an_odd_address_has_an_answer(field: OpenField, browser: RecordingBrowser, path: str) -> None:
    cookie = {"Cookie": f"interview={cookie_of(browser)}"}
    for headers in ({}, cookie):
        for method in ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"):
            status, _ = ask(
                field.service.port, f"{method} {path}", b"a=b" if method == "POST" else b"", {**FORM, **headers}
            )
            assert status in (200, 303, 400, 404, 405, 422), (method, path)


def page_form(browser: RecordingBrowser, **more: str) -> tuple[str, dict[str, str]]:
    """Give an answer to the field of text that the questionnaire has on its page of given things."""
    return "/page/given", {"at": "/page/given", "__shown__": "nation", "go": "save", **more}


def test_a_long_answer_is_kept_and_a_longer_one_asked_for_again(field: OpenField, browser: RecordingBrowser) -> None:
    path, form = page_form(browser, nation="ä" * 2000)
    assert browser._ask("POST", path, urlencode(form).encode()).status == 204
    assert answers_of(field, browser)["nation"] == "ä" * 2000
    longer = urlencode({**form, "go": "next", "nation": "ß" * 11_000}).encode()
    assert len(longer) > 64 * 1024
    answer = browser._ask("POST", path, longer)
    assert answer.status == 422 and "ß" * 11_000 in answer.text
    most = urlencode({**form, "rest": "x" * (240 * 1024)}).encode()
    assert browser._ask("POST", path, most).status == 204


@pytest.mark.parametrize("size", [256 * 1024 + 1, 5_000_000])
@pytest.mark.parametrize("path", ["/", "/page/given", "/talk", "/nowhere"])
def test_what_is_too_long_is_refused_before_it_is_read(field: OpenField, path: str, size: int) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM['Content-Type']}\r\nContent-Length: {size}\r\n\r\n"
    heard = raw(field.service.port, head.encode() + b"code=x")
    assert heard.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in heard.lower()


def test_what_comes_in_chunks_is_read_up_to_the_same_length(field: OpenField, browser: RecordingBrowser) -> None:
    path, form = page_form(browser, nation="in Stücken")
    cookie = f"Cookie: interview={cookie_of(browser)}\r\n".encode()
    head = (
        b"POST "
        + path.encode()
        + b" HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
    )
    kind = f"Content-Type: {FORM['Content-Type']}\r\n\r\n".encode()
    body = urlencode(form).encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(body[at : at + 7]), body[at : at + 7]) for at in range(0, len(body), 7))
    assert raw(field.service.port, head + cookie + kind + chunks + b"0\r\n\r\n").startswith(b"HTTP/1.1 204 ")
    assert answers_of(field, browser)["nation"] == "in Stücken"
    endless = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    assert raw(field.service.port, head + cookie + kind + endless * 6).startswith(b"HTTP/1.1 413 ")


def test_thousands_of_fields_are_refused(field: OpenField, browser: RecordingBrowser) -> None:
    before = answers_of(field, browser)
    for number, status in ((900, 204), (1001, 400), (20_000, 400)):
        body = urlencode([("go", "save"), *((f"f{place}", "x") for place in range(number - 1))]).encode()
        assert browser._ask("POST", "/page/given", body).status == status
    assert answers_of(field, browser) == before


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/json", "", "multipart/form-data", "application/x-www-form-urlencoded; charset=utf-16"],
)
def test_a_form_of_another_type_empties_no_page(field: OpenField, browser: RecordingBrowser, kind: str) -> None:
    path, form = page_form(browser, nation="bleibt")
    assert browser._ask("POST", path, urlencode(form).encode()).status == 204
    body = urlencode({**form, "nation": "anderes", "go": "next"}).encode()
    headers = {"Cookie": f"interview={cookie_of(browser)}", "Content-Type": kind}
    status, _ = ask(field.service.port, f"POST {path}", body, headers)
    assert status in (303, 400)
    assert answers_of(field, browser)["nation"] == "bleibt"


def test_a_form_in_parts_is_taken_as_any_other(field: OpenField, browser: RecordingBrowser) -> None:
    path, form = page_form(browser, nation="in Teilen")
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in form.items()
    )
    headers = {"Cookie": f"interview={cookie_of(browser)}", "Content-Type": "multipart/form-data; boundary=x"}
    assert ask(field.service.port, f"POST {path}", f"{parts}--x--\r\n".encode(), headers)[0] == 204
    assert answers_of(field, browser)["nation"] == "in Teilen"


def test_requests_that_come_at_once_on_one_connection_are_answered_in_their_order(
    field: OpenField, browser: RecordingBrowser
) -> None:
    path, form = page_form(browser)
    line, sent = f"Host: x\r\nCookie: interview={cookie_of(browser)}\r\n", b""
    for number in range(8):
        body = urlencode({**form, "nation": f"Nr. {number}"})
        kind = f"Content-Type: {FORM['Content-Type']}\r\nContent-Length: {len(body)}\r\n"
        sent += f"POST {path} HTTP/1.1\r\n{line}{kind}\r\n{body}GET /?l=en HTTP/1.1\r\n{line}\r\n".encode()
    heard = raw(field.service.port, sent + f"GET /nowhere HTTP/1.1\r\n{line}Connection: close\r\n\r\n".encode())
    statuses = [part[:3] for part in heard.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"204", b"200"] * 8 + [b"404"]
    assert answers_of(field, browser)["nation"] == "Nr. 7"


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"G\x00ET / HTTP/1.1\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_what_is_hardly_http_disturbs_nobody(field: OpenField, data: bytes) -> None:
    heard = raw(field.service.port, data)
    assert b" 500 " not in heard[:20]
    assert ask(field.service.port, "GET /")[0] == 200


def test_clients_of_a_byte_a_second_keep_nobody_waiting(field: OpenField, browser: RecordingBrowser) -> None:
    port = field.service.port
    head = (
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
    )
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
    try:
        for number, each in enumerate(slow):
            each.sendall(head[: 20 + number % 40] if number % 2 else head)
        for _ in range(3):
            for each in slow[::2]:
                each.sendall(b"c")
            assert [ask(port, "GET /")[0] for _ in range(20)] == [200] * 20
            assert first_page(browser).status == 200
            time.sleep(1)
        if IS_LONG:
            time.sleep(62)
            slow[0].settimeout(5)
            assert slow[0].recv(100).startswith(b"HTTP/1.1 408 ")
            slow[1].settimeout(5)
            assert slow[1].recv(100) == b""
    finally:
        for each in slow:
            each.close()


def test_a_thousand_silent_connections_keep_nobody_waiting(field: OpenField) -> None:
    silent = [socket.create_connection(("127.0.0.1", field.service.port)) for _ in range(1500)]
    try:
        assert [ask(field.service.port, "GET /")[0] for _ in range(20)] == [200] * 20
    finally:
        for each in silent:
            each.close()
