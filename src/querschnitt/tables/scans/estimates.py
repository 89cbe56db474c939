"""From a table of any size to figures with standard errors, in one scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from scipy import sparse

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.estimate import Comparison
from querschnitt.core.estimation.replicates import spread_of_replicates
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.sufficient import CellFigures
from querschnitt.tables.scans.cell_figures import cell_figures, complete_cells
from querschnitt.tables.scans.design import ScanDesign, check_columns
from querschnitt.tables.scans.layout import Layout, layouts
from querschnitt.tables.scans.raked_estimates import raked_sample, raked_scan
from querschnitt.tables.scans.rank import df_of
from querschnitt.tables.scans.requests import Request
from querschnitt.tables.scans.scan import Scanned, scan
from querschnitt.tables.scans.sources import Source, open_table

Missing = Literal["fail", "leave_out"]


def figures_from(
    source: object,
    requests: Sequence[Request],
    *,
    design: ScanDesign,
    missing: Missing = "fail",
    deff: Comparison | None = "without_replacement",
) -> tuple[Figures, ...]:
    """Estimate what is asked of a table, one result a request, with as few scans as serve them fast (mostly one).

    Equal to `core.estimation.estimate` with the same rows in memory, to ten digits: sums are added up in the order in
    which the engine reads, so the last digits of numbers that are not whole differ from run to run.

    Parameters
    ----------
    source : as `open_table` takes it
    requests : made by `total`, `mean`, `proportions`, `ratio`
    design : the columns that tell how the rows came about
    missing : what to do with rows without a value: raise, saying how many there are; or leave them out of the figures
        of the request (they stay in the design), which is noted
    deff : the simple random sample to compare with; None: no design effects

    Raises
    ------
    InputError : for columns that are missing or hold something else, weights that are not above 0, missing values,
        units in two strata, sizes that vary within a stratum; each with its place.
    EstimationError : for a stratum with a single unit under `fail`, an empty denominator.

    >>> import pyarrow as pa
    >>> table = pa.table({"y": [1.0, 2.0, 3.0, 6.0], "w": [25.0] * 4})
    >>> figures, = figures_from(table, [Request("mean", ("y",))], design=ScanDesign("w"))
    >>> figures.names, figures.estimate.tolist(), figures.se.round(4).tolist(), figures.df
    (('y',), [3.0], [1.0801], 3.0)
    """
    _check_words(missing, deff)
    opened = open_table(source)
    check_request(opened, requests, design=design)
    answers = _raked if design.margins else _scanned
    found: dict[int, Figures] = {}
    for layout in layouts(opened, requests, design=design, leave_out=missing == "leave_out"):
        asked = [requests[position] for position in layout.requests]
        for request, (figures, scanned) in zip(asked, answers(opened, layout, asked, design, deff=deff), strict=True):
            if missing == "fail":
                _check_missing(request, scanned)
            found[requests.index(request)] = _noted(figures, request, scanned, design=design)
    return tuple(found[requests.index(request)] for request in requests)


def _scanned(
    source: Source, layout: Layout, asked: Sequence[Request], design: ScanDesign, *, deff: Comparison | None
) -> Iterator[tuple[Figures, Scanned]]:
    scanned = scan(source, layout, design, products=deff is not None)
    first = scanned.replicated.first if scanned.replicated else None
    df = df_of(source, design.replicates, first=first) if design.replicates else None
    for request in asked:
        figures = cell_figures(request, scanned.cells, layout, rows=scanned.sums.rows)
        yield figures_of(figures, scanned, design, df=df, deff=deff), scanned


def _raked(
    source: Source, layout: Layout, asked: Sequence[Request], design: ScanDesign, *, deff: Comparison | None
) -> Iterator[tuple[Figures, Scanned]]:
    found = raked_scan(source, layout, design, products=deff is not None)
    for request in asked:
        figures, scanned, slopes = raked_sample(found, request, layout)
        yield figures_of(figures, scanned, design, deff=deff, slopes=slopes), scanned


def _check_words(missing: str, deff: str | None) -> None:
    told = {"missing": (missing, get_args(Missing)), "deff": (deff, (None, *get_args(Comparison)))}
    for where, (word, known) in told.items():
        if word not in known:
            raise InputError("Unknown word", where=where, expected=", ".join(map(str, known)), got=word)


def check_request(source: Source, requests: Sequence[Request], *, design: ScanDesign) -> None:
    """Raise unless the table has what design and requests name.

    Raises
    ------
    InputError : naming the column.
    """
    schema = source.schema
    design.check(schema)
    if isinstance(requests, Request):
        raise InputError("Requests come as a list", where="requests", expected="[…]", got=f"one {requests.kind}")
    if not requests:
        raise InputError("Nothing is asked of the table", where="requests", expected="1 or more", got=0)
    for request in requests:
        check_columns(schema, request.numbers, numbers=True)
        check_columns(schema, request.factors)


def figures_of(
    asked: CellFigures,
    scanned: Scanned,
    design: ScanDesign,
    *,
    df: float | None = None,
    deff: Comparison | None,
    slopes: sparse.csr_array | None = None,
) -> Figures:
    """Return what a scan says of some figures.

    Parameters
    ----------
    df : degrees of freedom of replicate weights; by linearisation they are counted
    slopes : derivatives of the figures by the sums, where they are not those of the figures alone

    Raises
    ------
    EstimationError : for a denominator of zero, a lonely unit under the rule `fail`.
    """
    sums, units, strata = scanned.sums, None, None
    estimates = asked.defined(sums.sums)
    if scanned.sample is not None:
        slopes = asked.slopes(sums.sums) if slopes is None else slopes
        covariance = scanned.sample.covariance(asked, slopes=slopes)
        units, strata = scanned.sample.spread_over(asked)
    else:
        covariance = _by_replicates(asked, scanned, design, estimates=estimates)
    effects = None
    if deff is not None:
        effects = np.diag(covariance) / sums.simple_variance(asked, without_replacement=deff == "without_replacement")
    return Figures(
        names=asked.names,
        estimate=asked.shown(estimates),
        covariance=covariance,
        df=scanned.sample.df if scanned.sample else float(df or 0),
        n=asked.counts(sums.rows),
        weighted_n=asked.inside.astype(np.float64) @ sums.sums[:, 0],
        n_psu=units,
        n_strata=strata,
        deff=effects,
        notes=scanned.notes,
        replicated=None if scanned.replicated is None else asked.shown(asked.estimates(scanned.replicated.sums)),
    )


def _by_replicates(asked: CellFigures, scanned: Scanned, design: ScanDesign, *, estimates: FloatArray) -> FloatArray:
    replicates = design.replicates
    assert replicates is not None and scanned.replicated is not None
    return spread_of_replicates(
        asked.estimates(scanned.replicated.sums),
        scale=replicates.scale,
        rscales=np.array(replicates.rscales or [1.0] * len(replicates.columns)),
        centre=estimates if replicates.mse else None,
    )


def _check_missing(request: Request, scanned: Scanned) -> None:
    """Raise for rows without a value, unless they were left out."""
    for name in dict.fromkeys((*request.factors, *request.numbers)):
        rows = scanned.missing.get(name, 0)
        if name in scanned.cells.factors:
            rows = int(scanned.sums.rows[scanned.cells.factors[name].codes < 0].sum())
        if rows:
            raise InputError(
                "A value is missing",
                where=f"column '{name}' ({rows} of {int(scanned.sums.rows.sum())} rows)",
                expected="a value in every row",
                hint="Leave such rows out of the domains (missing='leave_out'); they stay in the design.",
            )


def _noted(figures: Figures, request: Request, scanned: Scanned, *, design: ScanDesign) -> Figures:
    left = int(scanned.sums.rows[~complete_cells(request, scanned.cells)].sum())
    notes = [f"raked to {'; '.join(margin.column for margin in design.margins)}"] if design.margins else []
    notes += [f"{left:,} rows with missing values left out"] if left else []
    return replace(figures, notes=(*figures.notes, *notes)) if notes else figures
