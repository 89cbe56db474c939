"""Texts of LimeSurvey are HTML; ours are plain. Paragraphs, lists and links stay, what else was there is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "blockquote",
        "section",
        "article",
        "hr",
        "pre",
        "dl",
        "dt",
        "dd",
        "figure",
        "figcaption",
    ]
)
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"])
_SILENT = frozenset({"script", "style", "noscript", "template"})
_EMPHASIS = {
    "strong": "bold", "b": "bold", "em": "italics", "i": "italics", "u": "underlined", "mark": "marked",
    "sup": "raised", "sub": "lowered", "s": "struck out", "del": "struck out", "strike": "struck out",
}  # fmt: skip
_LOST = {"table": "a table", "iframe": "a frame", "video": "a video", "audio": "a sound", "object": "an object",
         "embed": "an object", "svg": "a drawing", "canvas": "a drawing", "form": "a form", "input": "a form field",
         "button": "a button", "select": "a form field", "textarea": "a form field", "script": "a script"}  # fmt: skip


@dataclass(frozen=True)
class Plain:
    """A plain text, and what the HTML held besides.

    Attributes
    ----------
    emphasis : "bold", "italics" and so on
    lost : "a table", "a script" and so on
    images : source of each picture; a picture with a description is replaced by it
    """

    text: str
    emphasis: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    images: tuple[str, ...] = ()


def plain(html: str) -> Plain:
    """Make plain text of HTML.

    >>> plain("<p>Wie <b>alt</b> sind Sie?</p><p>Jahre&nbsp;&amp; Monate</p>").text
    'Wie alt sind Sie?\\nJahre & Monate'
    """
    if "<" not in html and "&" not in html:
        return Plain(_tidied(html))
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = _tidied("".join(reader.parts))
    return Plain(text, *(tuple(dict.fromkeys(found)) for found in (reader.emphasis, reader.lost, reader.images)))


def _tidied(text: str) -> str:
    """Take out the white space that HTML does not show, and more than one empty line."""
    text = text.replace("\u00a0", " ").replace("\u200b", "").replace("\r", "")
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects what a person would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.emphasis: list[str] = []
        self.lost: list[str] = []
        self.images: list[str] = []
        self._silent = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _LOST:
            self.lost.append(_LOST[tag])
        if tag in _EMPHASIS:
            self.emphasis.append(_EMPHASIS[tag])
        if tag in _SILENT:
            self._silent += 1
        elif tag == "img":
            self.images.append(given.get("src", "?"))
            self.parts.append(given.get("alt", ""))
        elif tag == "a":
            self._links.append((given.get("href", ""), len(self.parts)))
        elif tag == "li":
            self._break()
            self.parts.append("– ")
        elif tag in ("td", "th", "br"):
            self.parts.append("\n" if tag == "br" else " ")
        elif tag in _BLOCKS:
            self._break()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _SILENT:
            self._silent -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "a" and self._links:
            self._end_link()
        elif tag in _PARAGRAPHS or tag in ("div", "li", "tr"):
            self._break()

    def _end_link(self) -> None:
        """Write the address behind the words of a link, unless the words are the address."""
        address, start = self._links.pop()
        words = "".join(self.parts[start:]).strip()
        shown = address.removeprefix("mailto:").removeprefix("tel:")
        if shown and not shown.startswith(("#", "javascript:")) and shown not in words:
            self.parts.append(f" ({shown})")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data.replace("\u00a0", " ")))

    def _break(self) -> None:
        while self.parts and not self.parts[-1].strip(" "):
            self.parts.pop()
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")
