"""Response rates, each with its definition and both of its numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from querschnitt.core.errors import InputError
from querschnitt.core.outcomes.codes import Group, disposition, group_counts


@dataclass(frozen=True)
class Rate:
    """One rate.

    Attributes
    ----------
    name : RR1, RR2, ... or "RR2 weighted"
    definition : its formula in the letters of AAPOR
    numerator, denominator : persons (weighted rates: sums of base weights)
    value : numerator over denominator; not a number where the denominator is zero
    """

    name: str
    definition: str
    numerator: float
    denominator: float
    value: float


HEADLINE = "RR2"
"""Published as *bereinigte Ausschöpfungsquote*: usable interviews over the eligible sample."""


def rates(counts: Mapping[str, int], *, eligible_share: float | None = None) -> tuple[Rate, ...]:
    """Compute the AAPOR rates of a sample of named persons.

    Parameters
    ----------
    counts : persons of each disposition, as `count_outcomes` gives them
    eligible_share : e, the share of eligible persons among those of unknown eligibility, for RR3 and RR4; None takes
        the share among those whose eligibility is known (the most cautious estimate AAPOR allows without other facts)

    Returns
    -------
    RR1 to RR6, COOP1, REF1, CON1

    Raises
    ------
    InputError : for an unknown disposition or a share outside [0, 1].

    References
    ----------
    The American Association for Public Opinion Research (2016), Standard Definitions, 9th edition.
    Formulas and an example by hand: docs/methods/response-rates.md

    >>> counts = {"complete": 500, "partial": 100, "refused": 200, "nothing_returned": 1200, "moved_away": 100}
    >>> [(rate.name, rate.value) for rate in rates(counts)[:2]]
    [('RR1', 0.25), ('RR2', 0.3)]
    """
    groups = group_counts(counts)
    done, partial = groups[Group.COMPLETE], groups[Group.PARTIAL]
    known = done + partial + groups[Group.REFUSAL] + groups[Group.NON_CONTACT] + groups[Group.OTHER]
    unknown = groups[Group.UNKNOWN_PERSON] + groups[Group.UNKNOWN_OTHER]
    e = _eligible_share(known, groups[Group.NOT_ELIGIBLE], given=eligible_share)
    contacted = known - groups[Group.NON_CONTACT]
    every = "(I+P) + (R+NC+O) + (UH+UO)"
    guessed = f"(I+P) + (R+NC+O) + e (UH+UO), e = {e:.4f}"
    return (
        _rate("RR1", f"I / ({every})", done, known + unknown),
        _rate("RR2", f"(I+P) / ({every})", done + partial, known + unknown),
        _rate("RR3", f"I / ({guessed})", done, known + e * unknown),
        _rate("RR4", f"(I+P) / ({guessed})", done + partial, known + e * unknown),
        _rate("RR5", "I / ((I+P) + (R+NC+O))", done, known),
        _rate("RR6", "(I+P) / ((I+P) + (R+NC+O))", done + partial, known),
        _rate("COOP1", "I / ((I+P) + R + O)", done, contacted),
        _rate("REF1", f"R / ({every})", groups[Group.REFUSAL], known + unknown),
        _rate("CON1", f"((I+P) + R + O) / ({every})", contacted, known + unknown),
    )


def weighted_response_rate(keys: Iterable[str], weights: Iterable[float]) -> Rate:
    """Compute RR2 with base weights: the rate the population would have, not the sample as allocated.

    Parameters
    ----------
    keys : the disposition of each person of the gross sample
    weights : their base weights, 1 / inclusion probability

    Raises
    ------
    InputError : for an unknown disposition.
    ValueError : if the lengths differ.

    >>> weighted_response_rate(["complete", "nothing_returned"], [30.0, 10.0]).value
    0.75
    """
    usable, eligible = [], []
    for key, weight in zip(keys, weights, strict=True):
        group = disposition(key).group
        if group is Group.NOT_ELIGIBLE:
            continue
        eligible.append(weight)
        if group in (Group.COMPLETE, Group.PARTIAL):
            usable.append(weight)
    definition = "(I+P) / ((I+P) + (R+NC+O) + (UH+UO)), sums of base weights"
    return _rate("RR2 weighted", definition, math.fsum(usable), math.fsum(eligible))


def _eligible_share(known: float, not_eligible: float, *, given: float | None) -> float:
    if given is None:
        return known / (known + not_eligible) if known else 1.0
    if not 0 <= given <= 1:
        raise InputError("The share of eligible persons lies between 0 and 1", expected="0 to 1", got=given)
    return given


def _rate(name: str, definition: str, numerator: float, denominator: float) -> Rate:
    value = numerator / denominator if denominator else math.nan
    return Rate(name=name, definition=definition, numerator=numerator, denominator=denominator, value=value)
