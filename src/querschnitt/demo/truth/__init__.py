"""The hidden truth: what the simulated people would answer. It never enters a file the software reads."""

from querschnitt.demo.truth.anchors import NOT_APPLICABLE, Anchors, Targets, read_targets
from querschnitt.demo.truth.build import Truth, build_truth, fit_anchors
from querschnitt.demo.truth.people import People, people_of
from querschnitt.demo.truth.traits import Answer, Number, Several

__all__ = [
    "NOT_APPLICABLE",
    "Anchors",
    "Answer",
    "Number",
    "People",
    "Several",
    "Targets",
    "Truth",
    "build_truth",
    "fit_anchors",
    "people_of",
    "read_targets",
]
