"""Editions of a strategy: what became of each measure from one to the next, and both side by side.

An edition here is a value: measures in their order, each a set of named texts. Nothing is known of tables or pages.
"""

from querschnitt.core.editions.successions import (
    Inconsistency,
    Kind,
    Rule,
    Succession,
    chained,
    check_successions,
    settled,
)
from querschnitt.core.editions.synopsis import PartChange, Row, Synopsis, synopsis
from querschnitt.core.editions.values import Edition, Version
from querschnitt.core.editions.wording import Segment, compare_words

__all__ = [
    "Edition",
    "Inconsistency",
    "Kind",
    "PartChange",
    "Row",
    "Rule",
    "Segment",
    "Succession",
    "Synopsis",
    "Version",
    "chained",
    "check_successions",
    "compare_words",
    "settled",
    "synopsis",
]
