"""What a design file and a request ask for, answered by a scan of a large Parquet file instead of in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import ibis.expr.schema as sch
import pyarrow as pa
import pyarrow.parquet as pq

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.linearised import LonelyUnits
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.plans import sample_plan
from querschnitt.core.estimation.surveys.requests import Request
from querschnitt.core.estimation.surveys.words import names_of
from querschnitt.tables import scans
from querschnitt.tables.survey_design import DesignFile, at

MANY_ROWS = 200_000
"""From here on work in memory takes seconds and gigabytes."""
SAMPLED = {"weights", "strata", "clusters", "population_sizes", "nest", "lonely", "lonely_in_domains"}
WORDS: dict[object, scans.Missing] = {None: "fail", "refuse": "fail", "leave_out": "leave_out"}
ASKED = ("total", "mean", "ratio")


def figures_by_scan(
    path: Path, file: DesignFile, requests: Sequence[Request], *, least: int = MANY_ROWS
) -> tuple[Figures, ...] | None:
    """Return the figures of requests, or None where memory has to serve: few rows, or more than a scan can do.

    A scan can do totals, means and ratios of columns of numbers, by columns of texts or whole numbers, in a sample with
    weights, strata, one stage of clusters and its population sizes. The figures are those of memory, to ten digits.

    Parameters
    ----------
    path : of the data
    least : rows from which on a scan is worth while

    Raises
    ------
    InputError, EstimationError : as `scans.figures_from`.
    """
    if path.suffix.lower() != ".parquet" or not path.is_file() or _rows(path) < least:
        return None
    if file.steps or not set(file.design) <= SAMPLED or len(names_of(file.design.get("clusters"))) > 1:
        return None
    if not file.design.get("weights") or len(names_of(file.design.get("population_sizes"))) > 1:
        return None
    source = scans.open_table(path)
    if not all(_can(request, source.table.schema(), file.levels) for request in requests):
        return None
    with at(f"{file.name}, design"):
        design = _design(file)
    found: dict[int, Figures] = {}
    for word in dict.fromkeys(WORDS.values()):
        places = [place for place, request in enumerate(requests) if WORDS[_missing(request)] == word]
        if places:
            asked = [_asked(requests[place]) for place in places]
            found.update(zip(places, scans.figures_from(source, asked, design=design, missing=word), strict=True))
    return tuple(found[place] for place in range(len(requests)))


def _missing(request: Request) -> object:
    return dict(request.options).get("missing")


def _rows(path: Path) -> int:
    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError) as error:
        raise InputError("The data file cannot be read", where=path.name, got=str(error).splitlines()[0]) from error


def _can(request: Request, schema: sch.Schema, levels: Iterable[str]) -> bool:
    """Tell whether a scan gives the same as memory; a column that is not there is for memory to name."""
    options = dict(request.options)
    by, denominators = names_of(options.get("by")), request.beside if request.statistic == "ratio" else ()
    numbers = (*request.variables, *denominators)
    known = all(name in schema for name in (*numbers, *by)) and not {*numbers, *by} & set(levels)
    if (
        request.statistic not in ASKED
        or not known
        or set(options) - {"by", "missing"}
        or _missing(request) not in WORDS
    ):
        return False
    plain = all(schema[name].is_string() or schema[name].is_integer() for name in by)
    return plain and all(schema[name].is_numeric() for name in numbers)


def _design(file: DesignFile) -> scans.ScanDesign:
    plan = sample_plan(file.design)
    first: dict[str, Any] = {"psu": plan.clusters, "population_size": plan.population_sizes}
    return scans.ScanDesign(
        str(plan.weights),
        strata=plan.strata,
        nest=plan.nest,
        lonely=LonelyUnits(plan.lonely, in_domains=plan.lonely_in_domains),  # type: ignore[arg-type]  # checked above
        **{key: names[0] for key, names in first.items() if names},
    )


def _asked(request: Request) -> scans.Request:
    by = tuple(names_of(dict(request.options).get("by")))
    if request.statistic == "ratio":
        return scans.Request("ratio", request.variables, tuple(request.beside), by=by)
    return (scans.total if request.statistic == "total" else scans.mean)(*request.variables, by=by)
