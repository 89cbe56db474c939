"""Samples that are drawn in steps: districts and persons, one person of a household, some of those who did not answer.

Each step has its own probability, which is recorded; the probability of a person is their product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import DesignError


@dataclass(frozen=True)
class Staged:
    """Persons drawn in two steps.

    Attributes
    ----------
    index : shape (n,), rows of the frame, in the order in which they were drawn
    cluster : shape (n,), number of the district or household of each
    first, second : shape (n,), probability of the cluster, and of the person once the cluster is drawn
    """

    index: IntArray
    cluster: IntArray
    first: FloatArray
    second: FloatArray

    @property
    def probability(self) -> FloatArray:
        return self.first * self.second


def take_within(clusters: IntArray, drawn: IntArray, *, first: FloatArray, take: IntArray, order: IntArray) -> Staged:
    """Draw so many persons at random within each district that was drawn.

    Parameters
    ----------
    clusters : shape (N,), number of each person's district, from 0
    drawn : shape (m,), the districts that were drawn
    first : shape (M,), inclusion probability of every district
    take : shape (M,), persons to draw in a district if it is drawn
    order : shape (N,), a random order of all persons, such as `keyed_order`

    Raises
    ------
    DesignError : if more is to be drawn in a district than lives there, or nobody.

    References
    ----------
    Särndal, Swensson and Wretman (1992), section 4.3. Derivation: docs/methods/selection.md

    >>> clusters = np.array([0, 0, 0, 1, 1, 2])
    >>> ones = np.ones(3, dtype=np.int64)
    >>> staged = take_within(clusters, np.array([0, 2]), first=np.full(3, 2 / 3), take=ones, order=np.arange(6))
    >>> staged.index, staged.probability.round(4)
    (array([0, 5]), array([0.2222, 0.6667]))
    """
    require_length(order, len(clusters), name="order")
    sizes = np.bincount(clusters, minlength=len(first))
    wrong = drawn[(take[drawn] > sizes[drawn]) | (take[drawn] <= 0)]
    if wrong.size:
        raise DesignError(
            "So many persons cannot be drawn in a district", where=f"district number {int(wrong[0]) + 1}",
            expected=f"1 to {int(sizes[wrong[0]])}", got=int(take[wrong[0]]),
            hint="Take fewer in each district, or leave out districts that are so small.",
        )  # fmt: skip
    is_drawn = np.zeros(len(first), dtype=np.bool_)
    is_drawn[drawn] = True
    index = order[is_drawn[clusters[order]] & (rank_within(clusters, order) < take[clusters[order]])]
    cluster = clusters[index]
    return Staged(index, cluster, first=first[cluster], second=take[cluster] / sizes[cluster])


def joint_of_stages(staged: Staged, *, joint: FloatArray, sizes: IntArray) -> FloatArray:
    """Return the second-order inclusion probabilities of the persons drawn, shape (n, n).

    Parameters
    ----------
    joint : shape (M, M), second-order probabilities of the districts
    sizes : shape (M,), persons in each district

    References
    ----------
    Särndal, Swensson and Wretman (1992), result 4.3.1. Derivation: docs/methods/selection.md

    >>> staged = Staged(np.array([0, 1]), np.array([0, 0]), first=np.full(2, 0.5), second=np.full(2, 2 / 3))
    >>> float(joint_of_stages(staged, joint=np.array([[0.5]]), sizes=np.array([3]))[0, 1].round(4))
    0.1667
    """
    within = sizes[staged.cluster]
    pair = staged.second * (staged.second * within - 1) / np.maximum(within - 1, 1)
    is_same = staged.cluster[:, np.newaxis] == staged.cluster
    across = np.outer(staged.second, staged.second)
    found = joint[np.ix_(staged.cluster, staged.cluster)] * np.where(is_same, pair[:, np.newaxis], across)
    np.fill_diagonal(found, staged.probability)
    return found


def one_of_each(clusters: IntArray, *, strata: IntArray, order: IntArray) -> Staged:
    """Choose one person of each household at random, before households are drawn: then no household gets two letters.

    Returns
    -------
    one person of each household, with first = 1 (households are drawn afterwards) and second = 1 / size

    Raises
    ------
    DesignError : if persons of one household stand in different strata: then the probability of a person would hang
        on the others, and is not known.

    References
    ----------
    Kish (1949), JASA 44, 380-387; Gaziano (2005), Public Opinion Quarterly 69, 124-157.

    >>> households, strata = np.array([0, 0, 1]), np.array([0, 0, 1])
    >>> one_of_each(households, strata=strata, order=np.array([1, 0, 2])).second
    array([0.5, 1. ])
    """
    require_length(strata, len(clusters), name="strata")
    crossing = _crossing(clusters, strata)
    if crossing:
        raise DesignError(
            "At most one of a household cannot be promised with these strata", where="households",
            expected="all persons of a household in one stratum", got=f"{crossing} households in several",
            hint="Stratify by something that a household shares, such as the district; or allow two letters.",
        )  # fmt: skip
    sizes = np.bincount(clusters)
    everyone = np.flatnonzero(sizes)
    return take_within(clusters, everyone, first=np.ones(len(sizes)), take=np.ones_like(sizes), order=order)


def written_to_twice(households: IntArray) -> int:
    """Return how many households have more than one letter, by the households of all persons drawn.

    >>> written_to_twice(np.array([4, 7, 4, 9]))
    1
    """
    return int((np.bincount(households) > 1).sum()) if len(households) else 0


def second_phase(classes: IntArray, *, take: IntArray, order: IntArray) -> tuple[BoolArray, FloatArray]:
    """Draw some of those who did not answer, to ask them once more with more effort.

    Parameters
    ----------
    classes : shape (n,), class of each nonrespondent, from 0
    take : shape (K,), persons to draw in each class
    order : shape (n,), a random order

    Returns
    -------
    who is drawn, and everybody's probability in this phase given that they did not answer, both of shape (n,)

    Raises
    ------
    DesignError : if more is to be drawn in a class than there is, or nobody: then a class would have no voice.

    References
    ----------
    Hansen and Hurwitz (1946), JASA 41, 517-529; Särndal, Swensson and Wretman (1992), section 15.4.

    >>> second_phase(np.array([0, 0, 1, 1]), take=np.array([1, 2]), order=np.array([1, 0, 3, 2]))[1]
    array([0.5, 0.5, 1. , 1. ])
    """
    staged = take_within(classes, np.arange(len(take)), first=np.ones(len(take)), take=take, order=order)
    is_drawn = np.zeros(len(classes), dtype=np.bool_)
    is_drawn[staged.index] = True
    return is_drawn, (take / np.bincount(classes, minlength=len(take)))[classes]


def batches(strata: IntArray, sizes: IntArray) -> IntArray:
    """Cut a sample into batches that are released one after the other, each of them a sample of its own.

    The persons of a stratum stand in a random order; so whatever part of them is released is drawn at random. From
    every stratum a batch takes its share, to the whole number.

    Parameters
    ----------
    strata : shape (n,), stratum of each person, in the order in which they were drawn
    sizes : shape (B,), persons in each batch, adding up to n

    Returns
    -------
    shape (n,), number of the batch of each person, from 0

    Raises
    ------
    DesignError : if the batches do not add up to the sample.

    >>> batches(np.array([0, 0, 0, 0, 1, 1]), np.array([3, 3]))
    array([0, 0, 1, 1, 0, 1])
    """
    if np.any(sizes <= 0) or sizes.sum() != len(strata):
        raise DesignError(
            "The batches are not the sample", where="batches", expected=f"numbers above 0 that add up to {len(strata)}",
            got=", ".join(map(str, sizes.tolist())),
        )  # fmt: skip
    everybody = np.arange(len(strata))
    share = (rank_within(strata, everybody) + 0.5) / np.bincount(strata)[strata]
    released = np.empty(len(strata), dtype=np.int64)
    released[np.lexsort((strata, share))] = np.repeat(np.arange(len(sizes)), sizes)
    return released


def rank_within(clusters: IntArray, order: IntArray) -> IntArray:
    """Return for each person, in the order given, how many of the same cluster stand before."""
    ordered = clusters[order]
    grouped = np.argsort(ordered, kind="stable")
    sizes = np.bincount(ordered)
    starts = np.cumsum(sizes) - sizes
    rank = np.empty(len(order), dtype=np.int64)
    rank[grouped] = np.arange(len(order)) - np.repeat(starts, sizes)
    return rank


def _crossing(clusters: IntArray, strata: IntArray) -> int:
    """Return how many clusters have persons in more than one stratum."""
    pairs = np.unique(np.stack((clusters, strata)), axis=1)
    return int((np.bincount(pairs[0]) > 1).sum())
