"""The chain of weights: every step of a plan with its report, from the draw to the final and the replicate weights."""

from __future__ import annotations

from dataclasses import dataclass

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.weighting.calibration import Calibrated
from querschnitt.core.weighting.gross_sample import (
    GrossSample,
    Population,
)
from querschnitt.core.weighting.levels import levels_of
from querschnitt.core.weighting.plan import WeightingPlan
from querschnitt.core.weighting.raking import Margin
from querschnitt.core.weighting.replicates import Replicates
from querschnitt.core.weighting.reports import (
    Level,
    Step,
)
from querschnitt.core.weighting.steps import Base, Calibration, Nonresponse, Replication, Trim, UnknownEligibility
from querschnitt.core.weighting.walk import Walk


@dataclass(frozen=True)
class Weighed:
    """The weights of a wave's respondents, and how they came about.

    Attributes
    ----------
    weights : shape (r,), final, in persons, in the order of the sample
    respondents : shape (n,), who of the sample they belong to
    before : shape (r,), weights before the first calibration
    steps : the report of each step
    levels : weights by group, and balance, for every level of every frame variable
    adjustments : the calibrations in order, as `LinearisedDesign.after` takes them
    margins : of all calibrations, as `met_margins` takes them
    replicates : where the plan asks for them
    """

    weights: FloatArray
    respondents: BoolArray
    before: FloatArray
    steps: tuple[Step, ...]
    levels: tuple[Level, ...]
    adjustments: tuple[Calibrated, ...]
    margins: tuple[Margin, ...]
    replicates: Replicates | None = None

    def step(self, name: str) -> Step | None:
        """Return the first report of this name."""
        return next((step for step in self.steps if step.name == name), None)


def run_chain(plan: WeightingPlan, sample: GrossSample, population: Population) -> Weighed:
    """Weight a sample by a plan.

    Parameters
    ----------
    sample : everybody who was drawn
    population : what is known of the target population

    Raises
    ------
    WeightingError : if people did not answer and the plan does not say what becomes of them, or as the steps do.
    InputError : for a variable that the sample does not have.

    Notes
    -----
    Cases of unknown eligibility count as eligible where the plan has no step for them. People who moved away unnoticed
    and never answered cannot be told from other silent ones: they are a reason why weights rest on the assumption that
    silence depends on the class alone.

    References
    ----------
    Särndal and Lundström (2005), Estimation in Surveys with Nonresponse; Valliant, Dever and Kreuter (2018), Practical
    Tools for Designing and Weighting Survey Samples, chapters 13 to 15. Derivation: docs/methods/weighting-chain.md

    >>> import numpy as np
    >>> from querschnitt.core.weighting.plan import parse_weighting
    >>> steps = [
    ...     {"kind": "base"},
    ...     {"kind": "nonresponse", "method": "classes", "classes": ["city"], "minimum": 1},
    ...     {"kind": "calibration", "method": "raking", "margins": [["sex"]]},
    ... ]
    >>> drawn = GrossSample(
    ...     np.full(4, 0.1),
    ...     np.array(["respondent", "respondent", "nonrespondent", "respondent"]),
    ...     {"city": np.array(["here"] * 4), "sex": np.array(["f", "m", "f", "m"])},
    ... )
    >>> done = run_chain(parse_weighting({"step": steps}, where="plan"), drawn, Population({"sex": {"f": 24, "m": 20}}))
    >>> done.weights.round(9).tolist(), [(step.name, round(step.sum, 9)) for step in done.steps]
    ([24.0, 10.0, 10.0], [('base', 40.0), ('nonresponse', 40.0), ('raking', 44.0)])
    """
    walk = Walk(sample, population)
    for step in plan.steps:
        match step:
            case Base():
                walk.begin(eligibility_follows=any(isinstance(each, UnknownEligibility) for each in plan.steps))
            case UnknownEligibility():
                walk.spread_unknown(step)
            case Nonresponse():
                walk.adjust(step)
            case Calibration():
                walk.calibrate(step)
            case Trim():
                walk.trim(step)
            case Replication():
                walk.replicate(step)
    walk.close_nonresponse()
    return Weighed(
        weights=walk.weights,
        respondents=walk.rows,
        before=walk.before,
        steps=tuple(walk.steps),
        levels=levels_of(sample, population, base=walk.base, adjusted=walk.before, final=walk.weights),
        adjustments=tuple(walk.adjustments),
        margins=tuple(walk.margins),
        replicates=walk.replicates,
    )
