"""The exam's designs by replicate weights, and the scales of replicates by formula."""

from __future__ import annotations

import numpy as np

from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.weighting.replicates import Replicates, balanced, calibrate_each, jack1, jackn, primary_units
from tests.references.exam_calibration import step_of
from tests.references.exam_cases import Case, Folder, Numbers, examines
from tests.references.exam_data import Data, rows_where
from tests.references.exam_designs import BUILDERS, stages_from, weights_from


def replicate(folder: Folder, spec: dict, data: Data, in_domains: bool) -> Design:
    """Build a design from the replicate weights of a file; later steps are applied to each replicate."""
    first, *later = spec["steps"]
    table = folder.table(first["file"])
    keep = rows_where(folder.table(spec["data"]), spec["where"])
    matrix = np.column_stack([values for name, values in table.items() if name != "pweight"])[keep]
    scales = np.array(first["rscales"], dtype=float)
    replicates = Replicates(
        table["pweight"][keep], matrix, float(first["scale"]), scales, mse=bool(first.get("mse", False))
    )
    steps = [step_of(step, data) for step in later]
    return ReplicateDesign(calibrate_each(replicates, steps) if steps else replicates)


BUILDERS["replicate"] = replicate


@examines("replicate_scale")
def scales(case: Case) -> Numbers:
    """Examine scales by formula where there is one, and degrees of freedom of the file's weights."""
    design, data = case.designs[0]
    spec = case.folder.content["designs"][case.spec["design"]]
    found: Numbers = {"df": design.df}
    formula = by_formula(spec, data)
    return found if formula is None else found | {"scale": formula.scale, "rscales": formula.rscales}


def by_formula(spec: dict, data: Data) -> Replicates | None:
    """Return the replicates that the type of the first step makes by itself."""
    stages, step = stages_from(spec, data), spec["steps"][0]
    population = stages.population_sizes[0] if stages.population_sizes else None
    units = primary_units(stages.units[0], strata=stages.strata if spec["strata"] else None, population=population)
    weights = weights_from(spec, data, stages)
    kinds = {"JK1": jack1, "JKn": jackn, "BRR": balanced}
    if step["type"] == "Fay":
        return balanced(weights, units, fay=step["rho"])
    return kinds[step["type"]](weights, units) if step["type"] in kinds else None
