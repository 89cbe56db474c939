"""The same conditions in two evaluators: ours, and elementpath (XPath 1.0) over a document with the same answers.

Both compile once. elementpath is given the tree of nodes that it would otherwise build anew each time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from querschnitt.core.errors import StateError
from querschnitt.core.instrument.expressions import Environment, Expression
from querschnitt.core.instrument.values import NodeSet

ROUNDS, REPETITIONS = 300, 5

ANSWERS: Mapping[str, object] = {
    "sex": "f", "age": 34, "rent": 712.5, "langs": ("ar", "de"), "town": "Leipzig", "ages": NodeSet([5, 7, 12])
}  # fmt: skip

COMPARED: Mapping[str, tuple[str, str]] = {
    "a code": ("${sex} = 'f'", "/data/sex = 'f'"),
    "another code": ("${sex} != 'm'", "/data/sex != 'm'"),
    "a number": ("${age} >= 18", "/data/age >= 18"),
    "a range": (". >= 0 and . <= 110", "/data/age >= 0 and /data/age <= 110"),
    "two conditions": ("${sex} = 'f' and ${age} > 17", "/data/sex = 'f' and /data/age > 17"),
    "one of several": (
        "${sex} = 'f' or ${sex} = 'm' or ${sex} = 'd'",
        "/data/sex = 'f' or /data/sex = 'm' or /data/sex = 'd'",
    ),
    "selected": ("selected(${langs}, 'de')", "contains(concat(' ', /data/langs, ' '), ' de ')"),
    "not selected": ("not(selected(${langs}, 'fr'))", "not(contains(concat(' ', /data/langs, ' '), ' fr '))"),
    "arithmetic": ("${rent} * 12 div ${age}", "/data/rent * 12 div /data/age"),
    "rounding": ("round(${rent} div 3)", "round(/data/rent div 3)"),
    "a sum": ("sum(${ages}) > 20", "sum(/data/ages) > 20"),
    "a count": ("count(${ages}) = 3", "count(/data/ages) = 3"),
    "a beginning": ("starts-with(${town}, 'Leip')", "starts-with(/data/town, 'Leip')"),
    "a length": ("string-length(${town}) <= 20", "string-length(/data/town) <= 20"),
    "a text": ("concat(${town}, ', ', ${age})", "concat(/data/town, ', ', /data/age)"),
    "a routing condition": (
        "${sex} = 'f' and (${age} > 17 or selected(${langs}, 'ar')) and not(${town} = 'Halle')",
        "/data/sex = 'f' and (/data/age > 17 or contains(concat(' ', /data/langs, ' '), ' ar ')) "
        "and not(/data/town = 'Halle')",
    ),
}
"""What is compared: a name, our expression, and the same in XPath."""


@dataclass(frozen=True)
class Pair:
    """Seconds for one evaluation of the same thing."""

    name: str
    ours: float
    theirs: float


def compared_seconds(name: str) -> Pair:
    """Measure one of `COMPARED` in both; they must come to the same result first.

    Raises
    ------
    StateError : if elementpath is not installed, or if the results differ
    """
    written, path = COMPARED[name]
    ours, theirs = _ours(written), _theirs(path)
    if ours() != theirs():
        raise StateError(f"The evaluators differ at '{name}'", expected=theirs(), got=ours())
    return Pair(name, ours=_least(ours), theirs=_least(theirs))


def _ours(written: str) -> Callable[[], object]:
    value = Expression.parse(written).value
    environment = Environment(answers=ANSWERS, current=ANSWERS["age"])
    return lambda: value(environment)


def _theirs(path: str) -> Callable[[], object]:
    try:
        from elementpath import XPath1Parser, XPathContext
        from elementpath.tree_builders import get_node_tree
    except ImportError:
        raise StateError("elementpath is not installed", hint="Run: make setup") from None
    token = XPath1Parser().parse(path)
    tree = get_node_tree(_document())
    return lambda: token.get_results(XPathContext(tree))


def _document() -> ElementTree.Element:
    root = ElementTree.Element("data")
    for name, value in ANSWERS.items():
        for part in value if isinstance(value, NodeSet) else [value]:
            ElementTree.SubElement(root, name).text = " ".join(part) if isinstance(part, tuple) else str(part)
    return root


def _least(evaluate: Callable[[], object]) -> float:
    """Return the seconds for one evaluation in the fastest of several rounds."""
    rounds = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        for _ in range(ROUNDS):
            evaluate()
        rounds.append((time.perf_counter() - started) / ROUNDS)
    return min(rounds)
