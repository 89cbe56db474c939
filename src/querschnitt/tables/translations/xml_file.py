"""XML from strangers: read without entities, without depth, without surprise; written plainly."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

from querschnitt.core.errors import InputError

MOST_DEPTH = 100
"""XLIFF nests groups, and tools nest marks; ten levels are many."""


def parse_xml(content: bytes, *, where: str) -> Element:
    """Parse XML that somebody sent us.

    Raises
    ------
    InputError : if it is no well-formed XML, declares entities, or is nested beyond reason
    """
    root: Element | None = None
    depth = 0
    try:
        for event, element in SafeTree.iterparse(BytesIO(content), events=("start", "end")):
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if depth > MOST_DEPTH:
                raise InputError("The file is nested too deeply", where=where, expected=f"at most {MOST_DEPTH} levels")
    except DefusedXmlException as error:
        raise InputError(
            "The file declares entities, which a translation file does not need and an attack does", where=where,
            expected="XML without entities", got=type(error).__name__, hint="Ask for the file without a document type.",
        ) from error  # fmt: skip
    except ElementTree.ParseError as error:
        line, column = error.position
        raise InputError(
            "The file is damaged: it is no well-formed XML", where=f"{where}, line {line}, column {column + 1}",
            got=str(error).split(":")[0], hint="Ask for the file again, as the translation program exported it.",
        ) from error  # fmt: skip
    except (LookupError, ValueError) as error:
        raise InputError("The file is in an unknown encoding", where=where, expected="UTF-8", got=str(error)) from error
    if root is None:
        raise InputError("The file is empty", where=where, expected="XML")
    return root


_WITH_TEXT = frozenset({"source", "target", "note", "data", "context", "mda:meta"})


def written_xml(root: Element) -> bytes:
    """Return the bytes of a document, indented where elements hold no text and nowhere else."""
    _indent(root, "\n")
    body: bytes = ElementTree.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _indent(element: Element, line_end: str) -> None:
    if element.tag in _WITH_TEXT or not len(element):
        return
    element.text = inner = line_end + "  "
    for each in element:
        _indent(each, inner)
        each.tail = inner
    element[-1].tail = line_end


def namespace(element: Element) -> str:
    """Return the namespace of an element, or "".

    >>> namespace(Element("{urn:x}a")), namespace(Element("a"))
    ('urn:x', '')
    """
    tag = str(element.tag)
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def local(element: Element) -> str:
    """Return the name of an element without its namespace.

    >>> local(Element("{urn:x}a"))
    'a'
    """
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, whatever namespace or prefix a tool has given it, or ""."""
    plain = element.get(name)
    if plain is not None:
        return plain
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def child(element: Element, name: str) -> Element | None:
    """Return the first direct child with this local name."""
    return next((each for each in element if local(each) == name), None)


def children(element: Element, *names: str) -> list[Element]:
    """Return the direct children with these local names, in order."""
    return [each for each in element if local(each) in names]
