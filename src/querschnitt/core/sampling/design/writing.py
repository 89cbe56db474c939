"""A design as a table that `parse_design` reads back to the same value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from querschnitt.core.sampling.design.model import Design
from querschnitt.core.sampling.design.reading import HOUSEHOLD

ALWAYS = ("name", "stratify_by", "sample_size", "allocation", "power", "minimum", "selection")
"""What is written even where it is the default, so that nobody has to know the defaults."""


def design_table(design: Design) -> dict[str, Any]:
    """Return a design as a TOML table or a JSON object has it, without what it does not use.

    >>> design_table(Design("d", "group", 50, allocation="equal"))["allocation"]
    'equal'
    """
    plain = Design(design.name, design.stratify_by, design.sample_size)
    written: dict[str, Any] = {}
    for each in fields(design):
        value = getattr(design, each.name)
        if each.name in ALWAYS or value != getattr(plain, each.name):
            written[each.name] = _plain(asdict(design)[each.name])
    if design.allocation in ("targets", "stages"):
        del written["sample_size"]
    if design.one_per_household == HOUSEHOLD:
        written["one_per_household"] = True
    return written


def _plain(value: Any) -> Any:
    """Return lists for tuples, and leave out what is not said."""
    if isinstance(value, Mapping):
        return {name: _plain(entry) for name, entry in value.items() if entry is not None}
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value
