"""A survey handed over to the Python package svy, for what it does and we do not."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from querschnitt.core.errors import InputError, StateError
from querschnitt.core.estimation.frames import Column, as_frame
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.surveys.survey import Survey

WEIGHT, REPLICATE, PSU, SSU = "_weight", "_replicate", "_psu", "_ssu"
SIZES = ("_population", "_population_within")


def to_svy(survey: Survey) -> Any:
    """Return the survey as an `svy.Sample` with the same weights and design.

    Of replicates ask svy for `method="replication"`, and for `variance_center="estimate"` where ours have `mse`.

    Raises
    ------
    InputError : if svy is not installed.
    StateError : for what svy would estimate otherwise without a word: calibrated weights by linearisation (it takes
        them as fixed), lonely units, unequal probabilities, strata at later stages, two phases, more than two stages.
    """
    try:
        svy = import_module("svy")
    except ModuleNotFoundError:
        raise InputError("'svy' is not installed", hint="Install svy, or stay: estimation.mean(survey, ...)") from None
    columns = {name: _with_gaps(column) for name, column in survey.columns.values.items()}
    columns[WEIGHT] = survey.weights
    if isinstance(survey.design, ReplicateDesign):
        return _replicated(svy, columns, survey.design)
    if isinstance(survey.design, LinearisedDesign):
        _refuse(survey, survey.design)
        return _linearised(svy, columns, survey.design)
    raise _not_there("two phases")


def _replicated(svy: Any, columns: dict[str, Any], design: ReplicateDesign) -> Any:
    replicates = design.replicates
    count = replicates.matrix.shape[1]
    columns |= {f"{REPLICATE}{number + 1}": replicates.matrix[:, number] for number in range(count)}
    told = svy.JackknifeWgts(
        prefix=REPLICATE, n_reps=count, kind="jkn", df=design.df,
        rep_coefs=tuple((replicates.scale * replicates.rscales).tolist()),
    )  # fmt: skip
    return svy.Sample(as_frame(columns, backend="polars"), svy.Design(wgt=WEIGHT, rep_wgts=told))


def _linearised(svy: Any, columns: dict[str, Any], design: LinearisedDesign) -> Any:
    stages = design.stages
    columns |= {"_stratum": stages.strata, PSU: stages.units[0]}
    if len(stages.units) > 1:
        columns[SSU] = stages.units[1]
    columns |= dict(zip(SIZES, stages.population_sizes, strict=False))
    sizes: Any = None
    if stages.population_sizes:
        sizes = svy.PopSize(psu=SIZES[0], ssu=SIZES[1]) if len(stages.population_sizes) > 1 else SIZES[0]
    told = svy.Design(
        wgt=WEIGHT, stratum="_stratum", psu=PSU, ssu=SSU if len(stages.units) > 1 else None, pop_size=sizes
    )
    return svy.Sample(as_frame(columns, backend="polars"), told)


def _refuse(survey: Survey, design: LinearisedDesign) -> None:
    if survey.steps:
        raise _not_there("a calibration by linearisation")
    if design.unequal is not None:
        raise _not_there("a variance for unequal probabilities")
    if design.stages.later_strata:
        raise _not_there("strata at later stages")
    if len(design.stages.units) > 2:
        raise _not_there("more than two stages")
    if any("one primary unit" in note for note in design.notes):
        raise _not_there("strata with one primary unit")


def _not_there(what: str) -> StateError:
    return StateError(
        f"svy has no place for {what}", where="to_svy", expected="strata, one or two stages, or replicates",
        hint="Make replicates first, where that is possible: survey.replicate('jackknife')",
    )  # fmt: skip


def _with_gaps(column: Column) -> Any:
    """Return a column with None for what is missing, as data frames have it."""
    if column.dtype.kind == "f":
        return [None if np.isnan(value) else float(value) for value in column]
    return [str(value) or None for value in column]
