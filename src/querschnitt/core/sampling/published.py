"""Figures of a population that somebody else has published, each with its day and its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from querschnitt.core.errors import InputError, suggestion

TOTAL = "total"
Population = Literal["residents", "background", "target", "frame", "drawable"]


@dataclass(frozen=True)
class Published:
    """A figure that somebody else has published.

    ``population`` : whom it counts; ``as_of`` : the day it holds for
    """

    population: Population
    variable: str
    level: str
    persons: int
    as_of: date
    source: str


def parse_published(document: Mapping[str, Any], *, where: str) -> tuple[Published, ...]:
    """Read published figures from a mapping, as a TOML file gives it: tables `figure`, each with a source and a day.

    Raises
    ------
    InputError : for anything else, with the place

    >>> told = {"figure": [{"population": "background", "as_of": date(2020, 6, 30), "source": "Yearbook",
    ...                     "variable": "sex", "persons": {"f": 44_000, "m": 49_000}}]}
    >>> [(each.level, each.persons) for each in parse_published(told, where="published.toml")]
    [('f', 44000), ('m', 49000)]
    """
    figures = document.get("figure")
    if not isinstance(figures, list) or not figures:
        raise InputError("There are no published figures", where=where, expected="one table [[figure]] at least")
    return tuple(
        figure
        for number, entry in enumerate(figures, start=1)
        for figure in _figures(entry, where=f"{where}, figure {number}")
    )


_FIGURE: Mapping[str, Callable[[object], bool]] = {
    "population": lambda value: value in get_args(Population),
    "as_of": lambda value: isinstance(value, date),
    "source": lambda value: isinstance(value, str) and bool(value),
    "variable": lambda value: isinstance(value, str) and bool(value),
    "persons": lambda value: isinstance(value, Mapping) and all(map(_is_count, value.values())),
    "total": lambda value: _is_count(value),
}


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _figures(entry: Mapping[str, Any], *, where: str) -> list[Published]:
    for key, value in entry.items():
        if key not in _FIGURE:
            raise InputError(
                f"Unknown key '{key}'", where=where, expected=", ".join(_FIGURE), hint=suggestion(key, _FIGURE)
            )
        if not _FIGURE[key](value):
            raise InputError(
                f"'{key}' has no such value", where=where, got=value,
                expected={"population": ", ".join(get_args(Population)), "as_of": "a day, like 2020-06-30"}.get(
                    key, "a text" if key in ("source", "variable") else "numbers of persons"
                ),
            )  # fmt: skip
    missing = [key for key in ("population", "as_of", "source") if key not in entry]
    if missing or ("total" in entry) == ("persons" in entry) or ("persons" in entry) != ("variable" in entry):
        raise InputError(
            "The figure is not whole", where=where, got=", ".join(entry),
            expected="population, as_of, source, and either total, or variable and persons = { level = number }",
        )  # fmt: skip
    common = {"population": entry["population"], "as_of": entry["as_of"], "source": entry["source"]}
    if "total" in entry:
        return [Published(variable=TOTAL, level="", persons=entry["total"], **common)]
    return [
        Published(variable=entry["variable"], level=str(level), persons=persons, **common)
        for level, persons in entry["persons"].items()
    ]
