"""The exam's calibration steps, and what it asks of weights."""

from __future__ import annotations

import re

import numpy as np
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

from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.statistics import mean
from querschnitt.core.weighting.raking import Margin, margin_of
from tests.references.exam_cases import STEPS, Case, Data, Numbers, Unsupported, as_levels, examines


def margin(spec: dict, data: Data) -> Margin:
    """Return a margin of one variable, or of several crossed (their levels joined as the exam writes them)."""
    totals = spec["totals"]
    if len(spec["by"]) > 1:
        raise Unsupported("margins of several variables")
    name = spec["by"][0]
    by_level = {str(level): count for level, count in totals.items()}
    return margin_of(name, as_levels(data[name], list(by_level)).tolist(), totals=by_level)


def column(term: str, data: Data) -> np.ndarray:
    """Return the column of a term: a constant, a variable, a level, or a product of these."""
    if term == "(Intercept)":
        return np.ones(len(next(iter(data.values()))))
    if ":" in term:
        return np.prod([column(part, data) for part in term.split(":")], axis=0)
    if term in data:
        return data[term]
    found = re.fullmatch(r"(.+)\[(.*)\]", term)
    if not found or found[1] not in data:
        raise Unsupported(f"term {term}")
    return (as_levels(data[found[1]], [found[2]]) == found[2]).astype(float)


def distance(spec: dict) -> Linear | Logit | RakingDistance:
    """Return the distance of a step with its bounds."""
    kinds = {"linear": Linear, "raking": RakingDistance, "logit": Logit}
    if spec["distance"] not in kinds:
        raise Unsupported(f"distance {spec['distance']}")
    return kinds[spec["distance"]](*(spec["bounds"] or ()))


def step_of(spec: dict, data: Data) -> Step:
    """Return a step by its description."""
    if spec["step"] == "poststratify":
        return PostStratification(margin(spec, data))
    if spec["step"] == "rake":
        margins = tuple(margin(part, data) for part in spec["margins"])
        return RakingToMargins(margins, epsilon=spec["epsilon"], max_iterations=spec["max_iterations"])
    if spec["step"] == "trim":
        return Trimming(spec["lower"], spec["upper"], strict=bool(spec["strict"]))
    values = np.column_stack([column(term, data) for term in spec["terms"]])
    terms = Terms(tuple(spec["terms"]), values, np.array([spec["totals"][term] for term in spec["terms"]], dtype=float))
    return CalibrationToTotals(terms, distance(spec), epsilon=spec["epsilon"], max_iterations=spec["max_iterations"])


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
    found["first"] = weights[: len(wanted.get("first", []))]
    if "mean_of_variable" in wanted:
        figures = estimate(design, mean(case.variables(data)))
        found |= {"mean_of_variable": figures.estimate, "se_of_mean": figures.se}
    return found
