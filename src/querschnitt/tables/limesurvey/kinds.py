"""LimeSurvey's question types, by their letter."""

from __future__ import annotations

from types import MappingProxyType

SPEECH = MappingProxyType(
    {
        "L": "list (radio)", "!": "list (dropdown)", "O": "list with comment", "M": "multiple choice",
        "P": "multiple choice with comments", "N": "number", "K": "multiple numbers", "S": "short text",
        "T": "long text", "U": "huge text", "Q": "multiple short texts", "D": "date", "Y": "yes or no", "G": "gender",
        "5": "five points", "A": "array (5 points)", "B": "array (10 points)", "C": "array (yes, no, uncertain)",
        "E": "array (increase, same, decrease)", "F": "array", "H": "array by column", "1": "array with two scales",
        "R": "ranking", "X": "text display", "*": "equation", "I": "language switch", "|": "file upload",
        ";": "array (texts)", ":": "array (numbers)",
    }
)  # fmt: skip

LISTS = frozenset("L!O")
FIXED = frozenset("YG5")
MULTIPLE = frozenset("MP")
FIXED_ARRAYS = frozenset("ABCE")
ARRAYS = frozenset("ABCEFH")
GRIDS = frozenset(":;")
TEXTS = frozenset("STU")

POINTS = {"5": 5, "A": 5, "B": 10}
"""Types whose answers are the numbers from 1 on."""

WORDED = MappingProxyType(
    {
        "Y": (("Y", "yes"), ("N", "no")),
        "G": (("F", "female"), ("M", "male")),
        "C": (("Y", "yes"), ("U", "uncertain"), ("N", "no")),
        "E": (("I", "increase"), ("S", "same"), ("D", "decrease")),
    }
)
"""Types whose answers LimeSurvey words itself: code, and key of the word."""

LIST_NAMES = MappingProxyType(
    {
        "Y": "yes_no", "G": "female_male", "5": "points_5", "A": "points_5", "B": "points_10", "C": "yes_uncertain_no",
        "E": "increase_same_decrease",
    }
)  # fmt: skip


def is_time_of_day(date_format: str) -> bool:
    """Whether a question for a date asks only for the time of day.

    >>> is_time_of_day("HH:MM"), is_time_of_day("dd.mm.yyyy HH:MM"), is_time_of_day("")
    (True, False, False)
    """
    return "H" in date_format.upper() and not set(date_format.lower()) & set("dy")


LOST = MappingProxyType(
    {
        "I": "the interview offers its languages on every page",
        "|": "files cannot be sent in an interview",
    }
)
"""Types that have no row in a workbook, and why."""
