"""The exam's designs in two phases: how each was drawn, and calibrations of the second to the first."""

from __future__ import annotations

import numpy as np

from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.stages import Stages
from querschnitt.core.estimation.two_phase import Reading, TwoPhaseDesign
from tests.references.exam_calibration import step_of
from tests.references.exam_data import Data, Unsupported, column
from tests.references.exam_designs import BUILDERS, COMMON, Source, stages_from, weights_from

PHASE = {
    "indicator", "strata", "clusters", "fpc", "probs", "weights", "method", "steps", "lonely_psu", "definition", "note",
    "quirk",
}  # fmt: skip
APPROXIMATE = ("approx", "approximate", "simple")
METHODS = (None, "full", *APPROXIMATE)


def two_phase(folder: Source, spec: dict, data: Data, in_domains: bool) -> Design:
    """Build a two-phase design of its observed rows."""
    phase = COMMON | spec["phase2"]
    beyond = [key for key, value in phase.items() if key not in PHASE and value not in (None, [], False)]
    if beyond or phase.get("method") not in METHODS:
        raise Unsupported(f"two phases with {', '.join(beyond) or phase.get('method')}")
    if len(phase["strata"]) > 1 or len(spec["strata"]) > 1 or len(spec["fpc"]) > 1 or len(phase["clusters"]) > 1:
        raise Unsupported("two phases with later stages")
    stages = stages_from(spec, data)
    strata = _codes(data[_only(phase["strata"])]) if phase["strata"] else np.zeros(stages.n, dtype=np.int64)
    units = _codes(data[_only(phase["clusters"])]) if phase["clusters"] else None
    observed = _observed(data, phase["indicator"])
    _same_chances(phase, data, strata=strata, units=units, observed=observed)
    weights, reading = weights_from(spec, data, stages), _reading(phase, stages)
    design = TwoPhaseDesign(stages, weights, strata, observed, units, reading=reading)
    for step in [*spec["steps"], *phase["steps"]]:
        design = _calibrated(design, step, data)
    return design


def _reading(phase: dict, stages: Stages) -> Reading:
    """R takes a first phase without sizes for independent draws, unless it is told to approximate."""
    if phase.get("method") in APPROXIMATE:
        return "approximate"
    return "joint" if stages.population_sizes else "independent"


def _calibrated(design: TwoPhaseDesign, step: dict, data: Data) -> TwoPhaseDesign:
    """Calibrate the second phase; totals that are not given are those of the first phase's rows."""
    phase = step.get("phase")
    if phase not in (None, 2, "2") or step.get("step") not in ("calibrate", "poststratify", "rake"):
        raise Unsupported(f"step {step.get('step')} of phase {phase}")
    written = {key: value for key, value in step.items() if key != "phase"}
    if step["step"] == "calibrate" and not step.get("totals"):
        written["totals"] = {term: float(column(term, data).sum()) for term in step["terms"]}
    seen = {name: values[design.observed] for name, values in data.items()}
    return design.after(step_of(written, seen).apply(design.second_weights))


def _same_chances(
    phase: dict, data: Data, *, strata: np.ndarray, units: np.ndarray | None, observed: np.ndarray
) -> None:
    """Refuse sizes, chances or weights of the second phase other than those of its own units."""
    first = np.unique(np.arange(len(strata)) if units is None else units, return_index=True)[1]
    drawn = np.bincount(strata[first])[strata].astype(float)
    seen = np.bincount(strata[first][observed[first]], minlength=int(strata.max()) + 1)[strata]
    wanted = {"fpc": drawn, "probs": seen / drawn, "weights": drawn / np.maximum(seen, 1)}
    for key, values in wanted.items():
        if phase.get(key) and not np.allclose(data[_only(phase[key])][observed], values[observed], rtol=1e-9):
            raise Unsupported(f"a second phase with {key} other than those of its units")


def _observed(data: Data, name: str) -> np.ndarray:
    values = data[name]
    if values.dtype.kind == "f":
        return values == 1
    return np.isin(np.char.lower(values.astype(str)), ["true", "yes", "1", "t"])


def _only(names: list | str) -> str:
    return names if isinstance(names, str) else names[0]


def _codes(labels: np.ndarray) -> np.ndarray:
    return np.unique(labels, return_inverse=True)[1].ravel().astype(np.int64)


BUILDERS["twophase"] = two_phase
