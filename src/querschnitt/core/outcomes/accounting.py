"""The account of a sample: from the gross sample to the usable interviews in one table that adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from querschnitt.core.outcomes.codes import DISPOSITIONS, Group, disposition

Kind = Literal["sum", "minus", "of_which"]


@dataclass(frozen=True)
class Line:
    """One line of the account.

    Attributes
    ----------
    key : what is counted; texts belong to the caller
    kind : `sum` (a state of the account), `minus` (what is taken off the state above), `of_which` (parts of the line
        before them)
    count : persons
    share : of the last `sum` that opened a section (gross sample, then eligible sample)
    """

    key: str
    kind: Kind
    count: int
    share: float


def account(counts: Mapping[str, int]) -> tuple[Line, ...]:
    """Account for every person of the gross sample.

    gross sample - neutral losses = eligible sample; eligible sample - refusals - break-offs - non-contacts - other -
    letters undeliverable - nothing returned = usable interviews, of which complete and partial.

    Parameters
    ----------
    counts : persons of each disposition, as `count_outcomes` gives them

    Raises
    ------
    InputError : for an unknown disposition.

    References
    ----------
    ADM standards of response accounting; AAPOR (2016). An example by hand: docs/methods/response-rates.md

    >>> lines = account({"complete": 6, "partial": 1, "nothing_returned": 12, "moved_away": 1})
    >>> [(line.key, line.count) for line in lines if line.kind == "sum"]
    [('gross_sample', 20), ('eligible_sample', 19), ('usable_interviews', 7)]
    """
    known = {d.key: 0 for d in DISPOSITIONS} | {disposition(key).key: count for key, count in counts.items()}
    gross = sum(known.values())
    eligible = gross - _sum(known, "died", "moved_away", "not_in_population")
    usable = known["complete"] + known["partial"]
    refusals = [d.key for d in DISPOSITIONS if d.group is Group.REFUSAL and d.key != "break_off"]
    contacts = [d.key for d in DISPOSITIONS if d.group is Group.NON_CONTACT]
    others = [d.key for d in DISPOSITIONS if d.group is Group.OTHER]
    return (
        _line("gross_sample", "sum", gross, gross),
        _line("neutral_losses", "minus", gross - eligible, gross),
        *(_line(key, "of_which", known[key], gross) for key in ("died", "moved_away", "not_in_population")),
        _line("eligible_sample", "sum", eligible, eligible),
        _line("refusals", "minus", _sum(known, *refusals), eligible),
        *(_line(key, "of_which", known[key], eligible) for key in refusals),
        _line("break_off", "minus", known["break_off"], eligible),
        _line("non_contact", "minus", _sum(known, *contacts), eligible),
        _line("other_reasons", "minus", _sum(known, *others), eligible),
        _line("letter_undeliverable", "minus", known["letter_undeliverable"], eligible),
        _line("nothing_returned", "minus", known["nothing_returned"], eligible),
        _line("usable_interviews", "sum", usable, eligible),
        _line("complete", "of_which", known["complete"], eligible),
        _line("partial", "of_which", known["partial"], eligible),
    )


def _sum(counts: Mapping[str, int], *keys: str) -> int:
    return sum(counts[key] for key in keys)


def _line(key: str, kind: Kind, count: int, base: int) -> Line:
    return Line(key=key, kind=kind, count=count, share=count / base if base else 0.0)
