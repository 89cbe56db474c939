"""What an expression may look at: answers, the value under test, clock, chance and lists, all passed in."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from querschnitt.core.instrument.values import Missing


@dataclass(slots=True)
class Environment:
    """The surroundings of one evaluation.

    Attributes
    ----------
    answers : values by question name, as seen from where the expression stands: an absent name is
        `Missing.NOT_ASKED`; a question of a repeat is its value in the same instance, from outside a `NodeSet`; the
        name of a repeat is its `Instances`
    current : the value that `.` stands for, in a constraint; in a calculation the value it had before, for `once()`
    today : the day that `today()` gives; None if the caller knows none
    now : the moment that `now()` gives, with a time zone; None if the caller knows none
    random : gives the next number in [0, 1); None if there is no chance here
    position : the number of the instance of the repeat, from 1; 0 outside of repeats
    attributes : further columns of the choice under test, in a `choice_filter`
    choice_name : (question name, code) -> label, in the language of the interview, for `jr:choice-name`
    lookup : (file, column, key column, key) -> cell, for `pulldata`
    is_forgiving : whether an expression that cannot be decided for these answers, such as a date beyond the year 9999,
        is missing instead of an error: in an interview nobody must be stuck
    """

    answers: Mapping[str, object]
    current: object = Missing.NOT_ASKED
    today: datetime.date | None = None
    now: datetime.datetime | None = None
    random: Callable[[], float] | None = None
    position: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)
    choice_name: Callable[[str, str], str] | None = None
    lookup: Callable[[str, str, str, str], str] | None = None
    is_forgiving: bool = False
