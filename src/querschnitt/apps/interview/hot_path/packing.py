"""What goes over the wire: pages compressed as the browser can read it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

import brotli

from querschnitt.apps.interview.hot_path.messages import Answer, Request

HTML = b"text/html; charset=utf-8"
VARY = (b"vary", b"Accept-Encoding")
KEPT, ONCE = 5, 1
"""How hard brotli tries: for what is kept, and for what is sent once. Beyond 5 it costs forty times as much."""


@dataclass(frozen=True)
class Packed:
    """A page as it is sent, for each way in which a browser can read it."""

    plain: bytes
    brotli: bytes
    gzip: bytes

    def answer(self, request: Request, *, kind: bytes = HTML) -> Answer:
        """Answer with what the browser can read; ``kind`` is its content type."""
        coding = coding_for(request.header(b"accept-encoding"))
        if coding == "br":
            return Answer(200, self.brotli, [(b"content-type", kind), VARY, (b"content-encoding", b"br")])
        if coding == "gzip":
            return Answer(200, self.gzip, [(b"content-type", kind), VARY, (b"content-encoding", b"gzip")])
        return Answer(200, self.plain, [(b"content-type", kind), VARY])


def packed(text: str) -> Packed:
    """Pack a page that is kept."""
    content = text.encode()
    return Packed(content, brotli.compress(content, quality=KEPT), _gzip(content, level=9))


@lru_cache(maxsize=256)
def coding_for(accepted: str) -> str:
    """Return how a page is best compressed for whoever accepts this; "" if not at all.

    >>> coding_for("gzip, deflate, br"), coding_for("gzip;q=1.0, br;q=0"), coding_for("identity")
    ('br', 'gzip', '')
    """
    found = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if not weight or weight.strip("0."):
            found.add(name)
    return next((coding for coding in ("br", "gzip") if coding in found), "")


def once(request: Request, text: str, *, status: int = 200) -> Answer:
    """Answer with a page that is for one person and one moment."""
    coding = coding_for(request.header(b"accept-encoding"))
    encoding = [(b"content-encoding", coding.encode())] if coding else []
    return Answer(status, packed_once(text.encode(), coding), [(b"content-type", HTML), VARY, *encoding])


def packed_once(content: bytes, coding: str) -> bytes:
    """Compress quickly, as `coding_for` says."""
    if coding == "br":
        return brotli.compress(content, quality=ONCE)
    return _gzip(content, level=1) if coding == "gzip" else content


def _gzip(content: bytes, *, level: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()
