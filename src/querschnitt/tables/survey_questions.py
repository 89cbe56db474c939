"""A request as a question to a scan: which columns, which rows, and what is refused before anything is added up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.surveys.columns import known_column
from querschnitt.core.estimation.surveys.conditions import Condition, nobody, read_conditions
from querschnitt.core.estimation.surveys.parts import missing_values
from querschnitt.core.estimation.surveys.requests import Request
from querschnitt.core.estimation.surveys.words import names_of
from querschnitt.tables import scans
from querschnitt.tables.survey_columns import (
    LARGEST_WHOLE,
    Counts,
    all_of,
    check_levels,
    equals,
    holds,
    is_known,
    is_number,
    is_readable,
    labels,
)

ASKED = {"total": "total", "mean": "mean", "ratio": "ratio", "proportion": "mean"}


@dataclass(frozen=True)
class Question:
    """A request whose columns are there and of a kind that a scan can read.

    Attributes
    ----------
    request : as it was made
    used : columns that are estimated, denominators last
    factors : those of them that are categories
    by : columns of the groups
    conditions : that the rows must meet
    """

    request: Request
    used: tuple[str, ...]
    factors: tuple[str, ...]
    by: tuple[str, ...]
    conditions: tuple[Condition, ...]

    @property
    def options(self) -> Mapping[str, Any]:
        """Return what was asked for besides."""
        return dict(self.request.options)

    @property
    def leaves_out(self) -> bool:
        """Whether rows with missing values leave the figure."""
        return bool(self.options.get("missing") == "leave_out")

    @property
    def part(self) -> tuple[object, ...]:
        """Return what tells the rows of the question from those of others."""
        return self.conditions, self.used, self.by

    def inside(self, table: ir.Table) -> ir.BooleanValue:
        """Return the rows that meet the conditions."""
        return all_of([holds(table, condition) for condition in self.conditions])

    def ask(self, counts: Counts) -> None:
        """Ask for the counts that `check` and `notes` need."""
        table, inside = counts.table, self.inside(counts.table)
        kept = inside & all_of([is_known(table[name]) for name in self.used])
        grouped = all_of([is_known(table[name]) for name in self.by])
        counts.ask(("inside", self.conditions), inside)
        counts.ask(("kept", self.conditions, self.used), kept)
        counts.ask(("nowhere", self.part), kept & ~grouped)
        counts.ask(("whole", self.part), all_of([is_known(table[name]) for name in (*self.used, *self.by)]))
        for name in self.used:
            counts.ask(("missing", self.conditions, name), inside & ~is_known(table[name]))
        for name in (*self.factors, *self.by):
            counts.ask_levels(("levels", name), table[name])
            if is_number(table[name]):
                number = table[name].cast("float64")
                odd = (number % 1 != 0) | (number.abs() > LARGEST_WHOLE)
                counts.ask(("odd", name), is_known(table[name]) & odd)
        for condition in self.conditions:
            for place in range(0 if condition.is_order else len(condition.values)):
                counts.ask(("value", condition, place), equals(table, condition, place))

    def check(self, found: Mapping[object, int], source: scans.Source) -> None:
        """Refuse what memory refuses, in the same words.

        Raises
        ------
        InputError : for a value that no row has, no row that counts, missing values, too many levels.
        """
        for condition in self.conditions:
            for place, value in enumerate(condition.values):
                if found.get(("value", condition, place)) == 0:
                    raise condition.unknown(value, labels(source, condition.name))
        if not found[("inside", self.conditions)]:
            raise nobody(condition.text for condition in self.conditions)
        for name in self.used if not self.leaves_out else ():
            rows = found[("missing", self.conditions, name)]
            if rows:
                raise missing_values(name, where=f"{rows:,} rows")
        if not found[("kept", self.conditions, self.used)]:
            verb = self.request.statistic
            raise InputError("No row has all the values", where=verb, expected="at least one", got=0)
        for role, names in (("variables", self.factors), ("by", self.by)):
            for name in names:
                check_levels(name, role=role, found=found[("levels", name)])

    def notes(self, found: Mapping[object, int]) -> tuple[str, ...]:
        """Return what is to be printed with the figures, in the words of memory."""
        left = found[("inside", self.conditions)] - found[("kept", self.conditions, self.used)]
        nowhere = found[("nowhere", self.part)]
        return (
            *([f"{left:,} rows with missing values left out"] if left else []),
            *([f"{nowhere:,} rows without {' or '.join(self.by)} are in no group"] if nowhere else []),
        )

    def asked(self, *, flag: str) -> scans.Request:
        """Return the request of the scan; the rows that meet the conditions are a group by a column of its own."""
        denominators = self.request.beside if self.request.statistic == "ratio" else ()
        targets = [scans.Categories(name) if name in self.factors else name for name in self.request.variables]
        by = (*self.by, flag) if self.conditions else self.by
        return scans.Request(ASKED[self.request.statistic], tuple(targets), tuple(denominators), by)  # type: ignore[arg-type]


def question(request: Request, table: ir.Table, levels: Collection[str]) -> Question | None:
    """Return the question, or None where memory has to serve.

    Parameters
    ----------
    levels : columns with an order of their own, which a scan does not know

    Raises
    ------
    InputError : for a column that is not there.
    """
    if request.statistic not in ASKED:
        return None
    options, names = dict(request.options), tuple(table.columns)
    by, conditions = names_of(options.get("by")), read_conditions(options.get("where"))
    denominators = tuple(request.beside) if request.statistic == "ratio" else ()
    roles = {"variables": request.variables, "denominators": denominators, "by": by}
    roles |= {condition.place: (condition.name,) for condition in conditions}
    for role, group in roles.items():
        for name in group:
            known_column(name, names, role=role)
    every = [name for group in roles.values() for name in group]
    if set(every) & set(levels) or not all(is_readable(table[name]) for name in every):
        return None
    if not all(is_number(table[name]) for name in denominators):
        return None
    plain = () if request.statistic == "proportion" else tuple(n for n in request.variables if is_number(table[n]))
    factors = tuple(name for name in request.variables if name not in plain)
    return Question(request, (*request.variables, *denominators), factors, by, conditions)
