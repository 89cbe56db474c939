"""Calibration: weights that agree with what is known of the population, and what that does to the variance."""

from querschnitt.core.weighting.calibration.cells import PostStratification, RakingToMargins
from querschnitt.core.weighting.calibration.distances import Linear, Logit, RakingDistance, Sinh
from querschnitt.core.weighting.calibration.margins import MetMargins, met_margins
from querschnitt.core.weighting.calibration.result import Calibrated, Step, apply_in_order, residuals_in_order
from querschnitt.core.weighting.calibration.totals import CalibrationToTotals, Terms
from querschnitt.core.weighting.calibration.trimming import Trimming

__all__ = [
    "Calibrated",
    "CalibrationToTotals",
    "Linear",
    "Logit",
    "MetMargins",
    "PostStratification",
    "RakingDistance",
    "RakingToMargins",
    "Sinh",
    "Step",
    "Terms",
    "Trimming",
    "apply_in_order",
    "met_margins",
    "residuals_in_order",
]
