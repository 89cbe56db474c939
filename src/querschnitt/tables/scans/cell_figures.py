"""A request, said on the cells of a scan: which cells are in which figure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from querschnitt.core.arrays import BoolArray, IntArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.sufficient import NO_DENOMINATOR, CellFigures
from querschnitt.tables.scans.groups import Cells, Coded
from querschnitt.tables.scans.layout import Layout
from querschnitt.tables.scans.requests import Categories, Request, Target


@dataclass(frozen=True)
class Numerator:
    """A numerator: its name, the cells whose rows it adds up, and which value of them."""

    name: str
    cells: BoolArray
    value: int


def cell_figures(request: Request, cells: Cells, layout: Layout, *, rows: IntArray) -> CellFigures:
    """Return the figures of a request: targets vary slowest, domains fastest, as in `core.estimation.statistics`.

    Parameters
    ----------
    rows : shape (C,), rows of each cell

    Raises
    ------
    InputError : for a value that is none of the levels asked for.
    """
    complete = complete_cells(request, cells)
    domains = _domains(request.by, cells, complete=complete)
    tops = [top for target in request.targets for top in _tops(target, cells, layout, rows=rows)]
    if request.kind == "ratio":
        bottoms = [(f"/{name}", position_of(name, layout)) for name in request.denominators]
    else:
        bottoms = [("", NO_DENOMINATOR if request.kind == "total" else 0)]
    figures = [
        (f"{top.name}{name}|{domain}" if domain else f"{top.name}{name}", inside, inside & top.cells, top.value, below)
        for name, below in bottoms
        for top in tops
        for domain, inside in domains
    ]
    if not figures:
        raise InputError("No row is left for a request", where=", ".join(t.name for t in tops), expected="rows", got=0)
    names, inside, above, value, below = zip(*figures, strict=True)
    origins = np.array([0.0, *map(layout.origin, layout.numbers)])
    return CellFigures(
        names,
        np.array(inside),
        np.array(above),
        value=np.array(value),
        below=np.array(below),
        origin=origins[np.array(value)],
    )


def position_of(name: str, layout: Layout) -> int:
    """Return which value of the rows a column of numbers is; value 0 is 1."""
    return 1 + layout.numbers.index(name)


def complete_cells(request: Request, cells: Cells) -> BoolArray:
    """Return the cells whose rows have a value in every column of the request, domains not counted."""
    complete = np.ones(cells.size, dtype=bool)
    categories = (target.column for target in request.targets if isinstance(target, Categories))
    for name in (*request.numbers, *categories):
        if name in cells.factors:
            complete &= cells.factors[name].codes >= 0
        if name in cells.known:
            complete &= cells.known[name]
    return complete


def _domains(by: tuple[str, ...], cells: Cells, *, complete: BoolArray) -> list[tuple[str, BoolArray]]:
    found = []
    factors = [cells.factors[name] for name in by]
    for picks in product(*(range(len(factor.levels)) for factor in reversed(factors))):
        chosen = list(zip(by, factors, reversed(picks), strict=True))
        inside = complete.copy()
        for _, factor, level in chosen:
            inside &= factor.codes == level
        if inside.any():
            found.append((",".join(f"{name}={factor.levels[level]}" for name, factor, level in chosen), inside))
    return found


def _tops(target: Target, cells: Cells, layout: Layout, *, rows: IntArray) -> list[Numerator]:
    if isinstance(target, str):
        return [Numerator(target, np.ones(cells.size, dtype=bool), position_of(target, layout))]
    factor = cells.factors[target.column]
    levels = factor.levels if target.levels is None else target.levels
    _check_levels(target.column, factor, levels, rows=rows)
    places = {level: code for code, level in enumerate(factor.levels)}
    return [Numerator(f"{target.column}={level}", factor.codes == places.get(level, -2), 0) for level in levels]


def _check_levels(column: str, factor: Coded, levels: tuple[object, ...], *, rows: IntArray) -> None:
    stray = [code for code, level in enumerate(factor.levels) if level not in levels]
    if stray:
        count = int(rows[factor.codes == stray[0]].sum())
        raise InputError(
            f"'{column}' has a value that is none of its levels",
            where=f"{count} rows",
            expected=", ".join(map(str, levels)),
            got=str(factor.levels[stray[0]]),
        )
