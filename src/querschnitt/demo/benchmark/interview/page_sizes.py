"""How much a page is on the wire: itself, and the files it brings with it that the browser has not had yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from querschnitt.core.errors import StateError
from querschnitt.demo.benchmark.interview.recording import Exchange, Recorded, RecordingBrowser

_TAG = re.compile(r"<(link|script)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_NAMED = (
    re.compile(r"""@import\s+(?:url\()?["']?([^"')\s;]+)"""),  # a style sheet by a style sheet
    re.compile(r"""url\(\s*["']?([^"')\s]+)"""),  # a picture or a font
    re.compile(r"""\b(?:import|from)\s*\(?\s*["']([./][^"']+)["']"""),  # a module by a module
    re.compile(r"""(?:\.register|Worker)\(\s*["']([./][^"']+)["']"""),  # a worker by a script
)
_NOT_FETCHED = frozenset({"canonical", "alternate", "next", "prev", "license", "author", "help"})


@dataclass(frozen=True)
class PageSize:
    """A page as it was met.

    Attributes
    ----------
    size : bytes of bodies, as they came: the page, and the files it brings anew
    head : bytes of headers of the same answers
    files : the files it brings anew, and their bytes
    is_first : whether it is the first page that this browser has seen
    came_again : whether it is a page that came again, with something to be put right or new
    """

    language: str
    path: str
    size: int
    head: int
    files: tuple[tuple[str, int], ...]
    is_first: bool
    came_again: bool

    @property
    def name(self) -> str:
        return f"{self.path}, {self.language}"


def page_sizes(recording: Recorded, *, port: int) -> list[PageSize]:
    """Return the sizes of the pages of an interview, in a browser that has nothing yet.

    Raises
    ------
    StateError : if a page names a file that is not there
    """
    browser = RecordingBrowser(port)
    kept: dict[str, Exchange] = {}
    sizes: list[PageSize] = []
    try:
        for made in recording.exchanges:
            if made.is_page:
                brought = list(_brought(browser, made, kept))
                sizes.append(_page_size(recording, made, brought, is_first=not sizes))
    finally:
        browser.close()
    return sizes


def _page_size(recording: Recorded, made: Exchange, brought: Sequence[Exchange], *, is_first: bool) -> PageSize:
    return PageSize(
        language=recording.language,
        path=urlsplit(made.path).path.replace(recording.code, "CODE"),
        size=made.size + sum(file.size for file in brought),
        head=made.head + sum(file.head for file in brought),
        files=tuple((file.path, file.size) for file in brought),
        is_first=is_first,
        came_again=made.method == "POST",
    )


def _brought(browser: RecordingBrowser, page: Exchange, kept: dict[str, Exchange]) -> Iterator[Exchange]:
    """Fetch the files that a page names, those that they name, and so on; what may be kept is fetched once."""
    waiting = list(_named_by_page(page))
    met: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in met:
            continue
        met.add(path)
        file = kept.get(path)
        if file is None:
            file = browser.fetch(path)
            if file.status != 200:
                raise StateError("A page names a file that is not there", where=page.path, got=f"{path} {file.status}")
            if "no-store" not in file.headers.get("cache-control", ""):
                kept[path] = file
            yield file
        waiting += _named_by_file(file)


def _named_by_page(page: Exchange) -> Iterator[str]:
    for tag, written in _TAG.findall(page.text):
        given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(written)}
        address = given.get("src" if tag == "script" else "href", "")
        if not set(given.get("rel", "").split()) & _NOT_FETCHED:
            yield from _on_this_host(address, page.path)


def _named_by_file(file: Exchange) -> Iterator[str]:
    for pattern in _NAMED:
        for address in pattern.findall(file.text):
            yield from _on_this_host(address, file.path)


def _on_this_host(address: str, base: str) -> Iterator[str]:
    """Give the path of an address, unless it holds its content itself.

    >>> list(_on_this_host("b.css?v=1", "/static/a.css")), list(_on_this_host("data:,", "/"))
    (['/static/b.css?v=1'], [])

    Raises
    ------
    StateError : if it leads to another host: no page of the interview may
    """
    parts = urlsplit(address)
    if parts.scheme == "data" or not address or address.startswith("#"):
        return
    if parts.scheme or parts.netloc:
        raise StateError("A page names a file of another host", where=base, got=address)
    yield urljoin(base, address)


def largest(sizes: Iterable[PageSize]) -> PageSize:
    """Return the largest page; of equal ones the first."""
    return max(sizes, key=lambda each: each.size)
