"""The exam's designs in two phases: how each was drawn, and calibrations of the second to the first."""

from __future__ import annotations

import numpy as np

from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.second_phase import SecondPhase
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
    stages = stages_from(spec, data)
    drawn = stages_from({"strata": _names(phase["strata"]), "clusters": _names(phase["clusters"]), "fpc": []}, data)
    second = SecondPhase(drawn, _observed(data, phase["indicator"]))
    _same_chances(phase, data, second)
    weights, reading = weights_from(spec, data, stages), _reading(phase, stages)
    design = TwoPhaseDesign(stages, weights, second, reading=reading)
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
    seen = {name: values[design.second.observed] for name, values in data.items()}
    return design.after(step_of(written, seen).apply(design.second_weights))


def _same_chances(phase: dict, data: Data, second: SecondPhase) -> None:
    """Refuse sizes, chances or weights of the second phase other than those of its own units, stage by stage."""
    seen, places = second.seen, range(len(second.stages.units))
    chances = [second.chances[place][second.stages.groups(place)[second.observed]] for place in places]
    wanted = {"fpc": seen.population_sizes, "probs": chances, "weights": [second.weights]}
    for key, by_stage in wanted.items():
        for name, values in zip(_names(phase.get(key)), by_stage, strict=False):
            if not np.allclose(data[name][second.observed], values, rtol=1e-9):
                raise Unsupported(f"a second phase with {key} other than those of its units")


def _observed(data: Data, name: str) -> np.ndarray:
    values = data[name]
    if values.dtype.kind == "f":
        return values == 1
    return np.isin(np.char.lower(values.astype(str)), ["true", "yes", "1", "t"])


def _names(names: list | str | None) -> list[str]:
    return [names] if isinstance(names, str) else list(names or [])


BUILDERS["twophase"] = two_phase
