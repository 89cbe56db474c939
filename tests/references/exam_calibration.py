"""The exam's calibration steps, and what it asks of weights."""

from __future__ import annotations

import itertools

import numpy as np

from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.statistics import mean
from querschnitt.core.weighting.calibration import (
    CalibrationToTotals,
    Linear,
    Logit,
    PostStratification,
    RakingDistance,
    RakingToMargins,
    Sinh,
    Step,
    Terms,
    Trimming,
)
from querschnitt.core.weighting.effects import effective_size, kish_effect
from querschnitt.core.weighting.raking import Margin, margin_of
from tests.references.exam_cases import Case, Numbers, examines
from tests.references.exam_data import Data, Unsupported, as_levels, column
from tests.references.exam_designs import STEPS


def margin(spec: dict, data: Data) -> Margin:
    """Return a margin of one variable, or of several crossed (their levels joined as the exam writes them)."""
    totals = spec["totals"]
    if len(spec["by"]) == 1:
        name = spec["by"][0]
        return margin_of(name, as_levels(data[name], list(totals)).tolist(), totals=totals)
    rows = list(zip(*(as_levels(data[name], []) for name in spec["by"]), strict=True))
    named = [tuple(f"{name}={value}" for name, value in zip(spec["by"], row, strict=True)) for row in rows]
    for sign, written in itertools.product((",", ".", ":", "|", "_"), (rows, named)):
        labels = [sign.join(row) for row in written]
        if set(labels) <= set(totals):
            return margin_of(sign.join(spec["by"]), labels, totals=totals)
    raise Unsupported("totals of crossed variables written in an unknown way")


SYNONYMS = {
    "calfun": "distance", "population": "totals", "maxit": "max_iterations", "max_iter": "max_iterations",
    "tolerance": "epsilon", "aggregate.stage": "aggregate_stage", "kind": "step", "type": "step",
}  # fmt: skip
STEP_NAMES = {
    "post_stratify": "poststratify", "postStratify": "poststratify", "poststratification": "poststratify",
    "raking": "rake", "calibration": "calibrate", "greg": "calibrate", "trimWeights": "trim", "trimming": "trim",
}  # fmt: skip
DISTANCES = {"greg": "linear", "chi2": "linear", "multiplicative": "raking", "exponential": "raking"}


def in_our_words(spec: dict) -> dict:
    """Return a step with R's words for its parts replaced by the exam's, where those do not stand there already."""
    written = {key: value for key, value in spec.items() if key not in SYNONYMS}
    for key, ours in SYNONYMS.items():
        if key in spec and ours not in written:
            written[ours] = spec[key]
        elif key in spec:
            written[key] = spec[key]
    written["step"] = STEP_NAMES.get(written.get("step"), written.get("step"))
    return written


def distance(spec: dict) -> Linear | Logit | RakingDistance | Sinh:
    """Return the distance of a step with its bounds."""
    kinds = {"linear": Linear, "raking": RakingDistance, "logit": Logit, "sinh": Sinh}
    named = spec.get("distance") or "linear"
    named = DISTANCES.get(named, named)
    if named not in kinds:
        raise Unsupported(f"distance {named}")
    bounds = spec.get("bounds") or ()
    if isinstance(bounds, dict):
        bounds = bounds["lower"], bounds["upper"]
    low, high = (_bound(bound, end) for bound, end in zip(bounds or (None, None), (-np.inf, np.inf), strict=True))
    if named in ("raking", "sinh"):
        low = max(low, 0.0)
    return kinds[named](low, high)


def clusters_of(spec: dict, design: dict, data: Data) -> np.ndarray | None:
    """Return the clusters whose members keep one weight, where a step asks for it (R's `aggregate.stage`)."""
    stage = spec.get("aggregate_stage")
    if stage in (None, False):
        return None
    columns = design.get("clusters") or []
    if not isinstance(stage, int) or not 1 <= stage <= len(columns):
        raise Unsupported(f"aggregation at stage {stage}")
    labels = [data[name] for name in columns[:stage]]
    if design.get("strata") and design.get("nest"):
        labels.append(data[design["strata"][0]])
    codes = np.column_stack([np.unique(column, return_inverse=True)[1].ravel() for column in labels])
    return np.unique(codes, axis=0, return_inverse=True)[1].ravel().astype(np.int64)


NOTES = {"step", "note", "definition", "quirk"}
ENDS = {"epsilon", "max_iterations"}
KEYS = {
    "poststratify": {*NOTES, "by", "totals"},
    "rake": {*NOTES, *ENDS, "margins"},
    "calibrate": {*NOTES, *ENDS, "terms", "reference", "totals", "distance", "bounds", "aggregate_stage"},
    "trim": {*NOTES, "lower", "upper", "strict"},
}


def _ends(spec: dict) -> dict:
    return {key: spec[key] for key in ENDS if spec.get(key) is not None}


def _bound(value: object, default: float) -> float:
    return default if value is None else float(str(value))


def step_of(spec: dict, data: Data, design: dict | None = None) -> Step:
    """Return a step by its description, of a design's; what it says beyond the vocabulary is not supported."""
    spec = in_our_words(spec)
    known = KEYS.get(spec["step"], set())
    beyond = [key for key, value in spec.items() if key not in known and value not in (None, False)]
    if beyond:
        raise Unsupported(f"step {spec['step']} with {', '.join(beyond)}")
    if spec["step"] == "poststratify":
        return PostStratification(margin(spec, data))
    if spec["step"] == "rake":
        margins = tuple(margin(part, data) for part in spec["margins"])
        return RakingToMargins(margins, **_ends(spec))
    if spec["step"] == "trim":
        limits = _bound(spec.get("lower"), -np.inf), _bound(spec.get("upper"), np.inf)
        return Trimming(*limits, strict=bool(spec.get("strict")))
    values = np.column_stack([column(term, data) for term in spec["terms"]])
    terms = Terms(tuple(spec["terms"]), values, np.array([spec["totals"][term] for term in spec["terms"]], dtype=float))
    return CalibrationToTotals(terms, distance(spec), clusters_of(spec, design or {}, data), **_ends(spec))


def apply(design: LinearisedDesign, step: dict, data: Data, spec: dict) -> LinearisedDesign:
    """Apply a step to a design by linearisation."""
    return design.after(step_of(step, data, spec).apply(design.weights))


STEPS.update(dict.fromkeys((*KEYS, *STEP_NAMES), apply))


@examines("weights_summary")
def weights_summary(case: Case) -> Numbers:
    """Examine the weights of a design after its steps."""
    design, data = case.designs[0]
    weights, wanted = design.weights, case.spec["expect"]
    places = {"min": 0.0, "q25": 0.25, "median": 0.5, "q75": 0.75, "max": 1.0}
    found: Numbers = {key: float(np.quantile(weights, place)) for key, place in places.items()}
    found |= {"mean": weights.mean(), "sum": weights.sum(), "sumsq": weights @ weights}
    found |= {"deff_kish": kish_effect(weights), "neff": effective_size(weights)}
    found["first"] = weights[: len(wanted.get("first", []))]
    if "mean_of_variable" in wanted:
        figures = estimate(design, mean(case.variables(data)))
        found |= {"mean_of_variable": figures.estimate, "se_of_mean": figures.se}
    return found
