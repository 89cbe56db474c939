"""The columns of a large file as a survey in memory has them: numbers, categories, rows that meet conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from querschnitt.core.estimation.surveys.columns import MOST_LEVELS, label_of, too_many_levels
from querschnitt.core.estimation.surveys.conditions import Condition
from querschnitt.tables.scans import Source

LARGEST_WHOLE = 2.0**53
"""Up to here a number of double precision tells whole numbers apart."""


def is_known(column: ir.Value) -> ir.BooleanValue:
    """Tell whether there is a value: not-a-number, infinity and the empty text are none."""
    if column.type().is_string():
        return column.notnull() & (column != "")
    known = column.notnull()
    return known & ~column.isnan() & ~column.isinf() if column.type().is_floating() else known


def is_number(column: ir.Value) -> bool:
    """Tell whether a column is read as numbers."""
    kind = column.type()
    return bool(kind.is_numeric() or kind.is_boolean())


def is_readable(column: ir.Value) -> bool:
    """Tell whether a column is of numbers or texts; others are written out as texts only in memory."""
    return is_number(column) or bool(column.type().is_string())


def holds(table: ir.Table, condition: Condition) -> ir.BooleanValue:
    """Return the rows that meet a condition; a missing value meets none.

    Raises
    ------
    InputError : for an order of texts, or numbers compared with a text.
    """
    column = table[condition.name]
    if not is_number(column):
        if condition.is_order:
            raise condition.without_order()
        same = column.isin(list(condition.values))
        return is_known(column) & (~same if condition.sign == "!=" else same)
    values, number = condition.numbers(), column.cast("float64")
    told = column.notnull() & ~number.isnan()
    orders = {"<": number < values[0], "<=": number <= values[0], ">": number > values[0], ">=": number >= values[0]}
    same = number.isin(list(values))
    return told & orders.get(condition.sign, ~same if condition.sign == "!=" else same)


def all_of(parts: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    """Return the rows for which every part holds; all rows without one."""
    return reduce(lambda one, other: one & other, parts) if parts else ibis.literal(True)


def equals(table: ir.Table, condition: Condition, place: int) -> ir.BooleanValue:
    """Return the rows that have one of the values of a condition."""
    column = table[condition.name]
    if is_number(column):
        return column.cast("float64") == condition.numbers()[place]
    return column == condition.values[place]


def labels(source: Source, name: str) -> tuple[str, ...]:
    """Return the values of a column as labels, in their order."""
    found = source.run(source.table.select(name).distinct())[name].to_pylist()
    told = [value for value in found if value is not None and value == value and value != ""]
    return tuple(label_of(value) for value in sorted(told))


@dataclass
class Counts:
    """Counts that are asked of a table in one go, by what they are of."""

    table: ir.Table
    asked: dict[object, ir.Value] = field(default_factory=dict)

    def ask(self, key: object, rows: ir.BooleanValue) -> None:
        """Ask for the number of rows for which something holds."""
        self.asked.setdefault(key, self.table.count(where=rows).name(f"c{len(self.asked)}"))

    def ask_levels(self, key: object, column: ir.Value) -> None:
        """Ask for the number of different values."""
        self.asked.setdefault(key, column.nunique().name(f"c{len(self.asked)}"))

    def found(self, source: Source) -> Mapping[object, int]:
        """Return the counts."""
        if not self.asked:
            return {}
        row: pa.Table = source.run(self.table.aggregate(list(self.asked.values())))
        return {key: int(row[value.get_name()][0].as_py() or 0) for key, value in self.asked.items()}


def check_levels(name: str, *, role: str, found: int) -> None:
    """Raise for a column with more levels than a question has.

    Raises
    ------
    InputError : naming it.
    """
    if found > MOST_LEVELS:
        raise too_many_levels(name, role=role, found=found)
