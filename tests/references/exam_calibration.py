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


def distance(spec: dict) -> Linear | Logit | RakingDistance:
    """Return the distance of a step with its bounds."""
    kinds = {"linear": Linear, "raking": RakingDistance, "logit": Logit}
    if spec["distance"] not in kinds:
        raise Unsupported(f"distance {spec['distance']}")
    return kinds[spec["distance"]](*(float(bound) for bound in spec.get("bounds") or ()))


NOTES = {"step", "note", "definition", "quirk"}
ENDS = {"epsilon", "max_iterations"}
KEYS = {
    "poststratify": {*NOTES, "by", "totals"},
    "rake": {*NOTES, *ENDS, "margins"},
    "calibrate": {*NOTES, *ENDS, "terms", "reference", "totals", "distance", "bounds"},
    "trim": {*NOTES, "lower", "upper", "strict"},
}


def _ends(spec: dict) -> dict:
    return {key: spec[key] for key in ENDS if spec.get(key) is not None}


def _bound(value: object, default: float) -> float:
    return default if value is None else float(str(value))


def step_of(spec: dict, data: Data) -> Step:
    """Return a step by its description; what it says beyond the vocabulary is not supported."""
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
    return CalibrationToTotals(terms, distance(spec), **_ends(spec))


def apply(design: LinearisedDesign, spec: dict, data: Data) -> LinearisedDesign:
    """Apply a step to a design by linearisation."""
    return design.after(step_of(spec, data).apply(design.weights))


STEPS.update(dict.fromkeys(("poststratify", "rake", "calibrate", "trim"), apply))


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
