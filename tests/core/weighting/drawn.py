"""Small samples that several tests of the chain weight."""

from __future__ import annotations

from typing import Any

import numpy as np

from querschnitt.core.weighting.gross_sample import GrossSample, Population
from querschnitt.core.weighting.plan import WeightingPlan, parse_weighting

BASE = {"kind": "base"}
RAKING = {"kind": "calibration", "method": "raking", "margins": [["region"], ["sex"]]}


def by_classes(*names: str, minimum: int = 1) -> dict[str, Any]:
    return {"kind": "nonresponse", "method": "classes", "classes": list(names), "minimum": minimum}


def plan_of(*steps: dict[str, Any]) -> WeightingPlan:
    return parse_weighting({"step": list(steps)}, where="plan")


def city(seed: int = 1, drawn: int = 200) -> tuple[GrossSample, Population]:
    """Half of the sample from either region; who answers depends on region and sex."""
    rng = np.random.default_rng(seed)
    region = np.repeat(["n", "s"], drawn // 2)
    sex = rng.choice(["f", "m"], drawn)
    answers = rng.random(drawn) < 0.35 + 0.2 * (region == "n") + 0.2 * (sex == "f")
    sample = GrossSample(
        probability=np.where(region == "n", 1 / 6, 1 / 4),
        status=np.where(answers, "respondent", "nonrespondent"),
        texts={"region": region, "sex": sex},
        numbers={"rooms": rng.integers(1, 6, drawn).astype(float)},
        strata=region,
    )
    counts = {"region": {"n": 3.0 * drawn, "s": 2.0 * drawn}, "sex": {"f": 2.6 * drawn, "m": 2.4 * drawn}}
    return sample, Population(counts, {"rooms": 15.5 * drawn, "persons": 5.0 * drawn})
