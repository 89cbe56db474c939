"""A sampling design as it is written down and approved."""

from querschnitt.core.sampling.design.combining import require_combinable
from querschnitt.core.sampling.design.model import (
    ByStratum,
    Coordination,
    CountByStratum,
    Design,
    FirstStage,
    Method,
    Selection,
    Stages,
    Targets,
    by_stratum,
)
from querschnitt.core.sampling.design.reading import parse_design, parse_rates
from querschnitt.core.sampling.design.writing import design_table

__all__ = [
    "ByStratum",
    "Coordination",
    "CountByStratum",
    "Design",
    "FirstStage",
    "Method",
    "Selection",
    "Stages",
    "Targets",
    "by_stratum",
    "design_table",
    "parse_design",
    "parse_rates",
    "require_combinable",
]
