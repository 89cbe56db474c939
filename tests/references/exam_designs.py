"""The exam's designs by linearisation; those by replicates and in two phases join in modules of their own."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from querschnitt.core.estimation.linearised import LinearisedDesign, LonelyUnits
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.stages import Stages, stages_of
from querschnitt.core.estimation.unequal import JointProbabilities
from tests.references.exam_data import Data, Unsupported, rows_where
from tests.references.exam_unequal import probability_columns, unequal_variance


class Source(Protocol):
    """A folder, as designs need to know it."""

    path: Path

    def table(self, name: str) -> Data:
        """Return the columns of a CSV file."""
        ...


def build(folder: Source, spec: dict, data: Data, *, in_domains: bool = False) -> Design:
    """Build a design from its description; what it says beyond the vocabulary is not supported."""
    builder = BUILDERS.get(spec["kind"])
    if builder is None:
        raise Unsupported(f"designs of kind {spec['kind']}")
    unknown = [key for key, value in spec.items() if key not in KNOWN and value not in (None, [], {}, False)]
    if unknown or spec.get("derived"):
        raise Unsupported(f"designs with {', '.join(unknown or ['derived'])}")
    return builder(folder, COMMON | spec, data, in_domains)


def linearised(folder: Source, spec: dict, data: Data, in_domains: bool) -> Design:
    """Build a design by linearisation, with its steps."""
    lonely = LonelyUnits(spec["lonely_psu"], in_domains=in_domains)
    if spec["pps"]:
        design = unequal(folder, spec, data)
    else:
        stages = stages_from(spec, data)
        design = LinearisedDesign(weights_from(spec, data, stages), stages, lonely=lonely)
    for step in spec["steps"]:
        named = step.get("step") or step.get("kind") or step.get("type")
        if named not in STEPS:
            raise Unsupported(f"step {named}")
        design = STEPS[named](design, step, data, spec)
    return design


def unequal(folder: Source, spec: dict, data: Data) -> LinearisedDesign:
    """Build a design of unequal probabilities; its weights are a column, or one over the product of them."""
    stages = stages_from(spec | {"fpc": []}, data)
    keep = rows_where(folder.table(spec["data"]), spec["where"])
    variance = unequal_variance(spec, data, keep=keep, folder=folder.path)
    if isinstance(variance, JointProbabilities) and len(variance.joint) == stages.n:
        stages = stages_of(stages.n, strata=data[spec["strata"][0]] if spec["strata"] else None)
    columns = spec["probs"] or probability_columns(spec)
    columns = [columns] if isinstance(columns, str) else columns
    if spec["weights"]:
        weights = data[spec["weights"]]
    elif columns:
        weights = 1 / np.prod([data[name] for name in columns], axis=0)
    elif isinstance(variance, JointProbabilities):
        weights = 1 / np.diag(variance.joint)
    else:
        raise Unsupported("pps without probabilities")
    return LinearisedDesign(weights, stages, unequal=variance)


def stages_from(spec: dict, data: Data) -> Stages:
    """Read strata, clusters and population sizes; where none is above 1 they are sampling fractions, as in R."""
    n, sizes = len(next(iter(data.values()))), [data[name] for name in spec["fpc"]]
    first, *later = [data[name] for name in spec["strata"]] or [None]
    clusters, nest = [data[name] for name in spec["clusters"]], bool(spec.get("nest"))
    read = functools.partial(stages_of, n, strata=first, later_strata=later, clusters=clusters, nest=nest)
    plain = read()
    if not sizes:
        return plain
    if all(np.all(values <= 1) for values in sizes):
        sizes = [plain.counts(k)[plain.groups(k)] / share for k, share in enumerate(sizes)]
    return read(population_sizes=sizes)


def weights_from(spec: dict, data: Data, stages: Stages) -> np.ndarray:
    """Return weights by column, by probability, or by the stages."""
    if spec["weights"]:
        return data[spec["weights"]]
    probabilities = [spec["probs"]] if isinstance(spec["probs"], str) else spec["probs"] or []
    return 1 / np.prod([data[name] for name in probabilities], axis=0) if probabilities else stages.weights


COMMON = {
    "weights": None, "probs": None, "strata": [], "clusters": [], "fpc": [], "nest": False, "lonely_psu": "fail",
    "pps": None, "where": None, "steps": [],
}  # fmt: skip
KNOWN = {*COMMON, "data", "kind", "derived", "phase2", "note", "definition", "quirk", "description"}

STEPS: dict[str, Callable[[LinearisedDesign, dict, Data, dict], LinearisedDesign]] = {}
"""What a calibration step of the exam does to a design; others add theirs."""

BUILDERS: dict[str, Callable[[Source, dict, Data, bool], Design]] = {"taylor": linearised}
"""Kinds of designs; others add theirs."""
