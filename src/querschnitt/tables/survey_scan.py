"""What a design file and a request ask for, answered by a scan of a large Parquet file instead of in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.linearised import LonelyUnits
from querschnitt.core.estimation.replicates import spread_of_replicates
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.plans import sample_plan
from querschnitt.core.estimation.surveys.replicated import ReplicatePlan, replicate_plan
from querschnitt.core.estimation.surveys.requests import Request
from querschnitt.core.estimation.surveys.shares import with_limits
from querschnitt.core.estimation.surveys.words import names_of
from querschnitt.tables import scans
from querschnitt.tables.survey_columns import Counts, is_known, is_number
from querschnitt.tables.survey_design import DesignFile, at
from querschnitt.tables.survey_questions import Question, question

MANY_ROWS = 200_000
"""From here on work in memory takes seconds and gigabytes."""
SAMPLED = {"weights", "strata", "clusters", "population_sizes", "nest", "lonely", "lonely_in_domains"}
FLAG = "__rows_that_count"
PRODUCT = "__weight_of"
EDGE = 1e-12
"""Closer to 0 or 1 a share is exactly that: floating point leaves a trace."""


def figures_by_scan(
    path: Path, file: DesignFile, requests: Sequence[Request], *, least: int = MANY_ROWS
) -> tuple[Figures, ...] | None:
    """Return the figures of requests, or None where memory has to serve: few rows, or more than a scan can do.

    A scan can do totals, means, proportions and ratios by groups and under conditions, in a sample with weights,
    strata, one stage of clusters and its population sizes, or with replicate weights. Categories are texts or whole
    numbers without declared levels. The figures are those of memory, to ten digits.

    Parameters
    ----------
    path : of the data
    least : rows from which on a scan is worth while

    Raises
    ------
    InputError, EstimationError : as the verbs, and as `scans.figures_from`.
    """
    if path.suffix.lower() != ".parquet" or not path.is_file() or _rows(path) < least or file.steps:
        return None
    source = scans.open_table(path)
    with at(f"{file.name}, design"):
        told = _design(file, source.table)
    asked = [question(request, source.table, file.levels) for request in requests]
    questions = [each for each in asked if each is not None]
    if told is None or len(questions) < len(asked):
        return None
    design, plan = told
    counts = Counts(source.table)
    counts.ask("rows", ibis.literal(True))
    counts.ask("no weight", ~(is_known(source.table[design.weight]) & (source.table[design.weight] > 0)))
    for each in questions:
        each.ask(counts)
    found = counts.found(source)
    for each in questions:
        each.check(found, source)
    if found["no weight"] or any(found.get(("odd", name)) for each in questions for name in (*each.factors, *each.by)):
        return None
    prepared = source.derived(_prepared(source.table, questions, plan))
    plain = [not each.conditions and found[("whole", each.part)] == found["rows"] for each in questions]
    figures = _figures(prepared, questions, design, plain=plain)
    notes = () if plan is None else plan.notes
    return tuple(
        _finished(each, one, design, notes=(*notes, *each.notes(found)))
        for each, one in zip(questions, figures, strict=True)
    )


def _rows(path: Path) -> int:
    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError) as error:
        raise InputError("The data file cannot be read", where=path.name, got=str(error).splitlines()[0]) from error


def _design(file: DesignFile, table: ir.Table) -> tuple[scans.ScanDesign, ReplicatePlan | None] | None:
    """Return the design of a scan, with its replicates; None where a scan does not know it."""
    if "replicates" in file.design:
        plan = replicate_plan(file.design, table.columns)
        columns = (plan.weights, *plan.columns)
        if plan.weights not in table.columns or not all(table[name].type().is_numeric() for name in columns):
            return None
        weighed = tuple(map(product_of, plan.columns)) if plan.factors else plan.columns
        made = scans.ReplicateColumns(weighed, plan.scale, tuple(plan.rscales.tolist()), mse=plan.mse)
        return scans.ScanDesign(plan.weights, replicates=made), plan
    several = any(len(names_of(file.design.get(key))) > 1 for key in ("strata", "clusters", "population_sizes"))
    if not set(file.design) <= SAMPLED or not file.design.get("weights") or several:
        return None
    sample = sample_plan(file.design)
    if sample.lonely_in_domains and not sample.clusters:  # takes sums by primary unit
        return None
    if sample.weights is None or sample.weights not in table.columns or not table[sample.weights].type().is_numeric():
        return None
    first: dict[str, Any] = {
        "strata": sample.strata, "psu": sample.clusters, "population_size": sample.population_sizes
    }  # fmt: skip
    lonely = LonelyUnits(sample.lonely, in_domains=sample.lonely_in_domains)  # type: ignore[arg-type]  # checked above
    named = {key: names[0] for key, names in first.items() if names}
    return scans.ScanDesign(sample.weights, nest=sample.nest, lonely=lonely, **named), None


def _prepared(table: ir.Table, questions: Sequence[Question], plan: ReplicatePlan | None) -> ir.Table:
    """Return the table with whole numbers as categories, the rows that count flagged, and factors as weights."""
    made: dict[str, ir.Value] = {}
    for each in questions:
        for name in (*each.factors, *each.by, *each.used):
            kind = table[name].type()
            if kind.is_boolean() or (name in (*each.factors, *each.by) and is_number(table[name])):
                made[name] = is_known(table[name]).ifelse(table[name], ibis.null(kind)).cast("int64")
        if each.conditions:
            made[flag_of(each, questions)] = each.inside(table).ifelse(1, ibis.null("int8"))
    if plan is not None and plan.factors:
        made |= {product_of(name): table[name].cast("float64") * table[plan.weights] for name in plan.columns}
    return table.mutate(**made) if made else table


def product_of(name: str) -> str:
    """Return the column of a replicate's factor times the weight; the factor stays what it is."""
    return f"{PRODUCT}_{name}"


