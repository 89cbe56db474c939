"""What an answer can be, and the three ways in which there is none."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum


class Missing(Enum):
    """Why there is no answer. A missing value is never a number, never an empty text, and never equal to one.

    `NOT_ASKED` also stands for a question that was asked and left empty: such a question is simply absent
    from the answers.
    """

    NOT_ASKED = "not_asked"
    DONT_KNOW = "dk"
    REFUSED = "refused"

    def __bool__(self) -> bool:
        return False


Value = str | tuple[str, ...] | int | Decimal | datetime.date | datetime.time | Missing
"""select_one, acknowledge and text: str; select_multiple: tuple of codes; rank: tuple of codes, the first one first;
integer, decimal, range, date, time: what they say."""

Answers = Mapping[str, Value]
"""Answers by question name, in a repeat by `name[1]`, `name[1][2]`. A question without an answer is absent."""


class NodeSet(tuple[object, ...]):
    """The values of one question of a repeat, seen from outside of it: one for each instance, in order.

    A question that applies in an instance and has no answer is `Missing.NOT_ASKED` in it; where it does not apply it
    has no value at all.
    """


class Instances(tuple[Mapping[str, object], ...]):
    """The instances of a repeat: for each one its values by question name (a repeat inside it: again `Instances`)."""


MISSING_BY_CODE: Mapping[str, Missing] = {"dk": Missing.DONT_KNOW, "refused": Missing.REFUSED}
"""The codes of the choice list `missing_values`."""
