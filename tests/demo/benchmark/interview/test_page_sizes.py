from __future__ import annotations

import brotli
import pytest

from querschnitt.core.errors import StateError
from querschnitt.demo.benchmark.interview.page_sizes import page_sizes
from querschnitt.demo.benchmark.interview.recording import Recorded, RecordingBrowser
from tests.demo.benchmark.interview.server import page, serving

FIRST = b"""<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/a.css"><link rel="canonical" href="/x">
<script defer src="/static/a.js"></script>"""
LATER = FIRST + b'<script src="/static/later.js"></script>' + b"<p>" * 200
FILES = {
    b"/": FIRST,
    b"/page/one": LATER,
    b"/static/a.css": b"@import 'b.css'; p { background: url(\"data:image/png,\") }",
    b"/static/b.css": b"p { background: url(picture.svg) }",
    b"/static/picture.svg": b"<svg/>",
    b"/static/a.js": b"import {b} from './b.js';",
    b"/static/b.js": b"export const b = 1;",
    b"/static/later.js": b"navigator.serviceWorker.register('/worker.js')",
    b"/worker.js": b"1",
    b"/elsewhere": b'<script src="https://example.org/x.js"></script>',
}


def _answer(sent: bytes, number: int) -> bytes:
    path = sent.split(b" ")[1]
    content = brotli.compress(FILES[path])
    kind = "text/html" if b"static" not in path else "text/plain"
    keeps = ["cache-control: no-store"] if path == b"/static/b.js" else []
    return page(content, "content-encoding: br", f"content-type: {kind}", *keeps)


def _size(*paths: str) -> int:
    return sum(len(brotli.compress(FILES[path.encode()])) for path in paths)


def _met(port: int, *paths: str) -> Recorded:
    browser = RecordingBrowser(port)
    for path in paths:
        browser.get(path)
    browser.close()
    return Recorded("de", "0123456789ABCDE4", tuple(browser.exchanges), {})


def test_a_page_counts_with_what_it_brings_and_a_file_only_once_unless_it_may_not_be_kept() -> None:
    with serving(_answer) as port:
        first, later = page_sizes(_met(port, "/", "/page/one"), port=port)
    brought = ("/static/a.css", "/static/b.css", "/static/picture.svg", "/static/a.js", "/static/b.js")
    assert (first.is_first, first.size) == (True, _size("/", *brought))
    assert dict(first.files) == {path: _size(path) for path in brought}
    assert (later.is_first, later.size) == (False, _size("/page/one", "/static/b.js", "/static/later.js", "/worker.js"))
    assert (first.name, later.name) == ("/, de", "/page/one, de")


def test_a_page_that_names_another_host_is_refused() -> None:
    with serving(_answer) as port:
        recording = _met(port, "/elsewhere")
        with pytest.raises(StateError, match="another host"):
            page_sizes(recording, port=port)
