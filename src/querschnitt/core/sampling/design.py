"""A sampling design as it is written down and approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from querschnitt.core.arrays import IntArray
from querschnitt.core.errors import DesignError, suggestion
from querschnitt.core.sampling.allocation import allocate_equal, allocate_power, allocate_proportional

Method = Literal["equal", "proportional", "power"]
_KEYS = ("name", "stratify_by", "sample_size", "allocation", "power", "minimum", "maximum")


@dataclass(frozen=True)
class Design:
    """A stratified random sample without replacement.

    Attributes
    ----------
    name : of the design
    stratify_by : the frame variable whose values are the strata
    sample_size : persons to draw
    allocation : equal, proportional or power
    power : exponent of the power allocation (unused by the others)
    minimum, maximum : persons in each stratum
    """

    name: str
    stratify_by: str
    sample_size: int
    allocation: Method = "power"
    power: float = 0.5
    minimum: int = 0
    maximum: int | None = None

    def allocate(self, sizes: IntArray) -> IntArray:
        """Return the persons to draw in each stratum, shape (H,), for strata of these sizes.

        >>> import numpy as np
        >>> Design("demo", "group", 60).allocate(np.array([900, 400, 100]))
        array([30, 20, 10])
        """
        if self.allocation == "power":
            return allocate_power(sizes, self.sample_size, power=self.power, minimum=self.minimum, maximum=self.maximum)
        allocate = allocate_equal if self.allocation == "equal" else allocate_proportional
        return allocate(sizes, self.sample_size, minimum=self.minimum, maximum=self.maximum)


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
    return Design(
        name=_text(mapping, "name", where=where),
        stratify_by=_text(mapping, "stratify_by", where=where),
        sample_size=_count(mapping.get("sample_size"), place=f"{where}, sample_size", least=1),
        allocation=_method(mapping.get("allocation", "power"), where=where),
        power=_power(mapping.get("power", 0.5), where=where),
        minimum=_count(mapping.get("minimum", 0), place=f"{where}, minimum", least=0),
        maximum=None if maximum is None else _count(maximum, place=f"{where}, maximum", least=1),
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


def _method(value: object, *, where: str) -> Method:
    known: tuple[Method, ...] = get_args(Method)
    for method in known:
        if value == method:
            return method
    raise DesignError(
        "Unknown allocation",
        where=where,
        expected=", ".join(known),
        got=repr(value),
        hint=suggestion(str(value), known),
    )


def _power(value: object, *, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise DesignError("Not a power", where=f"{where}, power", expected="0 to 1", got=repr(value))
    return float(value)
