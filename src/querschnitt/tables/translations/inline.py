"""Placeholders as inline elements, so that a translation program protects them, and back to the very same text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from querschnitt.core.instrument.placeholders import PieceKind, pieces
from querschnitt.tables.translations.xml_file import attribute, local

_CODES = frozenset({"ph", "x", "bx", "ex", "bpt", "ept", "it", "sc", "ec"})
_FORMATS = frozenset({"g", "pc"})
_SILENT = frozenset({"sm", "em"})


@dataclass
class Numbering:
    """Numbers the placeholders of one text and its translation: the same placeholder has the same number in both."""

    known: list[str] = field(default_factory=list)

    def number_source(self, placeholder: str) -> int:
        self.known.append(placeholder)
        return len(self.known)

    def target_numbers(self) -> Callable[[str], int]:
        """Return a function that numbers the placeholders of the translation: those of the source first."""
        free = list(enumerate(self.known, start=1))

        def number(placeholder: str) -> int:
            for place, (found, text) in enumerate(free):
                if text == placeholder:
                    del free[place]
                    return found
            return self.number_source(placeholder)

        return number


def write_inline(
    element: Element, text: str, number: Callable[[str], int], make: Callable[[str, int], Element]
) -> None:
    """Write a text into an element: words as text, each placeholder as the element that `make` makes.

    A plural stays text: its words have to be translated where they stand.
    """
    last: Element | None = None
    for piece in pieces(text):
        if piece.kind is PieceKind.PLACEHOLDER:
            last = make(piece.text, number(piece.text))
            element.append(last)
        elif last is None:
            element.text = (element.text or "") + piece.text
        else:
            last.tail = (last.tail or "") + piece.text


@dataclass
class InlineReader:
    """Reads sources and translations of one unit.

    Attributes
    ----------
    data : contents of `<data>` elements by id (XLIFF 2)
    codes : number of a placeholder -> placeholder, learnt from the source
    strange : names of elements that are no placeholder of ours and carry formatting; their text is kept
    """

    data: Mapping[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    strange: set[str] = field(default_factory=set)

    def read_source(self, element: Element) -> str:
        for code in element.iter():
            if local(code) in _CODES and (text := self._spelled(code)):
                self.codes.setdefault(code.get("id", ""), text)
        return self.read(element)

    def read(self, element: Element) -> str:
        """Return the text of an element, with the placeholders as they were."""
        return "".join(self._parts(element))

    def _parts(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for part in element:
            yield self._part(part)
            yield part.tail or ""

    def _part(self, part: Element) -> str:
        name = local(part)
        if name in _CODES:
            text = self._spelled(part) or self.codes.get(part.get("id", ""), "")
            if not text:
                self.strange.add(name)
            return text
        if name in _SILENT:
            return ""
        if name == "cp":
            return _character(part.get("hex", ""))
        if name in _FORMATS:
            self.strange.add(name)
        return self.read(part)

    def _spelled(self, code: Element) -> str:
        """Return the placeholder that an element spells out in one of the ways the formats have; "" if none."""
        spellings = (
            "".join(code.itertext()),
            self.data.get(code.get("dataRef", ""), ""),
            attribute(code, "equiv-text"),
            attribute(code, "equiv"),
            attribute(code, "disp"),
        )
        return next((text for text in spellings if is_placeholder(text)), "")


def is_placeholder(text: str) -> bool:
    """Whether a text is one placeholder and nothing else.

    >>> is_placeholder("${name}"), is_placeholder("<b>")
    (True, False)
    """
    found = pieces(text)
    return len(found) == 1 and found[0].kind is PieceKind.PLACEHOLDER


def _character(code: str) -> str:
    """Return the character of a `<cp>` (XLIFF 2), which stands for one that XML cannot hold."""
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
