"""Reference designs and cases of R survey, said in the names that a statistician writes."""

from __future__ import annotations

import functools

import numpy as np

from querschnitt.core import estimation
from tests.references.r_survey import exam, rows_where, table

EXACT = {"HT": "horvitz_thompson", "YG": "yates_grundy"}
APPROXIMATE = {"overton": "overton", "HR": "hartley_rao", "brewer": "brewer"}


class NotNamed(Exception):  # noqa: N818 (it is a verdict, not an error)
    """The reference asks for something that has no name in the surface."""


@functools.cache
def survey(name: str) -> estimation.Survey:
    """A reference design through the public keywords."""
    spec = exam()["designs"][name]
    data, keep = table(spec["data"]), rows_where(table(spec["data"]), spec["where"])
    data = {column: values[keep] for column, values in data.items()}
    made = KINDS[spec["kind"]](spec, data, keep)
    for step in spec["steps"]:
        if step["step"] != "replicates":
            made = STEPS[step["step"]](made, step)
    return made


def _sample(spec, data, keep):
    if spec["pps"]:
        return _unequal(spec, data)
    weights = spec["weights"] if spec["weights"] or spec["probs"] or spec["fpc"] else "one"
    return estimation.survey(
        data | {"one": np.ones(keep.sum())}, weights=weights, probabilities=spec["probs"], clusters=spec["clusters"],
        strata=next(iter(spec["strata"]), None), population_sizes=spec["fpc"], nest=bool(spec["nest"]),
        lonely=spec["lonely_psu"],
    )  # fmt: skip


def _unequal(spec, data):
    method = spec["pps"]["method"]
    column = spec["probs"] or next(iter(spec["fpc"]), None)
    if column is None or method not in APPROXIMATE:
        raise NotNamed("joint probabilities")
    return estimation.survey(
        data, probabilities=column, strata=next(iter(spec["strata"]), None), clusters=spec["clusters"],
        unequal=APPROXIMATE[method],
    )  # fmt: skip


def _replicates(spec, data, keep):
    step = spec["steps"][0]
    weights = {name: values[keep] for name, values in table(step["file"]).items()}
    return estimation.replicate_survey(
        data | weights, weights="pweight", replicates=[name for name in weights if name != "pweight"],
        scale=step["scale"], rscales=step["rscales"], mse=bool(step.get("mse", False)),
    )  # fmt: skip


def _phases(spec, data, keep):
    phase = spec["phase2"]
    return estimation.two_phase_survey(
        data, observed=phase["indicator"], second_strata=next(iter(phase["strata"]), None), weights=spec["weights"],
        strata=next(iter(spec["strata"]), None), population_sizes=spec["fpc"],
    )  # fmt: skip


def _post_stratify(made, step):
    if len(step["by"]) > 1:
        raise NotNamed("crossed cells in the spelling of the exam")
    return made.post_stratify(step["by"], step["totals"])


def _rake(made, step):
    margins = {tuple(each["by"]): each["totals"] for each in step["margins"]}
    if any(len(by) > 1 for by in margins):
        raise NotNamed("crossed margins in the spelling of the exam")
    return made.rake(margins, epsilon=step["epsilon"], max_iterations=step["max_iterations"])


def _calibrate(made, step):
    return made.calibrate(step["totals"], distance=step["distance"], bounds=step["bounds"])


def _trim(made, step):
    return made.trim(step["lower"], step["upper"], strict=bool(step["strict"]))


KINDS = {"taylor": _sample, "replicate": _replicates, "twophase": _phases}
STEPS = {"poststratify": _post_stratify, "rake": _rake, "calibrate": _calibrate, "trim": _trim}


def asked(case: dict) -> estimation.Survey:
    """The survey of a case, with its levels declared."""
    if case["options"].get("adjust_domain_lonely") or "mse" in case["options"]:
        raise NotNamed("an option of the design in the case")
    made = survey(case.get("design") or case["designs"][0])
    return made.with_levels({name: levels for name, levels in case["levels"].items() if levels})


def part(case: dict) -> dict:
    """Conditions, groups and missing values of a case."""
    conditions = [_condition(*each) for each in case["where"] or []]
    found: dict = {"where": conditions} if conditions else {}
    if case["by"]:
        found["by"] = case["by"]
    return found | ({"missing": "leave_out"} if case["options"].get("na_rm") else {})


def _condition(name, sign, *value):
    if sign == "not_null":
        raise NotNamed("a condition that a value is there")
    return f"{name} {sign} {value[0]}"


def close(found, expected, case: dict, field: str) -> bool:
    """Whether numbers are equal to those of R, by the tolerance of the case; null is not a number."""
    wanted = np.array(expected, dtype=float)
    relative = case.get("tolerance_by_field", {}).get(field, case["tolerance"])
    return np.allclose(found, wanted, rtol=relative, atol=case.get("absolute_tolerance") or 1e-12, equal_nan=True)
