"""Who answers, and what they report."""

from querschnitt.demo.respond.behaviour import (
    BEGUN,
    LANGUAGES,
    MODES,
    Behaviour,
    behave,
    probable_language,
)
from querschnitt.demo.respond.report import (
    Outline,
    Reports,
    Wishes,
    essential_share,
    outline_of,
    read_wishes,
    report,
    sheet,
)
from querschnitt.demo.respond.wave_2016 import Told, tell, write_told

__all__ = [
    "BEGUN",
    "LANGUAGES",
    "MODES",
    "Behaviour",
    "Outline",
    "Reports",
    "Told",
    "Wishes",
    "behave",
    "essential_share",
    "outline_of",
    "probable_language",
    "read_wishes",
    "report",
    "sheet",
    "tell",
    "write_told",
]
