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


Value = str | tuple[str, ...] | int | Decimal | datetime.date | Missing
"""select_one and text: str; select_multiple: tuple of codes; integer, decimal, date: what they say."""

Answers = Mapping[str, Value]
"""Answers by question name. A question without an answer is absent."""

MISSING_BY_CODE: Mapping[str, Missing] = {"dk": Missing.DONT_KNOW, "refused": Missing.REFUSED}
"""The codes of the choice list `missing_values`."""
