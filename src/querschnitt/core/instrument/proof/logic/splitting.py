"""Splits a set of values into smaller ones, where expressions begin to see a difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from querschnitt.core.instrument.proof.logic.domains import Cuts
from querschnitt.core.instrument.proof.logic.extents import (
    Codes,
    Extent,
    Interval,
    Words,
    day_interval,
    number_interval,
    one_of,
)

AT_ONCE = 4
"""So few single values are looked at one by one straight away."""


def split(extent: Extent, cuts: Cuts) -> list[Extent]:
    """Return parts that together are the extent; one part only if it cannot be split."""
    parts = extent.parts
    larger = [part for part in parts if not part.points]
    if extent.points and larger:
        return [one_of(extent.points), *larger]
    if len(larger) > 1:
        return larger
    if not larger:
        return _split_points(extent.points, cuts)
    (part,) = larger
    if part.numbers is not None:
        return [number_interval(piece) for piece in _split_interval(part.numbers, cuts.numbers)]
    if part.days is not None:
        return [day_interval(piece) for piece in _split_interval(part.days, cuts.days)]
    if part.words is not None:
        return [Extent(words=piece) for piece in _split_words(part.words, cuts)]
    return [Extent(codes=piece) for piece in _split_codes(part.codes, cuts)] if part.codes else [part]


def _split_points(points: Sequence[object], cuts: Cuts) -> list[Extent]:
    """Split single values: those that expressions name one by one, the others in halves."""
    if len(points) <= AT_ONCE:
        return [one_of([point]) for point in points]
    named = [point for point in points if isinstance(point, str) and point in cuts.texts]
    others = [point for point in points if not (isinstance(point, str) and point in cuts.texts)]
    if named and others:
        return [one_of(named), one_of(others)]
    middle = len(points) // 2
    return [one_of(points[:middle]), one_of(points[middle:])]


def _split_interval(interval: Interval, cuts: Sequence[float]) -> list[Interval]:
    inside = [cut for cut in cuts if _divides(interval, cut)]
    if inside:
        return _at(interval, inside[len(inside) // 2])
    low, high = interval.low, interval.high
    if interval.is_whole:
        middle = math.floor((low + high) / 2)
        return [replace(interval, high=middle), replace(interval, low=middle + 1)] if low < high else [interval]
    centre = (low + high) / 2
    if not low < centre < high or high - low < 1e-9 * max(1.0, abs(low)):
        return [interval]
    return _at(interval, centre)


def _divides(interval: Interval, cut: float) -> bool:
    """Whether splitting at a number gives at least two parts."""
    return interval.low <= cut <= interval.high and len(_at(interval, cut)) > 1


def _at(interval: Interval, cut: float) -> list[Interval]:
    """Split into what lies below a number, the number, and what lies above it."""
    if interval.is_whole:
        pieces = [
            replace(interval, high=math.ceil(cut) - 1, is_high_open=False),
            Interval(cut, cut, is_whole=True) if float(cut).is_integer() else None,
            replace(interval, low=math.floor(cut) + 1, is_low_open=False),
        ]
    else:
        pieces = [
            replace(interval, high=cut, is_high_open=True),
            Interval(cut, cut) if interval.holds(cut) else None,
            replace(interval, low=cut, is_low_open=True),
        ]
    return [piece for piece in pieces if piece is not None and not piece.is_empty]


def _split_words(words: Words, cuts: Cuts) -> list[Words]:
    """Split texts by their length."""
    lengths = [int(cut) for cut in cuts.numbers if float(cut).is_integer() and words.shortest <= cut <= words.longest]
    for cut in lengths:
        pieces = [
            replace(words, longest=cut - 1),
            replace(words, shortest=cut, longest=cut),
            replace(words, shortest=cut + 1),
        ]
        pieces = [piece for piece in pieces if piece.shortest <= piece.longest]
        if len(pieces) > 1:
            return pieces
    return [words]


def _split_codes(codes: Codes, cuts: Cuts) -> list[Codes]:
    """Split selections: with and without a code that is named, then by their number."""
    open_codes = [code for code in codes.order if code in codes.possible and code not in codes.chosen]
    named = [code for code in open_codes if code in cuts.texts]
    counts = codes.counts
    for code in named[:1]:
        return _kept(
            [
                replace(codes, chosen=codes.chosen | {code}),
                replace(codes, possible=codes.possible - {code}),
            ]
        )
    if counts.low < counts.high:
        middle = _number_between(counts, cuts)
        return _kept([replace(codes, fewest=int(counts.low), most=middle), replace(codes, fewest=middle + 1)])
    return [codes]


def _number_between(counts: Interval, cuts: Cuts) -> int:
    """Return the largest number of the lower part."""
    named = [cut for cut in cuts.numbers if counts.low <= cut < counts.high and float(cut).is_integer()]
    below = [cut - 1 for cut in cuts.numbers if counts.low <= cut - 1 < counts.high and float(cut).is_integer()]
    return int((named or below or [math.floor((counts.low + counts.high) / 2)])[0])


def _kept(pieces: list[Codes]) -> list[Codes]:
    return [piece for piece in pieces if not piece.is_empty]
