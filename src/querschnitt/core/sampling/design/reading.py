"""A design from a table, as a TOML file has it: every entry is what it should be, or named with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, get_args

from querschnitt.core.errors import DesignError, suggestion
from querschnitt.core.sampling.design.combining import WITHOUT_SIZE, require_combinable
from querschnitt.core.sampling.design.model import (
    ByStratum,
    Coordination,
    Design,
    FirstStage,
    Method,
    Selection,
    Stages,
    Targets,
)

KEYS = (
    "name", "stratify_by", "sample_size", "allocation", "power", "minimum", "maximum", "counts", "spread", "share",
    "cost", "response_rate", "targets", "selection", "sort_by", "measure", "coordinate_with", "stages",
    "one_per_household", "batches", "additions",
)  # fmt: skip
HOUSEHOLD = "household"
"""The frame variable that tells households apart, unless another is named."""

Choice = TypeVar("Choice", bound=str)
Value = TypeVar("Value")


def parse_design(mapping: Mapping[str, object], *, where: str = "design") -> Design:
    """Read a design from a mapping, as a TOML table gives it.

    Parameters
    ----------
    mapping : keys as the attributes of `Design`
    where : the place to name in errors

    Raises
    ------
    DesignError : for unknown or missing keys, impossible values, and parts that do not go together.

    >>> parse_design({"name": "d", "stratify_by": "group", "sample_size": 50, "allocation": "equal"}).minimum
    0
    """
    entries = Entries(mapping, where)
    entries.require_known(KEYS)
    stages, counts = _stages(entries), entries.table("counts", _whole(least=1))
    method: Method = "stages" if stages and "allocation" not in mapping else "power"
    method = entries.one_of("allocation", get_args(Method), method)
    design = Design(
        name=entries.text("name"),
        stratify_by=entries.text("stratify_by", empty='Write stratify_by = "" for a sample that is not stratified.'),
        sample_size=_size(entries, counts=counts, is_given=method not in (*WITHOUT_SIZE, "fixed")),
        allocation=method,
        power=entries.number("power", 0.5, _power),
        minimum=entries.by_stratum("minimum", _whole(least=0), 0),
        maximum=entries.by_stratum("maximum", _whole(least=1), None),
        counts=counts,
        spread=entries.by_stratum("spread", _not_negative, None),
        share=entries.by_stratum("share", _share, None),
        cost=entries.by_stratum("cost", _positive, 1.0),
        response_rate=entries.by_stratum("response_rate", _rate, 1.0),
        targets=_targets(entries),
        selection=entries.one_of("selection", get_args(Selection), "random"),
        sort_by=entries.names("sort_by"),
        measure=entries.text("measure", default=""),
        coordinate_with=_coordination(entries),
        stages=stages,
        one_per_household=_household(entries),
        batches=entries.list_of("batches", _whole(least=1)),
        additions=_additions(entries),
    )
    require_combinable(design, where=where)
    return design


def parse_rates(value: object, *, where: str) -> ByStratum:
    """Read expected response rates: a number, or a table with one for each stratum.

    >>> parse_rates({"poland": 0.2, "syria": 0.15}, where="planning")["syria"]
    0.15
    """
    return Entries({"response_rate": value}, where).by_stratum("response_rate", _rate, 1.0)


@dataclass(frozen=True)
class Entries:
    """A table of a file, and its place."""

    mapping: Mapping[str, object]
    where: str

    def require_known(self, known: tuple[str, ...]) -> None:
        for key in self.mapping:
            if key not in known:
                raise DesignError(
                    f"Unknown key '{key}'", where=self.where, expected=", ".join(known), hint=suggestion(key, known)
                )

    def text(self, key: str, *, default: str | None = None, empty: str = "") -> str:
        """Return a text. ``empty`` : what an empty text would mean, where it is allowed."""
        value = self.mapping.get(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None and not (empty and value == "")):
            raise DesignError(
                f"'{key}' is missing", where=f"{self.where}, {key}", expected="a text", got=repr(value), hint=empty
            )
        return value

    def number(self, key: str, default: Value, read: Callable[[object, str], Value]) -> Value:
        value = self.mapping.get(key)
        return default if value is None else read(value, f"{self.where}, {key}")

    def by_stratum(
        self, key: str, read: Callable[[object, str], Value], default: Value | None
    ) -> Value | Mapping[str, Value]:
        value, place = self.mapping.get(key), f"{self.where}, {key}"
        if value is None:
            return default  # type: ignore[return-value]
        return self.table(key, read) if isinstance(value, Mapping) else read(value, place)

    def table(self, key: str, read: Callable[[object, str], Value]) -> dict[str, Value]:
        value, place = self.mapping.get(key, {}), f"{self.where}, {key}"
        if not isinstance(value, Mapping):
            raise DesignError(
                "Not a table by stratum", where=place, expected="{ stratum = number, ... }", got=repr(value)
            )
        return {str(name): read(entry, f"{place}, {name}") for name, entry in value.items()}

    def list_of(self, key: str, read: Callable[[object, str], Value]) -> tuple[Value, ...]:
        value, place = self.mapping.get(key, ()), f"{self.where}, {key}"
        if not isinstance(value, list | tuple):
            raise DesignError("Not a list", where=place, expected="[ ... ]", got=repr(value))
        return tuple(read(entry, f"{place}, number {number}") for number, entry in enumerate(value, start=1))

    def names(self, key: str) -> tuple[str, ...]:
        found = self.list_of(key, _name)
        twice = next((name for name in found if found.count(name) > 1), None)
        if twice is not None:
            raise DesignError("A variable stands here twice", where=f"{self.where}, {key}", got=twice)
        return found

    def one_of(self, key: str, known: tuple[Choice, ...], default: Choice) -> Choice:
        value = self.mapping.get(key, default)
        for choice in known:
            if value == choice:
                return choice
        raise DesignError(
            f"Unknown {key.replace('_', ' ')}", where=f"{self.where}, {key}", expected=", ".join(known),
            got=repr(value), hint=suggestion(str(value), known),
        )  # fmt: skip

    def within(self, key: str, known: tuple[str, ...]) -> Entries | None:
        """Return a table within this one, with these keys; None if there is none."""
        value = self.mapping.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise DesignError(
                f"'{key}' is not a table", where=f"{self.where}, {key}", expected=f"entries {', '.join(known)}",
                got=repr(value),
            )  # fmt: skip
        found = Entries(value, f"{self.where}, {key}")
        found.require_known(known)
        return found


def _size(entries: Entries, *, counts: Mapping[str, int], is_given: bool) -> int:
    """Return how many are drawn; of fixed numbers it is their sum, and need not be said."""
    value, place = entries.mapping.get("sample_size"), f"{entries.where}, sample_size"
    if value is None and not is_given:
        return sum(counts.values())
    if not counts:
        if value is None:
            raise DesignError("'sample_size' is missing", where=place, expected="persons to draw, 1 or more")
        return _whole(least=1)(value, place)
    total = sum(counts.values())
    if value is not None and value != total:
        raise DesignError("Not the sum of the counts", where=place, expected=total, got=value)
    return total


def _targets(entries: Entries) -> Targets | None:
    table = entries.within("targets", ("each", "total", "share", "level"))
    if table is None:
        return None
    return Targets(
        each=table.by_stratum("each", _half_width, None),
        total=table.number("total", None, _half_width),
        share=table.number("share", 0.5, _share),
        level=table.number("level", 0.95, _level),
    )


def _coordination(entries: Entries) -> Coordination | None:
    table = entries.within("coordinate_with", ("key", "shift"))
    if table is None:
        return None
    return Coordination(key=table.text("key"), shift=table.number("shift", 0.0, _shift))


def _stages(entries: Entries) -> Stages | None:
    table = entries.within("stages", ("cluster", "clusters", "take", "first_stage"))
    if table is None:
        return None
    for key in ("clusters", "take"):
        if key not in table.mapping:
            raise DesignError(f"'{key}' is missing", where=f"{table.where}, {key}", expected="a number, 1 or more")
    return Stages(
        cluster=table.text("cluster"),
        clusters=table.by_stratum("clusters", _whole(least=1), 1),
        take=table.number("take", 1, _whole(least=1)),
        first_stage=table.one_of("first_stage", get_args(FirstStage), "random"),
    )


def _additions(entries: Entries) -> tuple[Mapping[str, int], ...]:
    given = entries.list_of("additions", _table)
    each = (Entries({"added": table}, f"{entries.where}, additions") for table in given)
    return tuple(entry.table("added", _whole(least=0)) for entry in each)


def _household(entries: Entries) -> str:
    value = entries.mapping.get("one_per_household", False)
    if isinstance(value, bool):
        return HOUSEHOLD if value else ""
    if not isinstance(value, str) or not value.strip():
        raise DesignError(
            "Not an answer to whether a household gets one letter at most", where=f"{entries.where}, one_per_household",
            expected=f"true, false or the frame variable that tells households apart ('{HOUSEHOLD}' if true)",
            got=repr(value),
        )  # fmt: skip
    return value


def _table(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise DesignError("Not a table by stratum", where=place, expected="{ stratum = number, ... }", got=repr(value))
    return value


def _name(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise DesignError("Not the name of a frame variable", where=place, expected="a text", got=repr(value))
    return value


def _whole(*, least: int) -> Callable[[object, str], int]:
    def read(value: object, place: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise DesignError(
                "Not a whole number", where=place, expected=f"whole, {least} or more", got=repr(value),
                hint="Write it in digits, without quotation marks." if isinstance(value, str) else "",
            )  # fmt: skip
        return value

    return read


def _between(what: str, expected: str, holds: Callable[[float], bool]) -> Callable[[object, str], float]:
    def read(value: object, place: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not holds(float(value)):
            raise DesignError(f"Not {what}", where=place, expected=expected, got=repr(value))
        return float(value)

    return read


_INFINITE = float("inf")
_power = _between("a power", "0 to 1", lambda x: 0 <= x <= 1)
_share = _between("a share", "between 0 and 1", lambda x: 0 < x < 1)
_rate = _between("an expected response rate", "more than 0, at most 1", lambda x: 0 < x <= 1)
_half_width = _between("the half-width of a share", "between 0 and 1, such as 0.05", lambda x: 0 < x < 1)
_level = _between("the level of an interval", "between 0 and 1, such as 0.95", lambda x: 0 < x < 1)
_shift = _between("a part of the circle", "from 0 up to 1", lambda x: 0 <= x < 1)
_positive = _between("a cost", "more than 0", lambda x: 0 < x < _INFINITE)
_not_negative = _between("a standard deviation", "0 or more", lambda x: 0 <= x < _INFINITE)
