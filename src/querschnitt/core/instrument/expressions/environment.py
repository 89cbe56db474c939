"""What an expression may look at: answers, the value under test, and the day, all passed in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from querschnitt.core.instrument.values import Missing


@dataclass(slots=True)
class Environment:
    """The surroundings of one evaluation.

    Attributes
    ----------
    answers : values by question name; an absent name is `Missing.NOT_ASKED`
    current : the value that `.` stands for, in a constraint
    today : the day that `today()` gives; None if the caller knows none
    """

    answers: Mapping[str, object]
    current: object = Missing.NOT_ASKED
    today: datetime.date | None = None
