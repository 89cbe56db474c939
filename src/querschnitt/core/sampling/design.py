"""A sampling design as it is written down and approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar, get_args

import numpy as np

from querschnitt.core.arrays import IntArray
from querschnitt.core.errors import DesignError, suggestion
from querschnitt.core.sampling.allocation import allocate_equal, allocate_fixed, allocate_power, allocate_proportional

Method = Literal["equal", "proportional", "power", "fixed"]
Selection = Literal["random", "systematic"]
_KEYS = (
    "name", "stratify_by", "sample_size", "allocation", "power", "minimum", "maximum", "counts", "selection", "sort_by"
)  # fmt: skip


@dataclass(frozen=True)
class Design:
    """A stratified random sample without replacement.

    Attributes
    ----------
    name : of the design
    stratify_by : the frame variable whose values are the strata
    sample_size : persons to draw
    allocation : equal, proportional, power or fixed
    power : exponent of the power allocation (unused by the others)
    minimum, maximum : persons in each stratum (unused by the fixed one)
    counts : persons of each stratum by name, of the fixed allocation
    selection : random, or systematic along an order
    sort_by : frame variables of that order, the most important first; it runs like a snake
    """

    name: str
    stratify_by: str
    sample_size: int
    allocation: Method = "power"
    power: float = 0.5
    minimum: int = 0
    maximum: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    selection: Selection = "random"
    sort_by: tuple[str, ...] = ()

    def allocate(self, sizes: IntArray, levels: Sequence[str]) -> IntArray:
        """Return the persons to draw in each stratum, shape (H,), for strata of these sizes and names.

        Raises
        ------
        DesignError : if that many cannot be drawn, or the fixed numbers are not those of these strata

        >>> Design("demo", "group", 60).allocate(np.array([900, 400, 100]), ["a", "b", "c"])
        array([30, 20, 10])
        """
        if self.allocation == "fixed":
            return allocate_fixed(sizes, counts=self._counted(levels))
        if self.allocation == "power":
            return allocate_power(sizes, self.sample_size, power=self.power, minimum=self.minimum, maximum=self.maximum)
        allocate = allocate_equal if self.allocation == "equal" else allocate_proportional
        return allocate(sizes, self.sample_size, minimum=self.minimum, maximum=self.maximum)

    def _counted(self, levels: Sequence[str]) -> IntArray:
        """Return the fixed numbers in the order of the strata."""
        for name in self.counts:
            if name not in levels:
                raise DesignError(f"Unknown stratum '{name}'", where="counts", hint=suggestion(name, levels))
        missing = [level for level in levels if level not in self.counts]
        if missing:
            raise DesignError(
                "Strata without a number", where="counts", expected="one for each stratum", got=", ".join(missing),
                hint="Of a stratum from which nobody is drawn nothing can be said.",
            )  # fmt: skip
        return np.array([self.counts[level] for level in levels], dtype=np.int64)


def parse_design(mapping: Mapping[str, object], *, where: str = "design") -> Design:
    """Read a design from a mapping, as a TOML table gives it.

    Parameters
    ----------
    mapping : keys as the attributes of `Design`
    where : the place to name in errors

    Raises
    ------
    DesignError : for unknown or missing keys and impossible values.

    >>> parse_design({"name": "d", "stratify_by": "group", "sample_size": 50, "allocation": "equal"}).minimum
    0
    """
    for key in mapping:
        if key not in _KEYS:
            raise DesignError(
                f"Unknown key '{key}'", where=where, expected=", ".join(_KEYS), hint=suggestion(key, _KEYS)
            )
    maximum = mapping.get("maximum")
    method = _one_of(mapping.get("allocation", "power"), get_args(Method), what="allocation", where=where)
    selection = _one_of(mapping.get("selection", "random"), get_args(Selection), what="selection", where=where)
    counts = _counts(mapping.get("counts", {}), place=f"{where}, counts", is_used=method == "fixed")
    return Design(
        name=_text(mapping, "name", where=where),
        stratify_by=_text(mapping, "stratify_by", where=where),
        sample_size=_size(mapping.get("sample_size"), counts, place=f"{where}, sample_size"),
        allocation=method,
        power=_power(mapping.get("power", 0.5), where=where),
        minimum=_count(mapping.get("minimum", 0), place=f"{where}, minimum", least=0),
        maximum=None if maximum is None else _count(maximum, place=f"{where}, maximum", least=1),
        counts=counts,
        selection=selection,
        sort_by=_order(mapping.get("sort_by", ()), place=f"{where}, sort_by", is_used=selection == "systematic"),
    )


def _text(mapping: Mapping[str, object], key: str, *, where: str) -> str:
    value = mapping.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DesignError(f"'{key}' is missing", where=where, expected="a text", got=repr(value))
    return value


def _count(value: object, *, place: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise DesignError("Not a number of persons", where=place, expected=f"whole, {least} or more", got=repr(value))
    return value


def _size(value: object, counts: Mapping[str, int], *, place: str) -> int:
    """Return how many are drawn; of fixed numbers it is their sum, and need not be said."""
    if not counts:
        return _count(value, place=place, least=1)
    total = sum(counts.values())
    if value is not None and value != total:
        raise DesignError("Not the sum of the counts", where=place, expected=total, got=value)
    return total


def _counts(value: object, *, place: str, is_used: bool) -> dict[str, int]:
    if not isinstance(value, Mapping) or bool(value) != is_used:
        raise DesignError(
            "Numbers of persons for each stratum belong to the allocation 'fixed', and it needs them", where=place,
            expected="{ stratum = number, ... }" if is_used else "none", got=repr(value),
        )  # fmt: skip
    return {str(name): _count(count, place=f"{place}, {name}", least=1) for name, count in value.items()}


def _order(value: object, *, place: str, is_used: bool) -> tuple[str, ...]:
    names = tuple(value) if isinstance(value, (list, tuple)) else ()
    if bool(names) != is_used or not all(isinstance(name, str) and name for name in names):
        raise DesignError(
            "An order belongs to systematic selection, and it needs one", where=place,
            expected="a list of frame variables" if is_used else "none", got=repr(value),
        )  # fmt: skip
    return names


Choice = TypeVar("Choice", bound=str)


def _one_of(value: object, known: tuple[Choice, ...], *, what: str, where: str) -> Choice:
    for choice in known:
        if value == choice:
            return choice
    raise DesignError(
        f"Unknown {what}",
        where=where,
        expected=", ".join(known),
        got=repr(value),
        hint=suggestion(str(value), known),
    )


def _power(value: object, *, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise DesignError("Not a power", where=f"{where}, power", expected="0 to 1", got=repr(value))
    return float(value)
