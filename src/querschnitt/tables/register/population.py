"""Who belongs to the target population of a wave, as its design says, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from querschnitt.core.errors import InputError, suggestion
from querschnitt.tables.register.groups import OUTSIDE

OUTSIDE_REASONS = ("secondary_residence", "under_age", "short_stay", "unlisted_group", "left_out")
"""Why somebody with a background is outside the target population, in the order in which it is asked."""


@dataclass(frozen=True)
class LeftOut:
    """People a population leaves out: first nationality and date of moving in from a day on."""

    countries: tuple[str, ...]
    moved_in_from: date
    reason: str = ""


@dataclass(frozen=True)
class PopulationRule:
    """Who belongs to the target population of a wave, and how long a draw spares a person from the next.

    ``not_drawn_again_months``: whoever was drawn for a wave whose reference date lies less than so many months back
    stays in the population and cannot be drawn. 0: no such rule.
    """

    name: str
    listed_groups_only: bool
    minimum_age: int
    main_residence: bool = True
    minimum_stay_months: int = 0
    not_drawn_again_months: int = 0
    left_out: tuple[LeftOut, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons of `OUTSIDE_REASONS` that this rule asks for."""
        asked = (
            self.main_residence, self.minimum_age > 0, self.minimum_stay_months > 0, self.listed_groups_only,
            bool(self.left_out),
        )  # fmt: skip
        return tuple(reason for reason, is_asked in zip(OUTSIDE_REASONS, asked, strict=True) if is_asked)

    def outside_sql(self) -> str:
        """Return the SQL of the first reason why a person with background is outside, or an empty text.

        What cannot be told (an empty cell) counts as not fulfilled. Nobody is younger than 0 or comes after the
        reference date, whatever the rule.
        """
        listed = "".join(
            f" AND NOT (list_contains($countries{number}, nationality_1) AND moved_in >= $from{number})"
            for number in range(len(self.left_out))
        )
        fulfilled = (
            "residence = 'main' OR NOT $main_residence",
            "age >= $minimum_age",
            "stay_months >= $minimum_stay",
            '"group" <> $outside OR NOT $listed_groups',
            f"true{listed}",
        )
        cases = (
            f"WHEN ({condition}) IS NOT TRUE THEN '{reason}'"
            for reason, condition in zip(OUTSIDE_REASONS, fulfilled, strict=True)
        )
        return f"CASE {' '.join(cases)} ELSE '' END"

    @property
    def parameters(self) -> dict[str, Any]:
        """The values that the SQL refers to."""
        values: dict[str, Any] = {
            "main_residence": self.main_residence, "minimum_age": self.minimum_age,
            "minimum_stay": self.minimum_stay_months, "outside": OUTSIDE, "listed_groups": self.listed_groups_only,
        }  # fmt: skip
        for number, rule in enumerate(self.left_out):
            values |= {f"countries{number}": list(rule.countries), f"from{number}": rule.moved_in_from}
        return values


_KEYS = (
    "name", "groups", "main_residence", "minimum_age", "minimum_stay_months", "not_drawn_again_months", "left_out",
)  # fmt: skip


def parse_population(document: Mapping[str, Any], *, where: str) -> PopulationRule:
    """Build a population rule from the table `population` of a design file."""
    for key in document:
        if key not in _KEYS:
            hint = suggestion(key, _KEYS)
            raise InputError(f"Unknown key '{key}'", where=where, expected=", ".join(_KEYS), hint=hint)
    for key in ("name", "minimum_age"):
        if key not in document:
            raise InputError(f"'{key}' is missing", where=where, hint="Compare examples/leipzig/design_2020.toml.")
    groups = document.get("groups", "listed")
    if groups not in ("listed", "all"):
        raise InputError("Unknown choice of groups", where=f"{where}, groups", expected="listed or all", got=groups)
    left_out = tuple(
        LeftOut(
            countries=_codes(entry.get("countries"), where=f"{where}, left_out, countries"),
            moved_in_from=_day(entry.get("moved_in_from"), where=f"{where}, left_out, moved_in_from"),
            reason=str(entry.get("reason", "")),
        )
        for entry in document.get("left_out", ())
    )
    return PopulationRule(
        name=str(document["name"]),
        listed_groups_only=groups == "listed",
        minimum_age=_count(document, "minimum_age", where=where),
        main_residence=_flag(document, "main_residence", where=where),
        minimum_stay_months=_count(document, "minimum_stay_months", where=where),
        not_drawn_again_months=_count(document, "not_drawn_again_months", where=where),
        left_out=left_out,
    )


def population_table(rule: PopulationRule) -> dict[str, Any]:
    """Return the table of a rule, as `parse_population` takes it; days as texts, so that JSON can hold them.

    >>> table = population_table(PopulationRule("all", listed_groups_only=False, minimum_age=18))
    >>> parse_population(table, where="table") == PopulationRule("all", listed_groups_only=False, minimum_age=18)
    True
    """
    return {
        "name": rule.name,
        "groups": "listed" if rule.listed_groups_only else "all",
        "main_residence": rule.main_residence,
        "minimum_age": rule.minimum_age,
        "minimum_stay_months": rule.minimum_stay_months,
        "not_drawn_again_months": rule.not_drawn_again_months,
        "left_out": [
            {"countries": list(one.countries), "moved_in_from": one.moved_in_from.isoformat(), "reason": one.reason}
            for one in rule.left_out
        ],
    }


def _count(document: Mapping[str, Any], key: str, *, where: str) -> int:
    """Return a number of years or months; none is 0."""
    count = document.get(key, 0)
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        what = "years" if key == "minimum_age" else "months"
        raise InputError(f"Not a number of {what}", where=f"{where}, {key}", expected="whole, 0 or more", got=count)
    return count


def _flag(document: Mapping[str, Any], key: str, *, where: str) -> bool:
    flag = document.get(key, True)
    if not isinstance(flag, bool):
        raise InputError("Neither true nor false", where=f"{where}, {key}", expected="true or false", got=flag)
    return flag


def _codes(value: object, *, where: str) -> tuple[str, ...]:
    codes = tuple(value) if isinstance(value, (list, tuple)) else ()
    if not codes or not all(isinstance(code, str) for code in codes):
        raise InputError("Not a list of codes", where=where, expected='like ["475", "423"]', got=value)
    return codes


def _day(value: object, *, where: str) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise InputError("Not a day", where=where, expected="like 2015-07-01", got=value) from None
