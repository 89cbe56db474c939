"""What one scan is to bring: the keys rows are grouped by, and the sums of each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations_with_replacement
from math import prod

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from querschnitt.tables.scans.batches import numbers_in, plain
from querschnitt.tables.scans.design import ScanDesign
from querschnitt.tables.scans.requests import Request
from querschnitt.tables.scans.sources import Source

CELLS = 4096  # requests share a scan up to so many crossed cells: more cost more than reading the columns again
CELLS_BY_UNIT = 200  # the same where every primary unit has its own
FEW = 12  # a whole number with so few values is a key instead of a sum: its products with the weights cost nothing
FAR = 4  # standard deviations from zero to the mean of a number from which on squares lose digits
SAMPLE = 20_000  # rows that are looked at to choose; what is chosen changes the speed, never the result


@dataclass(frozen=True)
class Layout:
    """The keys and values of one scan, and the requests it serves.

    Attributes
    ----------
    requests : positions in the list of all requests
    factors : columns whose levels are keys
    coded : columns of numbers that are keys, too, because they have few values
    summed : columns of numbers that are added up
    leave_out : whether rows with missing values leave the domains (otherwise they are counted, to raise)
    origins : what is taken off numbers before they are added up, because their spread is small beside their mean;
        only of numbers of which nothing but means are asked, for it comes back with these
    """

    requests: tuple[int, ...]
    factors: tuple[str, ...]
    coded: tuple[str, ...]
    summed: tuple[str, ...]
    leave_out: bool
    origins: Mapping[str, float] = field(default_factory=dict, hash=False)

    def origin(self, name: str) -> float:
        """Return what is taken off a number."""
        return self.origins.get(name, 0.0)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Columns of numbers; value 0 is 1, then come these."""
        return (*self.summed, *self.coded)

    @property
    def known(self) -> tuple[str, ...]:
        """Columns of which a key says whether there is a value."""
        return self.summed if self.leave_out else ()

    @property
    def counted(self) -> tuple[str, ...]:
        """Columns whose missing values are counted, because they are an error."""
        return () if self.leave_out else self.summed


def layouts(source: Source, requests: Sequence[Request], *, design: ScanDesign, leave_out: bool) -> tuple[Layout, ...]:
    """Spread requests over as few scans as serve them fast."""
    names = list(dict.fromkeys(name for request in requests for name in (*request.factors, *request.numbers)))
    looked = _looked_at(source, names)
    levels = {name: one.levels for name, one in looked.items()}
    room = CELLS if design.psu is None or design.replicates is not None else CELLS_BY_UNIT
    found: list[Layout] = []
    for position, request in sorted(enumerate(requests), key=lambda pair: -len(pair[1].factors)):
        own = Layout((position,), request.factors, (), request.numbers, leave_out)
        home = next((layout for layout in found if _cells(_joined(layout, own), levels) <= room), None)
        if home is None:
            home = next((layout for layout in found if set(own.factors) <= set(layout.factors)), None)
        found = [layout for layout in found if layout is not home] + [_joined(home, own) if home else own]
    coded = (_coded(layout, source, levels, design=design) for layout in found)
    return tuple(_with_origins(layout, requests, looked) for layout in coded)


def _joined(one: Layout, other: Layout) -> Layout:
    factors = tuple(dict.fromkeys((*one.factors, *other.factors)))
    summed = tuple(dict.fromkeys((*one.summed, *other.summed)))
    return replace(one, requests=(*one.requests, *other.requests), factors=factors, summed=summed)


def _cells(layout: Layout, levels: Mapping[str, int]) -> int:
    return prod(levels[name] for name in layout.factors)


def _coded(layout: Layout, source: Source, levels: Mapping[str, int], *, design: ScanDesign) -> Layout:
    """Make keys of whole numbers with few values, where no group by primary unit multiplies them."""
    if design.psu is not None and design.replicates is None:
        return layout
    coded, cells = [], _cells(layout, levels)
    for name in layout.summed:
        if source.schema[name].is_integer() and levels[name] <= FEW and cells * levels[name] <= CELLS:
            coded.append(name)
            cells *= levels[name]
    summed = tuple(name for name in layout.summed if name not in coded)
    return replace(layout, coded=tuple(coded), summed=summed)


@dataclass(frozen=True)
class Looked:
    """What the first rows say of a column: distinct values; of numbers mean and standard deviation."""

    levels: int
    mean: float = 0.0
    deviation: float = 0.0

    @property
    def origin(self) -> float:
        """What had better be taken off before squares are added up: nothing, unless the mean is far from zero."""
        if not np.isfinite([self.mean, self.deviation]).all() or abs(self.mean) < FAR * self.deviation:
            return 0.0
        return float(round(self.mean)) if self.deviation >= 1 else float(np.float32(self.mean))


