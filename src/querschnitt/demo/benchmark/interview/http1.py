"""As much of HTTP/1.1 as a browser needs that is in a hurry: what it sends, and what of an answer matters to it."""

from __future__ import annotations

from dataclasses import dataclass

ACCEPT_ENCODING = "gzip, deflate, br"

BROWSER = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile "
    "Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
    "Accept-Encoding": ACCEPT_ENCODING,
    "Accept-Language": "de-DE,de;q=0.9,en;q=0.8",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-User": "?1",
    "Sec-Fetch-Dest": "document",
}
"""What Chromium on a phone sends with each page it goes to."""

FORM = {"Origin": "null", "Content-Type": "application/x-www-form-urlencoded"}
"""What it adds to a form, where the page sends no referrer."""

SCRIPT = {
    "Accept": "application/json",
    "Prefer": "return=representation",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Dest": "empty",
}
"""What a page's own script sends instead with a form, to be given the page that follows."""

_WITHOUT_BODY = (204, 304)


class MalformedError(Exception):
    """What came is no answer."""


@dataclass(slots=True)
class Answer:
    """An answer. The body is as it came: compressed, if the server has compressed it.

    Attributes
    ----------
    location : where it leads, or the address of the page that it gives instead
    size : bytes of the whole answer on the wire
    stays : whether the server keeps the connection
    """

    status: int
    location: bytes
    cookies: tuple[tuple[bytes, bytes], ...]
    body: bytes
    size: int
    stays: bool


def request(
    method: str, path: str, *, host: str, body: bytes | None = None, by_script: bool = False
) -> tuple[bytes, bytes]:
    """Return a request in two parts; between them stands the value of the header Cookie.

    >>> before, after = request("GET", "/info", host="example.org")
    >>> before.splitlines()[0], before.splitlines()[-1], after
    (b'GET /info HTTP/1.1', b'Cookie: ', b'\\r\\n\\r\\n')
    """
    headers = {"Host": host, **BROWSER}
    if body is not None:
        headers |= FORM | {"Content-Length": str(len(body))}
    if by_script:
        headers |= SCRIPT | {"Origin": f"http://{host}"}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "Cookie: "]
    return "\r\n".join(lines).encode(), b"\r\n\r\n" + (body or b"")


def parse(data: bytes) -> Answer | None:
    """Return the answer that `data` is, or None as long as some of it is missing.

    Raises
    ------
    MalformedError : if it is none

    >>> parse(b"HTTP/1.1 303 See Other\\r\\nLocation: /info\\r\\nContent-Length: 0\\r\\n\\r\\n").location
    b'/info'
    """
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    if not data.startswith(b"HTTP/1."):
        raise MalformedError(data[:40])
    head, start = data[: end + 2], end + 4
    names, status = head.lower(), int(data[9:12])
    length = _value(head, names, b"\r\ncontent-length:")
    if length:
        whole = start + int(length)
        if len(data) < whole:
            return None
        body = data[start:whole]
    elif b"\r\ntransfer-encoding:" in names:
        chunks = _chunks(data, start)
        if chunks is None:
            return None
        body, whole = chunks
    elif status in _WITHOUT_BODY:
        body, whole = b"", start
    else:
        raise MalformedError(b"an answer without length")
    return Answer(
        status,
        _value(head, names, b"\r\nlocation:") or _value(head, names, b"\r\ncontent-location:"),
        _cookies(head, names),
        body,
        whole,
        b"\r\nconnection: close" not in names,
    )


def _value(head: bytes, names: bytes, name: bytes, begin: int = 0) -> bytes:
    place = names.find(name, begin)
    if place < 0:
        return b""
    return head[place + len(name) : head.index(b"\r\n", place + 2)].strip()


def _cookies(head: bytes, names: bytes) -> tuple[tuple[bytes, bytes], ...]:
    found: list[tuple[bytes, bytes]] = []
    place = names.find(b"\r\nset-cookie:")
    while place >= 0:
        name, _, value = _value(head, names, b"\r\nset-cookie:", place).split(b";")[0].partition(b"=")
        found.append((name, value))
        place = names.find(b"\r\nset-cookie:", place + 2)
    return tuple(found)


def _chunks(data: bytes, start: int) -> tuple[bytes, int] | None:
    """Return a body that comes in chunks, and where it ends."""
    parts: list[bytes] = []
    while True:
        line = data.find(b"\r\n", start)
        if line < 0:
            return None
        size = int(data[start:line].split(b";")[0], 16)
        start = line + 2
        if len(data) < start + size + 2:
            return None
        if size == 0:
            return b"".join(parts), start + 2
        parts.append(data[start : start + size])
        start += size + 2
