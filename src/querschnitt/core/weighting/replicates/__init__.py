"""Replicate weights: the sample imitated many times, so that the spread of an estimate can be seen."""

from querschnitt.core.weighting.replicates.balanced import balanced, successive_difference
from querschnitt.core.weighting.replicates.bootstrap import canty_davison, preston, rao_wu
from querschnitt.core.weighting.replicates.jackknife import jack1, jackn
from querschnitt.core.weighting.replicates.lonely import Lonely
from querschnitt.core.weighting.replicates.units import PrimaryUnits, primary_units
from querschnitt.core.weighting.replicates.weights import Replicates, calibrate_each, of_noise

__all__ = [
    "Lonely",
    "PrimaryUnits",
    "Replicates",
    "balanced",
    "calibrate_each",
    "canty_davison",
    "jack1",
    "jackn",
    "of_noise",
    "preston",
    "primary_units",
    "rao_wu",
    "successive_difference",
]
