"""Answers as they are seen from outside of all repeats."""

from __future__ import annotations

import re
from collections.abc import Mapping

from querschnitt.core.instrument.expressions.operations import plain
from querschnitt.core.instrument.expressions.repeats import values_within
from querschnitt.core.instrument.values import Instances, NodeSet

_NUMBERED = re.compile(r"(.+?)((?:\[[0-9]+\])+)")


def seen_from_outside(answers: Mapping[str, object]) -> dict[str, object]:
    """Bring answers into the form that expressions work with, and gather those of repeats.

    Repeats are lists of mappings, or stored flat: `age[1]`, `age[2]`.

    >>> seen_from_outside({"person": [{"age": 5}, {"age": 7}]})["age"]
    (5, 7)
    >>> seen_from_outside({"age[2]": 7, "age[1]": 5})["age"]
    (5, 7)
    """
    known = {name: plain(value) for name, value in answers.items()}
    inside = dict.fromkeys(name for value in known.values() for name in _names_within(value))
    # All are gathered before any is added: what an inner repeat holds would be found in it a second time.
    known |= {name: _gathered(known, name) for name in inside if name not in known}
    for name, values in _numbered(known).items():
        known.setdefault(name, values)
    return known


def _names_within(value: object) -> list[str]:
    if not isinstance(value, Instances):
        return []
    return [inner for instance in value for name, each in instance.items() for inner in (name, *_names_within(each))]


def _gathered(known: Mapping[str, object], name: str) -> object:
    """Put the values of all instances side by side; the instances of inner repeats, too."""
    values = list(values_within(known, name))
    if all(isinstance(value, Instances) for value in values):
        return Instances(instance for row in values if isinstance(row, Instances) for instance in row)
    return NodeSet(values)


def _numbered(known: Mapping[str, object]) -> dict[str, NodeSet]:
    """Gather what is stored flat, in the order of the instances."""
    found: dict[str, list[tuple[list[int], object]]] = {}
    for name, value in known.items():
        if parts := _NUMBERED.fullmatch(name):
            place = [int(number) for number in re.findall(r"[0-9]+", parts[2])]
            found.setdefault(parts[1], []).append((place, value))
    return {
        name: NodeSet(value for _, value in sorted(values, key=lambda pair: pair[0])) for name, values in found.items()
    }
