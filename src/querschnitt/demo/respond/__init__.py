"""Who answers, and what they report."""

from querschnitt.demo.respond.behaviour import (
    BEGUN,
    LANGUAGES,
    MODES,
    Behaviour,
    behave,
    probable_language,
)
from querschnitt.demo.respond.report import Reports, Wishes, essential_share, read_wishes, report, sheet

__all__ = [
    "BEGUN",
    "LANGUAGES",
    "MODES",
    "Behaviour",
    "Reports",
    "Wishes",
    "behave",
    "essential_share",
    "probable_language",
    "read_wishes",
    "report",
    "sheet",
]
