"""A request as the hot path reads it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from querschnitt.apps.interview.hot_path.messages import Request

PIECES = st.sampled_from(
    ["&", "=", "+", "%", "%20", "%C3%A4", "%ff", "%zz", ";", "a", "ä", "\u0661", " ", "\r\n", "\x00"]
)


def form_of(body: bytes) -> dict[str, list[str]]:
    return Request("POST", "/", b"", {}, is_secure=False, address="", body=body).form


@given(st.lists(PIECES | st.text(max_size=3), max_size=20).map("".join))
def test_a_form_is_read_as_the_standard_library_reads_it(text: str) -> None:
    expected: dict[str, list[str]] = {}
    body = text.encode("utf-8", "replace")
    for name, value in parse_qsl(body.decode(), keep_blank_values=True):
        expected.setdefault(name, []).append(value)
    assert form_of(body) == expected


@given(st.binary(max_size=30))
def test_bytes_that_are_no_text_are_read_as_django_reads_them(body: bytes) -> None:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    expected: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        expected.setdefault(name, []).append(value)
    assert form_of(body) == expected
