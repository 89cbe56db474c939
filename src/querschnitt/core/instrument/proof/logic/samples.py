"""Texts that a condition may be looking for: matches of its patterns, texts that begin, end or go on as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from querschnitt.core.instrument.expressions.tree import Call, Node, Text, nodes

MOST = 12
"""Samples of one pattern."""

_LENGTHS = (0, 1, 2, 3, 5)
"""By how much a repeated part is longer than it must be, from sample to sample."""

_EVERYDAY = ("Aa1bcdefgh", "a@example.org", "0341 123456", "+49341123456", "04109", "2020-11-30", "12:30", "A-1", "x y")
"""Texts that many patterns want and that cannot be read off them."""


def samples(tree: Node) -> tuple[str, ...]:
    """Return texts that functions of an expression may look for."""
    found: dict[str, None] = {}
    for node in nodes(tree):
        if isinstance(node, Call) and len(node.arguments) == 2 and isinstance(node.arguments[1], Text):
            found.update(dict.fromkeys(_for_call(node.function, node.arguments[1].value)))
    return tuple(text for text in found if text.strip())


def _for_call(function: str, part: str) -> Iterator[str]:
    if function == "regex":
        yield from matches(part)
    elif function in ("starts-with", "contains", "ends-with"):
        yield part
        yield from (f"{part}a", f"a{part}", f"a{part}a")


@lru_cache(maxsize=500)
def matches(pattern: str) -> tuple[str, ...]:
    """Return a few texts that match a pattern as a whole; none if it is too special to be read.

    >>> matches("[0-9]{5}")
    ('00000', '99999', '04109')
    """
    try:
        compiled = re.compile(pattern)
        parsed = import_module("re._parser").parse(pattern)
        texts = [text for way in _WAYS for longer in _LENGTHS for text in _each(parsed, longer, way)]
    except (re.error, RecursionError, OverflowError, KeyError):
        return ()
    found = dict.fromkeys(text for text in (*texts, *_EVERYDAY) if len(text) < 500 and compiled.fullmatch(text))
    return tuple(found)[:MOST]


_WAYS = ("first", "last")
"""Which sign of a class stands in a sample."""


def _each(parts: Sequence[Any], longer: int, way: str) -> list[str]:
    """Return a few texts for a sequence of parts of a pattern."""
    texts = [""]
    for operation, argument in parts:
        ends = _part(str(operation), argument, longer, way)
        texts = [text + end for end in ends for text in texts][:MOST]
    return texts


def _part(operation: str, argument: Any, longer: int, way: str) -> list[str]:
    if operation == "LITERAL":
        return [chr(argument)]
    if operation == "NOT_LITERAL":
        return ["a" if argument != ord("a") else "b"]
    if operation == "ANY":
        return ["a"]
    if operation == "IN":
        return [_member(argument, way)]
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        fewest, most, inner = argument
        return [text * min(fewest + longer, int(most)) for text in _each(inner, longer, way)]
    if operation in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _each(argument[-1] if operation == "SUBPATTERN" else argument, longer, way)
    if operation == "BRANCH":
        return [text for branch in argument[1] for text in _each(branch, longer, way)]
    return [""]


_CLASSES = {
    "CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " ", "CATEGORY_NOT_DIGIT": "a",
    "CATEGORY_NOT_WORD": " ", "CATEGORY_NOT_SPACE": "a",
}  # fmt: skip


def _member(members: Sequence[tuple[Any, Any]], way: str) -> str:
    """Return one sign of a class such as [A-Za-z0-9] or [^,]."""
    if str(members[0][0]) == "NEGATE":
        return next((sign for sign in "a1 -é\u4e00" if not any(_holds(*member, sign) for member in members[1:])), "a")
    operation, argument = members[0 if way == "first" else -1]
    if str(operation) == "CATEGORY":
        return _CLASSES[str(argument)]
    return chr((argument[0] if way == "first" else argument[1]) if str(operation) == "RANGE" else argument)


def _holds(operation: Any, argument: Any, sign: str) -> bool:
    if str(operation) == "CATEGORY":
        is_not = "_NOT_" in str(argument)
        kind = str(argument).removeprefix("CATEGORY_").removeprefix("NOT_")
        inside = {"DIGIT": sign.isdigit(), "WORD": sign.isalnum() or sign == "_", "SPACE": sign.isspace()}[kind]
        return inside != is_not
    low, high = argument if str(operation) == "RANGE" else (argument, argument)
    return bool(low <= ord(sign) <= high)
