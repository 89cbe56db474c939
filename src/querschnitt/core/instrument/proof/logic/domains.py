"""What a person can answer to a question, before any condition is looked at."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from querschnitt.core.instrument.expressions import dates
from querschnitt.core.instrument.expressions.operations import NUMBER_TEXT, plain
from querschnitt.core.instrument.expressions.tree import Node, Number, Text, nodes
from querschnitt.core.instrument.model import ACKNOWLEDGED, Kind, Question
from querschnitt.core.instrument.proof.logic.extents import (
    NOTHING,
    Codes,
    Extent,
    Interval,
    Words,
    days_between,
    join,
    one_of,
)
from querschnitt.core.instrument.proof.logic.samples import samples
from querschnitt.core.instrument.proof.logic.views import day_of
from querschnitt.core.instrument.reading import NUMBER_LIMIT, TEXT_LIMIT
from querschnitt.core.instrument.values import MISSING_BY_CODE, Missing

LARGEST = 10**NUMBER_LIMIT - 1

FEW_CODES = 4
"""So many choices, and every selection of several is looked at one by one."""

MANY_STEPS = 250


@dataclass(frozen=True)
class Cuts:
    """Where answers begin to differ: what the expressions about a question compare with."""

    numbers: tuple[float, ...] = ()
    days: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()


def cuts_of(trees: Iterable[Node]) -> Cuts:
    """Collect the literals of some expressions, with what sums and differences of them could be compared with."""
    numbers: set[float] = set()
    days: set[int] = set()
    texts: dict[str, None] = {}
    for tree in trees:
        own: set[float] = set()
        for node in nodes(tree):
            if isinstance(node, Number):
                own.add(node.value)
            elif isinstance(node, Text):
                texts[node.value] = None
                if (day := day_of(node.value)) is not None:
                    days.add(day)
                if NUMBER_TEXT.fullmatch(node.value):
                    own.add(float(node.value))
        texts.update(dict.fromkeys(samples(tree)))
        numbers |= own | _combined(own)
    return Cuts(tuple(sorted(numbers)), tuple(sorted(days)), tuple(texts))


def _combined(numbers: set[float]) -> set[float]:
    """Return the sums, differences, products and quotients of a few numbers: `2020 - ${year} >= 18` cuts at 2002."""
    if not 2 <= len(numbers) <= 8:
        return set()
    found = set()
    for one, other in itertools.permutations(sorted(numbers), 2):
        found |= {one + other, one - other, one * other}
        if other:
            found.add(one / other)
    return {int(number) if float(number).is_integer() else number for number in found}


def given_answers(question: Question, cuts: Cuts) -> Extent:
    """Return everything that counts as an answer to a question: its kind's values, and what is offered beside them."""
    offered = [MISSING_BY_CODE[code] for code in question.missing if code in MISSING_BY_CODE]
    return join([_values(question, cuts), one_of(offered)])


def all_answers(question: Question, cuts: Cuts) -> Extent:
    """Return the same with "left empty", unless the question must be answered."""
    given = given_answers(question, cuts)
    return given if question.required else join([given, one_of([Missing.NOT_ASKED])])


def _values(question: Question, cuts: Cuts) -> Extent:
    kind = question.kind
    if kind is Kind.SELECT_ONE:
        return one_of(question.codes)
    if kind is Kind.SELECT_MULTIPLE:
        return _selections(question.codes)
    if kind is Kind.RANK:
        return _rankings(question.codes)
    if kind is Kind.INTEGER:
        return Extent(numbers=Interval(-LARGEST, LARGEST, is_whole=True))
    if kind is Kind.DECIMAL:
        return Extent(numbers=Interval(-LARGEST, LARGEST))
    if kind is Kind.RANGE:
        return _steps(question)
    if kind is Kind.DATE:
        return days_between(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
    if kind is Kind.TIME:
        return _times(cuts)
    return one_of([ACKNOWLEDGED]) if kind is Kind.ACKNOWLEDGE else _texts(cuts)


def _selections(codes: tuple[str, ...]) -> Extent:
    if len(codes) <= FEW_CODES:
        sizes = range(1, len(codes) + 1)
        return one_of(some for size in sizes for some in itertools.combinations(codes, size))
    return Extent(codes=Codes(codes, frozenset(), frozenset(codes), 1, len(codes)))


def _rankings(codes: tuple[str, ...]) -> Extent:
    if len(codes) <= FEW_CODES:
        return one_of(itertools.permutations(codes))
    return Extent(codes=Codes(codes, frozenset(codes), frozenset(codes), len(codes), len(codes)))


def _steps(question: Question) -> Extent:
    scale = question.scale
    if scale is None:
        return NOTHING
    if len(scale.steps) <= MANY_STEPS:
        return one_of(plain(step) for step in scale.steps)
    return Extent(numbers=Interval(float(scale.start), float(scale.end), is_whole=scale.is_whole))


def _times(cuts: Cuts) -> Extent:
    """Return every time of day: some stand for themselves, to be picked; of the others nothing is known."""
    named = [time for text in cuts.texts if (time := dates.read_time(text)) is not None]
    near = [_moved(time, minutes) for time in named for minutes in (-1, 0, 1)]
    halves = [datetime.time(hour, minute) for hour in range(24) for minute in (0, 30)]
    return one_of([*near, *halves]).with_anything()


def _moved(time: datetime.time, minutes: int) -> datetime.time:
    moved = (time.hour * 60 + time.minute + minutes) % (24 * 60)
    return datetime.time(moved // 60, moved % 60)


def _texts(cuts: Cuts) -> Extent:
    """Return texts: those that expressions look at one by one, and all others."""
    named = tuple(text for text in cuts.texts if text.strip() and len(text) <= TEXT_LIMIT)
    return Extent(points=named, words=Words(frozenset(named), longest=TEXT_LIMIT))