def _with_origins(layout: Layout, requests: Sequence[Request], looked: Mapping[str, Looked]) -> Layout:
    asked = [requests[position] for position in layout.requests]
    others = {name for request in asked if request.kind != "mean" for name in request.numbers}
    return replace(layout, origins={name: looked[name].origin for name in layout.numbers if name not in others})


def _looked_at(source: Source, names: Sequence[str]) -> dict[str, Looked]:
    """Look at columns in the first rows."""
    if not names:
        return {}
    batches = source.rows(names)
    if batches is not None:
        read = next(iter(batches), None)
        first = read() if read else None
        return {name: _seen(first[name][:SAMPLE]) if first else Looked(1) for name in names}
    sample = source.table.select(*names).limit(SAMPLE)
    asked: dict[str, ir.Value] = {}
    for i, name in enumerate(names):
        asked[f"n{i}"] = sample[name].nunique()
        if sample[name].type().is_numeric():
            number = as_number(sample[name])
            asked |= {f"m{i}": number.mean(), f"d{i}": number.std(how="pop")}
    (row,) = source.run(sample.aggregate(**asked)).to_pylist()
    told = {name: (row.get(f"m{i}"), row.get(f"d{i}")) for i, name in enumerate(names)}
    return {
        name: Looked(max(1, int(row[f"n{i}"])), *(0.0 if value is None else float(value) for value in told[name]))
        for i, name in enumerate(names)
    }


def _seen(column: pa.Array) -> Looked:
    levels = max(1, len(column.unique()))
    kind = plain(column).type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return Looked(levels)
    numbers = numbers_in(column).astype(np.float64)
    numbers = numbers[np.isfinite(numbers)]
    return Looked(levels, float(numbers.mean()), float(numbers.std())) if len(numbers) else Looked(levels)


def keys_of(table: ir.Table, layout: Layout, *, units: Mapping[str, str]) -> dict[str, ir.Value]:
    """Return what rows are grouped by: strata and units under their own names, factors, and what is known."""
    keys: dict[str, ir.Value] = {role: table[column] for role, column in units.items()}
    keys |= {f"f{i}": table[column] for i, column in enumerate((*layout.factors, *layout.coded))}
    return keys | {f"k{i}": is_known(table[column]) for i, column in enumerate(layout.known)}


def counts_of(table: ir.Table, layout: Layout, *, weight: str) -> dict[str, ir.Value]:
    """Return what is counted, 1 or 0 for each row: a wrong weight, a missing number."""
    wrong = {"wrong": is_wrong(table[weight]).ifelse(1, 0)}
    return wrong | {f"m{i}": is_known(table[name]).ifelse(0, 1) for i, name in enumerate(layout.counted)}


def sums_of(weight: ir.Value, values: Sequence[ir.Value], *, name: str) -> dict[str, ir.Value]:
    """Return the sums of weight and of weight x number, for one column of weights."""
    return {f"{name}_0": weight.sum()} | {f"{name}_{i}": (weight * v).sum() for i, v in enumerate(values, start=1)}


def products_of(weight: ir.Value, values: Sequence[ir.Value], *, name: str) -> dict[str, ir.Value]:
    """Return the sums of weight x number x number, each pair once."""
    pairs = combinations_with_replacement(enumerate(values, start=1), 2)
    return {f"{name}_{i}_{j}": (weight * one * other).sum() for (i, one), (j, other) in pairs}


def values_of(table: ir.Table, layout: Layout) -> dict[str, ir.Value]:
    """Return the numbers that are added up; zero where missing, which a key or an error then takes care of."""
    return {
        f"v{i}": is_known(table[name]).ifelse(as_number(table[name]) - layout.origin(name), 0.0)
        for i, name in enumerate(layout.summed, start=1)
    }


def as_number(column: ir.Value) -> ir.Value:
    """Return a column as a number of double precision: so every engine adds up in the same way."""
    return column.cast("float64")


def is_known(column: ir.Value) -> ir.Value:
    """Tell whether there is a value; not-a-number is none."""
    known = column.notnull()
    return known & ~column.isnan() & ~column.isinf() if column.type().is_floating() else known


def is_wrong(weight: ir.Value) -> ir.Value:
    """Tell whether a weight is missing or not above 0."""
    return weight.isnull() | ~(weight > 0)


def any_missing(columns: Sequence[ir.Value]) -> ir.Value:
    """Tell whether one of the columns has no value: free where the file says that none is missing."""
    return ibis.or_(*(column.isnull() for column in columns))
