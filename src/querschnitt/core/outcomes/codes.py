"""Final dispositions of a sample of named persons from a register, after the AAPOR standard definitions.

Invited by letter, answered by web, telephone or in person. Codes are AAPOR's for surveys of specifically named persons;
where a municipal register knows more (died, moved away), the code is a subdivision of AAPOR's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from querschnitt.core.errors import InputError, suggestion


class Group(Enum):
    """The groups of final dispositions that all rates are made of."""

    COMPLETE = "I"
    PARTIAL = "P"
    REFUSAL = "R"
    NON_CONTACT = "NC"
    OTHER = "O"
    UNKNOWN_PERSON = "UH"
    UNKNOWN_OTHER = "UO"
    NOT_ELIGIBLE = "NE"


@dataclass(frozen=True)
class Disposition:
    """One final disposition.

    Attributes
    ----------
    code : AAPOR's number
    key : our word for it
    group : where it counts
    """

    code: str
    key: str
    group: Group


DISPOSITIONS: tuple[Disposition, ...] = (
    Disposition("1.1", "complete", Group.COMPLETE),
    Disposition("1.2", "partial", Group.PARTIAL),
    Disposition("2.11", "refused", Group.REFUSAL),
    Disposition("2.111", "refused_by_other", Group.REFUSAL),
    Disposition("2.113", "blank_returned", Group.REFUSAL),
    Disposition("2.12", "break_off", Group.REFUSAL),
    Disposition("2.20", "not_reached", Group.NON_CONTACT),
    Disposition("2.26", "away_during_field", Group.NON_CONTACT),
    Disposition("2.32", "unable", Group.OTHER),
    Disposition("2.33", "language", Group.OTHER),
    Disposition("2.36", "other", Group.OTHER),
    Disposition("3.19", "nothing_returned", Group.UNKNOWN_PERSON),
    Disposition("3.30", "letter_undeliverable", Group.UNKNOWN_OTHER),
    Disposition("4.11", "died", Group.NOT_ELIGIBLE),
    Disposition("4.12", "moved_away", Group.NOT_ELIGIBLE),
    Disposition("4.13", "not_in_population", Group.NOT_ELIGIBLE),
)
"""Every disposition in use. A death after the reference date counts as not eligible, as German offices do."""

_BY_KEY = {disposition.key: disposition for disposition in DISPOSITIONS}


def disposition(key: str) -> Disposition:
    """Return the disposition of this key.

    Raises
    ------
    InputError : for an unknown key, with the nearest known one.

    >>> disposition("moved_away").code
    '4.12'
    """
    if key not in _BY_KEY:
        raise InputError(f"Unknown disposition '{key}'", expected=", ".join(_BY_KEY), hint=suggestion(key, _BY_KEY))
    return _BY_KEY[key]


def count_outcomes(keys: Iterable[str]) -> dict[str, int]:
    """Count the persons of every disposition, those with none included.

    Parameters
    ----------
    keys : one a person of the gross sample

    Raises
    ------
    InputError : for an unknown key.

    >>> count_outcomes(["complete", "died", "complete"])["complete"]
    2
    """
    counts = dict.fromkeys(_BY_KEY, 0)
    for key in keys:
        counts[disposition(key).key] += 1
    return counts


def group_counts(counts: Mapping[str, float]) -> dict[Group, float]:
    """Add the counts (or weighted counts) of dispositions up to groups.

    >>> group_counts({"refused": 3, "break_off": 2})[Group.REFUSAL]
    5
    """
    groups: dict[Group, float] = dict.fromkeys(Group, 0)
    for key, count in counts.items():
        groups[disposition(key).group] += count
    return groups
