"""What goes over the wire: pages compressed as the browser can read it."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import brotli

from querschnitt.apps.interview.hot_path.messages import Answer, Request

HTML = (b"content-type", b"text/html; charset=utf-8")
VARY = (b"vary", b"Accept-Encoding")
KEPT, ONCE = 9, 1
"""How hard brotli tries: for what is kept, and for what is sent once."""

SMALL = 600
"""Bytes below which nothing is gained."""


@dataclass(frozen=True)
class Packed:
    """A page as it is sent, for each way in which a browser can read it."""

    plain: bytes
    brotli: bytes
    gzip: bytes

    def answer(self, request: Request, *, status: int = 200) -> Answer:
        accepted = request.header(b"accept-encoding")
        if "br" in accepted:
            return Answer(status, self.brotli, [HTML, VARY, (b"content-encoding", b"br")])
        if "gzip" in accepted:
            return Answer(status, self.gzip, [HTML, VARY, (b"content-encoding", b"gzip")])
        return Answer(status, self.plain, [HTML, VARY])


class Memory:
    """Keeps packed pages by what they depend on; the ones longest unused go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: OrderedDict[Hashable, Packed] = OrderedDict()

    def get(self, key: Hashable) -> Packed | None:
        """Return the page of a key, or None."""
        found = self._pages.get(key)
        if found is not None:
            self._pages.move_to_end(key)
        return found

    def keep(self, key: Hashable, text: str) -> Packed:
        """Pack a page and keep it."""
        content = text.encode()
        packed = Packed(content, brotli.compress(content, quality=KEPT), _gzip(content, level=9))
        self._pages[key] = packed
        if len(self._pages) > self._most:
            self._pages.popitem(last=False)
        return packed

    def page(self, key: Hashable, draw: Callable[[], str]) -> Packed:
        """Return the page of a key, drawn if it is not there."""
        return self.get(key) or self.keep(key, draw())


def once(request: Request, text: str, *, status: int = 200) -> Answer:
    """Answer with a page that is for one person and one moment."""
    accepted, content = request.header(b"accept-encoding"), text.encode()
    if "br" in accepted:
        return Answer(status, brotli.compress(content, quality=ONCE), [HTML, VARY, (b"content-encoding", b"br")])
    if "gzip" in accepted:
        return Answer(status, _gzip(content, level=1), [HTML, VARY, (b"content-encoding", b"gzip")])
    return Answer(status, content, [HTML, VARY])


def _gzip(content: bytes, *, level: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()
