"""The exam's designs by replicate weights, and the scales of replicates by formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from querschnitt.core.errors import DesignError
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.weighting.replicates import (
    Replicates,
    balanced,
    calibrate_each,
    canty_davison,
    jack1,
    jackn,
    primary_units,
    rao_wu,
)
from tests.references.exam_calibration import step_of
from tests.references.exam_cases import Case, Folder, Numbers, examines
from tests.references.exam_data import Data, Unsupported, rows_where
from tests.references.exam_designs import BUILDERS, stages_from, weights_from

KEYS = {
    "step", "type", "rho", "file", "scale", "rscales", "mse", "combined_weights", "note", "definition", "quirk",
}  # fmt: skip


def replicate(folder: Folder, spec: dict, data: Data, in_domains: bool) -> Design:
    """Build a design from the replicate weights of a file; later steps are applied to each replicate."""
    if not spec["steps"] or not isinstance(spec["steps"][0], dict):
        raise Unsupported("replicates without their step")
    first, *later = spec["steps"]
    beyond = [key for key, value in first.items() if key not in KEYS and value not in (None, False)]
    if first["step"] != "replicates" or beyond:
        raise Unsupported(f"first step {first['step']} {', '.join(beyond)}")
    table = folder.table(first["file"])
    keep = rows_where(folder.table(spec["data"]), spec["where"])
    count = len(first["rscales"]) if isinstance(first.get("rscales"), list) else None
    weights, matrix = weights_of(table, spec, data, keep=keep, count=count)
    if first.get("combined_weights") is False:  # the file has factors
        matrix = matrix * weights[:, None]
    scale, scales = scale_of(first, matrix.shape[1])
    replicates = Replicates(weights, matrix, scale, scales, mse=bool(first.get("mse", False)))
    steps = [step_of(step, data, spec) for step in later]
    made = calibrate_each(replicates, steps) if steps else replicates
    return ReplicateDesign(replace(made, empty="leave_out"))  # as R does


def scale_of(step: dict, count: int) -> tuple[float, np.ndarray]:
    """Return the scale and those of each replicate; what is not given follows from the type, as R's svrepdesign."""
    given = step.get("rscales")
    scales = np.ones(count) * (1.0 if given is None else np.array(given, dtype=float))
    if step.get("scale") is not None:
        return float(step["scale"]), scales
    rho = float(step.get("rho") or 0.0)
    by_type = {
        "BRR": 1 / count, "Fay": 1 / (count * (1 - rho) ** 2), "JK1": (count - 1) / count, "JK2": 1.0,
        "bootstrap": 1 / (count - 1), "ACS": 4 / count, "successive-difference": 4 / count,
    }  # fmt: skip
    by_type |= {"JKn": 1.0} if given is not None else {}
    if step.get("type") not in by_type:
        raise Unsupported(f"replicates of type {step.get('type')} without their scale")
    return by_type[step["type"]], scales


def weights_of(
    table: Data, spec: dict, data: Data, *, keep: np.ndarray, count: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights and the replicate weights of a file, whatever its columns are called.

    The weights are `pweight`, or as the design calls them (there or in the data); of more columns than there are
    replicates (or of an unknown number) those that are one name with numbers.
    """
    named = [name for name in ("pweight", spec["weights"], "weight", "weights") if name and name in table]
    others = [name for name in table if name not in named[:1]]
    stems = {name: name.rstrip("0123456789") for name in others if name[-1:].isdigit()}
    if count is None:
        largest = max(stems.values(), key=list(stems.values()).count, default="")
        others = [name for name, stem in stems.items() if stem == largest]
    elif len(others) != count:
        others = next(
            (same for stem in stems.values() if len(same := [n for n, s in stems.items() if s == stem]) == count), []
        )
    if not others or not (named or spec["weights"] in data):
        raise Unsupported("replicate weights in columns of unknown names")
    weights = table[named[0]][keep] if named else data[spec["weights"]]
    return weights, np.column_stack([table[name] for name in others])[keep]


BUILDERS["replicate"] = replicate


@examines("replicate_scale")
def scales(case: Case) -> Numbers:
    """Examine scales by formula where there is one, and degrees of freedom of the file's weights."""
    design, data = case.designs[0]
    spec = case.folder.content["designs"][case.spec["design"]]
    found: Numbers = {"df": design.df}
    if not isinstance(design, ReplicateDesign):
        raise Unsupported("scales of a design without replicates")
    formula = by_formula(spec, data, design.replicates)
    return found if formula is None else found | {"scale": formula.scale, "rscales": formula.rscales}


def by_formula(spec: dict, data: Data, drawn: Replicates) -> Replicates | None:
    """Return the replicates that the type of the first step makes by itself; a bootstrap of as many replicates.

    Their scales depend on the design and the number of replicates alone, so any draw will do.
    """
    stages, step = stages_from(spec, data), spec["steps"][0]
    population = stages.population_sizes[0] if stages.population_sizes else None
    units = primary_units(stages.units[0], strata=stages.strata if spec["strata"] else None, population=population)
    weights, count = weights_from(spec, data, stages), drawn.matrix.shape[1]
    chance = np.random.default_rng(1)
    kinds: dict[str, Callable[[], Replicates]] = {
        "JK1": lambda: jack1(weights, units),
        "JKn": lambda: jackn(weights, units, lonely=spec.get("lonely_psu") or "fail"),
        "BRR": lambda: balanced(weights, units),
        "Fay": lambda: balanced(weights, units, fay=step["rho"]),
        "bootstrap": lambda: canty_davison(weights, units, count=count, generator=chance),
        "subbootstrap": lambda: rao_wu(weights, units, count=count, generator=chance),
        "mrbbootstrap": lambda: _one_scale(rao_wu(weights, units, count=count, generator=chance)),
    }
    if step["type"] in ("ACS", "successive-difference", "JK2"):
        scale, rscales = scale_of({"type": step["type"]}, count)
        return replace(drawn, scale=scale, rscales=rscales)
    try:
        return kinds[step["type"]]() if step["type"] in kinds else None
    except DesignError:  # lonely units and the like: our replicates refuse what R lets pass
        return None


def _one_scale(replicates: Replicates) -> Replicates:
    """Write the scale of a multistage bootstrap, 1 / (R - 1) as Rao and Wu's, where R writes it: in each replicate."""
    return replace(replicates, scale=1.0, rscales=replicates.rscales * replicates.scale)
