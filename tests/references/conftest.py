"""Examiners of parts that the library does not have yet are not collected, as the exam itself passes them over."""

from importlib.util import find_spec

NEEDS = {
    "exam_calibration.py": ("core.weighting.calibration",),
    "exam_inference.py": ("core.estimation.quantiles", "core.estimation.comparisons", "core.estimation.independence"),
    "exam_replicates.py": ("core.weighting.calibration", "core.weighting.replicates", "core.estimation.replicates"),
}

collect_ignore = [file for file, parts in NEEDS.items() if not all(find_spec(f"querschnitt.{part}") for part in parts)]
