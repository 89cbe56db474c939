"""Strata, primary units and population sizes out of a scan, with every doubt raised by its label."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from querschnitt.core.arrays import FloatArray, IntArray, sum_by
from querschnitt.core.errors import EstimationError, InputError
from querschnitt.core.estimation.linearised import CENSUS
from querschnitt.core.estimation.stages import Stages
from querschnitt.tables.scans.design import ScanDesign
from querschnitt.tables.scans.groups import Coded, coded, columns, compact, whole


def strata_of(table: pa.Table, design: ScanDesign) -> Coded:
    """Return the stratum of each group; one for all where the design names no column.

    Raises
    ------
    InputError : for rows without a stratum.
    """
    if design.strata is None:
        return Coded(np.zeros(table.num_rows, dtype=np.int64), ("all",))
    return _labelled(table, "strata", design.strata)


def units_of(table: pa.Table, design: ScanDesign) -> tuple[Stages, IntArray]:
    """Return the primary units as the stages of a draw, one row each, and the unit of each group.

    Raises
    ------
    InputError : for rows without a unit, a unit in two strata, sizes that vary or are too small.
    EstimationError : for a lonely unit under the rule `fail`.
    """
    assert design.psu is not None
    strata, labels = strata_of(table, design), _labelled(table, "psu", design.psu)
    width = len(labels.levels)
    unit, old = compact(strata.codes * width + labels.codes, len(strata.levels) * width)
    stratum = old // width
    if not design.nest and len(old) > width:
        _raise_repeated(design.psu, labels, old % width)
    counts = np.bincount(stratum, minlength=len(strata.levels)).astype(np.int64)
    sizes = population_sizes(table, design, strata, counts=counts)
    _check_lonely(design, strata, counts, sizes)
    stages = Stages(stratum, (np.arange(len(old)),), () if sizes is None else (sizes[stratum],))
    return stages, unit


def rows_as_units(table: pa.Table, design: ScanDesign) -> tuple[Coded, FloatArray | None]:
    """Return the stratum of each group and the population sizes of the strata, where each row is a unit.

    Raises
    ------
    InputError, EstimationError : as `units_of`.
    """
    strata = strata_of(table, design)
    rows = whole(table["rows"]).astype(np.float64)
    counts = sum_by(strata.codes, rows, groups=len(strata.levels)).astype(np.int64)
    sizes = population_sizes(table, design, strata, counts=counts)
    _check_lonely(design, strata, counts, sizes)
    return strata, sizes


def population_sizes(table: pa.Table, design: ScanDesign, strata: Coded, *, counts: IntArray) -> FloatArray | None:
    """Return the primary units of each stratum in the population, if the design has a column of them.

    Raises
    ------
    InputError : for rows without a size, sizes that vary within a stratum, or fewer than were drawn.
    """
    if design.population_size is None:
        return None
    place = f"column '{design.population_size}'"
    blank = int((whole(table["rows"]) - whole(table["sizes"])).sum())
    if blank:
        raise InputError(
            "A population size is missing", where=place, expected="one in every row", got=f"{blank} without"
        )
    least, most = np.full(len(strata.levels), np.inf), np.full(len(strata.levels), -np.inf)
    np.minimum.at(least, strata.codes, columns(table, ["size_least"])[:, 0])
    np.maximum.at(most, strata.codes, columns(table, ["size_most"])[:, 0])
    varying = np.flatnonzero(least != most)
    if varying.size:
        raise InputError(
            "The population size differs within a stratum",
            where=f"{place}, stratum '{strata.levels[varying[0]]}'",
            expected="one number",
            got=f"{least[varying[0]]:g} to {most[varying[0]]:g}",
        )
    short = np.flatnonzero(~(least >= counts))
    if short.size:
        raise InputError(
            "More units were drawn than the population has",
            where=f"{place}, stratum '{strata.levels[short[0]]}'",
            expected=f"at least {counts[short[0]]}",
            got=f"{least[short[0]]:g}",
            hint="Population sizes are numbers of units, not fractions.",
        )
    return least


def _labelled(table: pa.Table, key: str, column: str) -> Coded:
    found = coded(table[key])
    blank = int(whole(table["rows"])[found.codes < 0].sum())
    if blank:
        raise InputError(
            "A row has no place in the design",
            where=f"column '{column}'",
            expected="a value in every row",
            got=f"{blank} rows without",
        )
    return found


def _raise_repeated(column: str, labels: Coded, units: IntArray) -> None:
    strata = np.bincount(units)
    repeated = int(np.argmax(strata > 1))
    raise InputError(
        "A primary unit lies in two strata",
        where=f"column '{column}', unit '{labels.levels[repeated]}'",
        expected="one stratum",
        got=int(strata[repeated]),
        hint="If labels start anew in each stratum, say that they are nested (nest=True).",
    )


def _check_lonely(design: ScanDesign, strata: Coded, counts: IntArray, sizes: FloatArray | None) -> None:
    alone = lonely_strata(counts, sizes)
    if alone.size and design.lonely.rule == "fail":
        raise EstimationError(
            "A stratum has a single primary unit, so its variance cannot be estimated",
            where=f"stratum '{strata.levels[alone[0]]}' ({alone.size} of {len(counts)} strata)",
            expected="2 or more",
            got=1,
            hint="Merge it with a similar stratum, or choose 'adjust' or 'average'; the choice is printed.",
        )


def lonely_strata(counts: IntArray, sizes: FloatArray | None) -> IntArray:
    """Return the strata with a single unit that were not counted in full."""
    part = np.ones(len(counts)) if sizes is None else 1 - counts / sizes
    return np.flatnonzero((counts == 1) & (part >= CENSUS))


def notes_of(design: ScanDesign, counts: IntArray, sizes: FloatArray | None) -> tuple[str, ...]:
    """Return what a result rests on, in the words of `LinearisedDesign`."""
    notes = [] if sizes is not None else ["no finite population correction"]
    alone = len(lonely_strata(counts, sizes))
    return (*notes, *([f"{alone} strata with one primary unit: {design.lonely.rule}"] if alone else []))
