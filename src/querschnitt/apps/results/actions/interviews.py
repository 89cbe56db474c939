"""The weighted interviews of a wave, with the design that its uncertainty is estimated by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from querschnitt.apps.register.models import Frame
from querschnitt.apps.results.actions.collection import CLUSTER, SECOND_PHASE, USABLE
from querschnitt.apps.results.models import Collection, Weighting
from querschnitt.apps.survey.models import Wave
from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import DesignError, StateError
from querschnitt.core.estimation.linearised import LinearisedDesign, Lonely
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.stages import Stages
from querschnitt.core.estimation.wave_design import wave_design
from querschnitt.core.weighting.calibration import met_margins
from querschnitt.core.weighting.plan import CROSS, count_margins, crossed, parse_weighting
from querschnitt.core.weighting.raking import margin_of
from querschnitt.core.weighting.replicates import Replicates
from querschnitt.tables import register
from querschnitt.tables.microdata import Microdata, read_microdata
from querschnitt.tables.replicate_weights import read_replicates

ALIAS = "statistics"
LADDER = ("group", "group8", "region")
LINEARISED = "linearisation"
LONELY: Lonely = (
    "adjust"  # a stratum with one respondent: deviation from zero, the cautious side; printed with the result
)


@dataclass(frozen=True)
class Uncertainty:
    """Where the variances of a wave come from, as the report prints it.

    Attributes
    ----------
    method : `bootstrap`, `jackknife`, or `linearisation` where the weighting made no replicates
    replicates : how many; 0 by linearisation
    terms : terms of the calibration, counted where the variance is by linearisation; else 0
    clusters : whether people were drawn in districts or households
    second_phase : whether some of the silent were asked once more, standing for the others
    """

    method: str
    replicates: int = 0
    terms: int = 0
    clusters: bool = False
    second_phase: bool = False


@dataclass(frozen=True)
class Interviews:
    """The usable interviews of a wave with weights, design, and the strata and units behind them."""

    data: Microdata
    design: LinearisedDesign | ReplicateDesign
    stages: Stages
    uncertainty: Uncertainty


def interviews_of(wave: Wave, *, plan: Mapping[str, object], where: str) -> Interviews:
    """Return the weighted interviews of a wave, with what the variance needs.

    Where the weighting made replicate weights, the variance is their spread; otherwise it is found by linearisation.

    Raises
    ------
    StateError : if the wave has not been weighted, or the replicate weights are not those of its weighting.
    DesignError : if the persons of the strata are not known.
    """
    weighting = Weighting.objects.using(ALIAS).filter(wave=wave).first()
    if weighting is None:
        raise StateError("The wave has no weights yet", where=f"wave {wave.slug}", hint="Run: querschnitt weigh")
    collected = Collection.objects.using(ALIAS).get(wave=wave)
    everyone = read_microdata(Path(collected.file))
    data = everyone.where(np.isin(everyone.text("outcome"), USABLE))
    weights = read_microdata(Path(weighting.file)).numbers("weight")
    has = {"clusters": CLUSTER in data, "second_phase": SECOND_PHASE in data}
    frame = Frame.objects.using(ALIAS).get(wave=wave.slug)
    if made := weighting.replicates:
        replicated = ReplicateDesign(_replicates(made, weights, wave=wave.slug))
        (levels, strata), clusters = _strata(data), _clusters(data)
        sizes = None if clusters is not None else _sizes_of(levels, register.read_columns(Path(frame.file), *LADDER))
        stages = wave_design(weights, strata, population_sizes=sizes, clusters=clusters).stages
        return Interviews(data, replicated, stages, Uncertainty(made["method"], made["count"], **has))
    design, terms = _linearised(data, weights, frame=frame, plan=plan, where=where)
    return Interviews(data, design, design.stages, Uncertainty(LINEARISED, terms=terms, **has))


def _replicates(made: Mapping[str, Any], weights: FloatArray, *, wave: str) -> Replicates:
    """Read the replicate weights; a file that is not the one of the weighting would be of other weights."""
    file = Path(made["file"])
    if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != made["sha256"]:
        raise StateError(
            "The replicate weights are not those that belong to the weights", where=f"wave {wave}, {file.name}",
            expected=f"the file with the checksum {made['sha256'][:16]}", hint="Run: querschnitt weigh",
        )  # fmt: skip
    return read_replicates(file, weights)


def _linearised(
    data: Microdata, weights: FloatArray, *, frame: Frame, plan: Mapping[str, object], where: str
) -> tuple[LinearisedDesign, int]:
    """Return the design, and how many terms its calibration has."""
    decided = parse_weighting(plan, where=where)
    names = tuple(dict.fromkeys((*decided.variables, *LADDER)))
    target = register.read_columns(Path(frame.file), *names)
    counts = count_margins(decided, target)
    columns = {name: data.text(name) for name in names}
    margins = tuple(
        margin_of(CROSS.join(margin), crossed(columns, margin).tolist(), totals=counts[CROSS.join(margin)])
        for margin in decided.margins
    )
    (levels, strata), clusters = _strata(data), _clusters(data)
    sizes = None if clusters is not None else _sizes_of(levels, target)
    if clusters is None and sizes is None:
        raise DesignError(
            "The strata of the wave are not levels of a variable that the figures are broken down by",
            where=f"wave {frame.wave}, stratum", expected=" or ".join(LADDER), got=levels[0],
            hint="Without the persons of each stratum the finite population correction is not known.",
        )  # fmt: skip
    met = met_margins(weights, margins) if margins else weights
    terms = sum(len(margin.levels) for margin in margins) - max(len(margins) - 1, 0)
    return wave_design(met, strata, population_sizes=sizes, clusters=clusters, lonely=LONELY), terms


def _strata(data: Microdata) -> tuple[list[str], IntArray]:
    levels, codes = np.unique(data.text("stratum"), return_inverse=True)
    return levels.tolist(), codes.astype(np.int64)


def _clusters(data: Microdata) -> npt.NDArray[np.str_] | None:
    return data.text(CLUSTER) if CLUSTER in data else None


def _sizes_of(strata: Sequence[str], target: Mapping[str, npt.NDArray[Any]]) -> FloatArray | None:
    """Count the persons of the target population in each stratum, by the variable whose levels the strata are."""
    for name in LADDER:
        counts = dict(zip(*np.unique(target[name], return_counts=True), strict=True))
        if set(strata) <= set(counts):
            return np.array([counts[level] for level in strata], dtype=np.float64)
    return None
