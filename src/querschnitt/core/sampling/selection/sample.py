"""What a draw gives, and how persons can be selected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from querschnitt.core.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Way:
    """A way to select persons: everything of it is known before the seed is, but who they are.

    Attributes
    ----------
    probability : shape (N,), exact inclusion probability of everybody in the frame
    choose : rows of the persons drawn, in any order, by the seed
    notes : keys of `NOTES`
    cluster : shape (N,), number of everybody's cluster or household; None if there are none
    first : shape (N,), inclusion probability of the cluster or household
    """

    probability: FloatArray
    choose: Callable[[int], IntArray]
    notes: tuple[str, ...] = ()
    cluster: IntArray | None = None
    first: FloatArray | None = None


@dataclass(frozen=True)
class Sample:
    """The people drawn, in the order of their number.

    Attributes
    ----------
    index : shape (n,), rows of the frame
    stratum : shape (n,), number of the stratum in `levels`
    probability : shape (n,), inclusion probability
    number : shape (n,), 1 to n
    batch : shape (n,), number of the batch with which each is released, from 1
    levels : names of the strata
    sizes, allocation : shape (H,), persons in the frame and persons to draw; with Poisson sampling, those expected
    first : shape (n,), inclusion probability of the cluster or household of each; None if there are none
    notes : what an estimate has to know, keys of `NOTES`
    """

    index: IntArray
    stratum: IntArray
    probability: FloatArray
    number: IntArray
    batch: IntArray
    levels: tuple[str, ...]
    sizes: IntArray
    allocation: IntArray
    first: FloatArray | None = None
    notes: tuple[str, ...] = ()
