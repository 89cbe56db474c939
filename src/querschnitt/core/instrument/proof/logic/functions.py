"""What functions do with parts of extents that are too large to be looked at value by value."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from querschnitt.core.instrument.proof.logic.extents import (
    ANYTHING,
    EITHER,
    FALSE,
    TRUE,
    Extent,
    Interval,
    join,
    number_interval,
    one_of,
)
from querschnitt.core.instrument.proof.logic.views import EVERY_NUMBER, as_number, as_text, is_day

Transfer = Callable[[Sequence[Extent]], Extent]
"""Takes one part for each argument, none of them missing, not all of them single values."""


def call(function: str, parts: Sequence[Extent]) -> Extent:
    """Return what a function can give for parts of its arguments; anything at all if we know nothing of it."""
    transfer = TRANSFERS.get(function)
    if transfer is None:
        return _result_of_kind(function)
    return transfer(parts)


def _result_of_kind(function: str) -> Extent:
    return EITHER if answers_yes_or_no(function) else ANYTHING


def answers_yes_or_no(function: str) -> bool:
    """Whether the result of a function is true or false, whatever its arguments are."""
    known = FUNCTIONS.get(function)
    return known is not None and known.result == "truth"


def _selected(parts: Sequence[Extent]) -> Extent:
    answer, wanted = parts
    if answer.codes is None or not wanted.points:
        return EITHER
    code = as_text(wanted).strip()
    if code in answer.codes.chosen:
        return TRUE
    return EITHER if code in answer.codes.possible else FALSE


def _count_selected(parts: Sequence[Extent]) -> Extent:
    return number_interval(parts[0].codes.counts) if parts[0].codes else ANYTHING


def _selected_at(parts: Sequence[Extent]) -> Extent:
    codes = parts[0].codes
    if codes is None:
        return ANYTHING
    return join([one_of(sorted(codes.possible, key=codes.order.index)), Extent(is_anything=True)])


def _number(parts: Sequence[Extent]) -> Extent:
    part = parts[0]
    if part.numbers is not None:
        return part
    return Extent(points=(math.nan,), numbers=EVERY_NUMBER) if part.words else ANYTHING


def _int(parts: Sequence[Extent]) -> Extent:
    found = parts[0].numbers
    if found is None or math.isinf(found.low) or math.isinf(found.high):
        return Extent(numbers=EVERY_NUMBER) if found else ANYTHING
    return number_interval(Interval(math.trunc(found.low), math.trunc(found.high), is_whole=True))


def _round(parts: Sequence[Extent]) -> Extent:
    found = parts[0].numbers
    if found is None or math.isinf(found.low) or math.isinf(found.high):
        return Extent(numbers=EVERY_NUMBER) if found else ANYTHING
    if len(parts) == 1:
        return number_interval(Interval(math.floor(found.low + 0.5), math.floor(found.high + 0.5), is_whole=True))
    return number_interval(Interval(found.low - 1, found.high + 1)) if _is_decimals(parts[1]) else ANYTHING


def _is_decimals(part: Extent) -> bool:
    digits = as_number(part)
    return digits is not None and digits.low >= 0


def _extreme(choose: Callable[[Sequence[float]], float]) -> Transfer:
    def extreme(parts: Sequence[Extent]) -> Extent:
        if any(is_day(part) or part.words or part.codes or part.is_anything for part in parts):
            return ANYTHING
        found = [as_number(part) for part in parts]
        known = [each for each in found if each is not None]
        if len(known) < len(found):
            return ANYTHING
        low, high = choose([each.low for each in known]), choose([each.high for each in known])
        return number_interval(Interval(low, high, is_whole=all(each.is_whole for each in known)))

    return extreme


def _string_length(parts: Sequence[Extent]) -> Extent:
    part = parts[0]
    if part.words is not None:
        return number_interval(Interval(part.words.shortest, part.words.longest, is_whole=True))
    return Extent(numbers=Interval(1, math.inf, is_whole=True))


def _not(parts: Sequence[Extent]) -> Extent:
    found = parts[0].truths
    return EITHER if len(found) == 2 else FALSE if True in found else TRUE


def _abs(parts: Sequence[Extent]) -> Extent:
    found = parts[0].numbers
    if found is None:
        return ANYTHING
    low = 0 if found.low <= 0 <= found.high else min(abs(found.low), abs(found.high))
    return number_interval(Interval(low, max(abs(found.low), abs(found.high)), is_whole=found.is_whole))


TRANSFERS: Mapping[str, Transfer] = {
    "selected": _selected,
    "count-selected": _count_selected,
    "selected-at": _selected_at,
    "number": _number,
    "int": _int,
    "round": _round,
    "min": _extreme(min),
    "max": _extreme(max),
    "string-length": _string_length,
    "not": _not,
    "abs": _abs,
}
