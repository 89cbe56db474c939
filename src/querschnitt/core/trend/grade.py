"""The comparability grade of a trend: from what was declared about both waves, never from what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from querschnitt.core.errors import InputError

Letter = Literal["A", "B", "C", "D", "E"]

FEW, SCARCE, TOO_FEW = 100, 50, 20
"""Respondents under which a comparison is at most B, C, E."""


@dataclass(frozen=True)
class ItemProperties:
    """What was declared about an item in one wave. Two waves agree in a property when its texts are equal.

    Attributes
    ----------
    wording : the question, or a stable name of its wording
    scale : the answer scale, or a stable name of it
    population : the rule by which people belong to the population
    mode : of interviewing ("face_to_face", "web+telephone+in_person")
    sensitive : whether people answer it otherwise in front of an interviewer
    n : respondents in the cell that is compared
    words_only : True when the wave was published in words, without a figure
    """

    wording: str
    scale: str
    population: str
    mode: str
    sensitive: bool
    n: int
    words_only: bool = False


@dataclass(frozen=True)
class Bridges:
    """What was done to bridge a difference; an empty text means nothing.

    Attributes
    ----------
    wording : why two wordings ask the same
    scale : how one scale was carried over to the other
    population : the rule by which both waves were cut to the population they share
    """

    wording: str = ""
    scale: str = ""
    population: str = ""


@dataclass(frozen=True)
class Reason:
    """One reason: a code, the grade it allows at most, and what it is about (texts belong to the caller)."""

    code: str
    at_most: Letter
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Grade:
    """The grade and its reasons, the worst first; an A has none."""

    letter: Letter
    reasons: tuple[Reason, ...]


def grade(before: ItemProperties, after: ItemProperties, *, bridges: Bridges | None = None) -> Grade:
    """Grade a comparison of two waves; the worst reason decides.

    A nothing changed; B one small difference, bridged or few respondents; C mode, population or wording changed;
    D the mode changed and the item is sensitive; E not comparable (scale without bridge, words only, too few).

    Parameters
    ----------
    before, after : declared properties
    bridges : what was done about the differences

    Raises
    ------
    InputError : if a number of respondents is negative.

    References
    ----------
    Rules with their grounds: docs/methods/comparability.md

    >>> web = ItemProperties("q1", "5 points", "all adults", "web", sensitive=False, n=700)
    >>> face = ItemProperties("q1", "5 points", "all adults", "face_to_face", sensitive=False, n=560)
    >>> grade(web, web).letter, grade(face, web).letter, grade(face, web).reasons[0].code
    ('A', 'C', 'mode_changed')
    """
    spans = bridges or Bridges()
    reasons = [
        *_words_only(before, after),
        *_scale(before, after, spans),
        *_mode(before, after),
        *_population(before, after, spans),
        *_wording(before, after, spans),
        *_respondents(before, after),
    ]
    ordered = tuple(sorted(reasons, key=lambda reason: reason.at_most, reverse=True))
    return Grade(letter=ordered[0].at_most if ordered else "A", reasons=ordered)


def _words_only(before: ItemProperties, after: ItemProperties) -> list[Reason]:
    return [Reason("words_only", "E")] if before.words_only or after.words_only else []


def _scale(before: ItemProperties, after: ItemProperties, bridges: Bridges) -> list[Reason]:
    if before.scale == after.scale:
        return []
    pair = (("before", before.scale), ("after", after.scale))
    if bridges.scale:
        return [Reason("scale_bridged", "C", (*pair, ("bridge", bridges.scale)))]
    return [Reason("scale_changed", "E", pair)]


def _mode(before: ItemProperties, after: ItemProperties) -> list[Reason]:
    if before.mode == after.mode:
        return []
    pair = (("before", before.mode), ("after", after.mode))
    if before.sensitive or after.sensitive:
        return [Reason("mode_changed_sensitive", "D", pair)]
    return [Reason("mode_changed", "C", pair)]


def _population(before: ItemProperties, after: ItemProperties, bridges: Bridges) -> list[Reason]:
    if before.population == after.population:
        return []
    pair = (("before", before.population), ("after", after.population))
    if bridges.population:
        return [Reason("population_bridged", "B", (*pair, ("bridge", bridges.population)))]
    return [Reason("population_changed", "C", pair)]


def _wording(before: ItemProperties, after: ItemProperties, bridges: Bridges) -> list[Reason]:
    if before.wording == after.wording:
        return []
    pair = (("before", before.wording), ("after", after.wording))
    if bridges.wording:
        return [Reason("wording_bridged", "B", (*pair, ("bridge", bridges.wording)))]
    return [Reason("wording_changed", "C", pair)]


def _respondents(before: ItemProperties, after: ItemProperties) -> list[Reason]:
    fewest = min(before.n, after.n)
    if fewest < 0:
        raise InputError("A number of respondents is 0 or more", got=fewest)
    steps: tuple[tuple[int, Letter], ...] = ((TOO_FEW, "E"), (SCARCE, "C"), (FEW, "B"))
    for limit, letter in steps:
        if fewest < limit:
            return [Reason("few_respondents", letter, (("n", str(fewest)), ("limit", str(limit))))]
    return []
