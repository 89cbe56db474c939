"""Reference designs and cases of R survey, said in the names that a statistician writes."""

from __future__ import annotations

import functools

import numpy as np

from querschnitt.core import estimation
from tests.references.exam_cases import Folder
from tests.references.exam_data import rows_where
from tests.references.exam_unequal import PAIRS, probability_columns, unequal_variance
from tests.references.r_survey import FOLDER, OWN

FOLDERS = (Folder(FOLDER), *(Folder(OWN.parent / name) for name in ("synthetic", "breadth", "stages")))
"""The whole set where it lies beside, else the project's own; and those that the project made."""

UNEQUAL = {"overton": "overton", "HR": "hartley_rao", "brewer": "brewer", "poisson": "poisson", **PAIRS}


class NotNamed(Exception):  # noqa: N818 (it is a verdict, not an error)
    """The reference asks for something that has no name in the surface."""


@functools.cache
def survey(folder: Folder, name: str, *, mse: bool | None = None, in_domains: bool = False) -> estimation.Survey:
    """A reference design through the public keywords; the case may have the centre or the lonely units otherwise."""
    spec = folder.content["designs"][name] | {"mse": mse, "in_domains": in_domains}
    data, keep = folder.table(spec["data"]), rows_where(folder.table(spec["data"]), spec["where"])
    data = {column: values[keep] for column, values in data.items()}
    made = KINDS[spec["kind"]](folder, spec, data, keep)
    for step in spec["steps"]:
        if step["step"] != "replicates" and spec["kind"] != "twophase":
            made = STEPS[step["step"]](made, step)
    return made


def _sample(folder, spec, data, keep):
    if spec["pps"]:
        return _unequal(folder, spec, data, keep)
    weights = spec["weights"] if spec["weights"] or spec["probs"] or spec["fpc"] else "one"
    return estimation.survey(
        data | {"one": np.ones(keep.sum())}, weights=weights, probabilities=spec["probs"], clusters=spec["clusters"],
        strata=spec["strata"], population_sizes=spec["fpc"], nest=bool(spec["nest"]),
        lonely=spec["lonely_psu"], lonely_in_domains=spec["in_domains"],
    )  # fmt: skip


def _unequal(folder, spec, data, keep):
    pps = spec["pps"]
    told = (
        {"joint": unequal_variance(spec, data, keep=keep, folder=folder.path).joint} if pps["method"] in PAIRS else {}
    )
    if "variance" in pps:
        told["pairs"] = PAIRS[pps["variance"]]
    return estimation.survey(
        data, probabilities=probability_columns(spec), strata=spec["strata"],
        clusters=spec["clusters"], unequal=UNEQUAL[pps["method"]], mean_square=pps.get("psum"), **told,
    )  # fmt: skip


def _replicates(folder, spec, data, keep):
    step = spec["steps"][0]
    mse = step.get("mse", False) if spec["mse"] is None else spec["mse"]
    weights = {name: values[keep] for name, values in folder.table(step["file"]).items()}
    return estimation.replicate_survey(
        data | weights, weights="pweight", replicates=[name for name in weights if name != "pweight"],
        scale=step["scale"], rscales=step["rscales"], mse=bool(mse),
    )  # fmt: skip


def _phases(folder, spec, data, keep):
    phase = spec["phase2"]
    reading = "approximate" if phase.get("method") in ("approx", "simple") else "joint"
    if reading == "joint" and not spec["fpc"]:
        reading = "independent"
    said = spec["weights"] or spec["probs"] or spec["fpc"]
    return estimation.two_phase_survey(
        data | {"one": np.ones(len(next(iter(data.values()))))}, observed=phase["indicator"], reading=reading,
        second_strata=phase["strata"], second_clusters=phase["clusters"], weights=spec["weights"] if said else "one",
        probabilities=spec["probs"], strata=spec["strata"], clusters=spec["clusters"], population_sizes=spec["fpc"],
        **_calibrated(spec["steps"]),
    )  # fmt: skip


def _calibrated(steps):
    """The calibration of a second phase to its first: R's totals are those of the first phase's rows."""
    if not steps:
        return {}
    [step] = steps
    terms = [term for term in step["terms"] if term != "(Intercept)"]
    return {"calibrated_to": terms, "distance": step["distance"], "bounds": step["bounds"]}


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


def asked(folder: Folder, case: dict) -> estimation.Survey:
    """The survey of a case, with its levels declared."""
    mse, in_domains = case["options"].get("mse"), bool(case["options"].get("adjust_domain_lonely"))
    made = survey(folder, case.get("design") or case["designs"][0], mse=mse, in_domains=in_domains)
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
