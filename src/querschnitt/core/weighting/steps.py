"""The steps a weighting may have, as values: what was decided, before there is a weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from querschnitt.core.weighting.nonresponse import CollapseRule

Crossing = tuple[str, ...]
"""One or more frame variables, crossed."""
CalibrationMethod = Literal["poststratification", "raking", "linear", "exponential", "logit"]
ReplicateMethod = Literal["bootstrap", "jackknife"]
PERSONS, HOUSEHOLDS = "persons", "households"
"""Measures that every sample has: 1 for a person, 1 / (members in the sample) for a household."""


@dataclass(frozen=True)
class Base:
    """Base weights: the inverse of the recorded inclusion probabilities."""

    kind: Literal["base"] = "base"


@dataclass(frozen=True)
class UnknownEligibility:
    """The weight of cases of unknown eligibility goes to those that are known, within classes."""

    classes: Crossing
    rule: CollapseRule = CollapseRule()
    kind: Literal["unknown_eligibility"] = "unknown_eligibility"


@dataclass(frozen=True)
class ByClasses:
    """Weighting classes by hand: the crossing of frame variables, weak classes merged by a rule."""

    classes: Crossing
    rule: CollapseRule = CollapseRule()
    method: Literal["classes"] = "classes"

    @property
    def variables(self) -> Crossing:
        """Variables it needs."""
        return self.classes


@dataclass(frozen=True)
class ByTree:
    """Weighting classes chosen by a tree (`querschnitt.core.weighting.tree`)."""

    candidates: Crossing
    alpha: float = 0.05
    rule: CollapseRule = CollapseRule()
    method: Literal["tree"] = "tree"

    @property
    def variables(self) -> Crossing:
        """Variables it needs."""
        return self.candidates


@dataclass(frozen=True)
class ByPropensity:
    """Response propensities by logistic regression.

    Attributes
    ----------
    terms : each a variable, or several crossed; columns of numbers enter as they are
    groups : number of classes of propensity (5: quintiles); 0 divides by the propensity itself
    """

    terms: tuple[Crossing, ...]
    groups: int = 0
    method: Literal["propensity"] = "propensity"

    @property
    def variables(self) -> Crossing:
        """Variables it needs."""
        return tuple(dict.fromkeys(name for term in self.terms for name in term))


NonresponseModel = ByClasses | ByTree | ByPropensity


@dataclass(frozen=True)
class Nonresponse:
    """The adjustment for nonresponse, and another one that is only computed beside it and compared."""

    model: NonresponseModel
    compared: NonresponseModel | None = None
    kind: Literal["nonresponse"] = "nonresponse"


@dataclass(frozen=True)
class KnownTotal:
    """A total from elsewhere, with its standard error; 0 for a count without error."""

    total: float
    se: float = 0.0


@dataclass(frozen=True)
class Calibration:
    """Weights that meet known totals.

    Attributes
    ----------
    margins : known distributions, each the crossing of one or more frame variables
    measures : columns of numbers whose sums are known; `persons`, `households`
    bounds : smallest and largest factor; nothing for none
    households : the column that tells households apart whose members are to keep one common weight
    totals : totals from elsewhere than the register: margin ("sex × age") -> level -> total; a measure has the level ""
    """

    method: CalibrationMethod
    margins: tuple[Crossing, ...] = ()
    measures: tuple[str, ...] = ()
    bounds: tuple[float, float] | None = None
    households: str = ""
    totals: Mapping[str, Mapping[str, KnownTotal]] = field(default_factory=dict)
    kind: Literal["calibration"] = "calibration"


@dataclass(frozen=True)
class Trim:
    """A cap: in persons, or as a multiple of the median weight; what is cut goes to the others in equal amounts."""

    lower: float = 0.0
    upper: float = float("inf")
    times_median: float = 0.0
    kind: Literal["trimming"] = "trimming"


@dataclass(frozen=True)
class Replication:
    """Replicate weights that go through every step.

    Attributes
    ----------
    count : of the bootstrap; the jackknife has one for each primary unit
    fay : the share of its weight that every unit keeps in every replicate of the bootstrap (0: none)
    seed : of the bootstrap
    """

    method: ReplicateMethod = "bootstrap"
    count: int = 500
    fay: float = 0.0
    seed: int = 0
    kind: Literal["replicates"] = "replicates"


PlanStep = Base | UnknownEligibility | Nonresponse | Calibration | Trim | Replication