def flag_of(asked: Question, questions: Sequence[Question]) -> str:
    """Return the column that flags the rows of a question; the same conditions have the same."""
    return f"{FLAG}_{[each.conditions for each in questions].index(asked.conditions)}"


def _figures(
    source: scans.Source, questions: Sequence[Question], design: scans.ScanDesign, *, plain: Sequence[bool]
) -> list[Figures]:
    """Return the figures as the scans have them; those of all rows, without a missing value, have a faster one."""
    found: dict[int, Figures] = {}
    ways: Mapping[bool, scans.Missing] = {True: "fail", False: "leave_out"}
    for way, missing in ways.items():
        places = [place for place, all_rows in enumerate(plain) if all_rows == way]
        asked = [questions[place].asked(flag=flag_of(questions[place], questions)) for place in places]
        if asked:
            found |= dict(zip(places, scans.figures_from(source, asked, design=design, missing=missing), strict=True))
    return [_named(found[place], flag_of(each, questions)) for place, each in enumerate(questions)]


def _named(figures: Figures, flag: str) -> Figures:
    """Return the figures without the flag in their names, and without the scan's own count of missing values."""
    names = tuple(name.removesuffix(f"|{flag}=1").removesuffix(f",{flag}=1") for name in figures.names)
    notes = tuple(note for note in figures.notes if not note.endswith("rows with missing values left out"))
    return replace(figures, names=names, notes=notes)


def _finished(asked: Question, figures: Figures, design: scans.ScanDesign, *, notes: Sequence[str]) -> Figures:
    options = asked.options
    level, df = options.get("level", figures.level), options.get("df", figures.df)
    told = replace(figures, level=level, df=df, notes=(*figures.notes, *notes))
    if asked.request.statistic == "proportion":
        method = options.get("interval", "logit")
        certain = (figures.estimate < EDGE) | (figures.estimate > 1 - EDGE) | (figures.variance <= 0)
        told = with_limits(told, method=method, certain=certain, of_logit=_of_logit(figures, design, method=method))
    return replace(told, replicated=None)


def _of_logit(figures: Figures, design: scans.ScanDesign, *, method: str) -> FloatArray:
    """Return the variances of logits over the replicates, not a number where there are none."""
    made = design.replicates
    if made is None or figures.replicated is None or method != "logit":
        return np.full(len(figures.names), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        each, whole = (np.log(share / (1 - share)) for share in (figures.replicated, figures.estimate))
        scales, centre = np.array(made.rscales), whole if made.mse else None
        return np.diag(spread_of_replicates(each, scale=made.scale, rscales=scales, centre=centre))
