"""Selection: who is drawn. A recorded seed gives the same people on every machine and for every order of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.frame import Frame


@dataclass(frozen=True)
class Sample:
    """The people drawn, in the order of their number.

    Attributes
    ----------
    index : shape (n,), rows of the frame
    stratum : shape (n,), number of the stratum in `levels`
    probability : shape (n,), inclusion probability n_h / N_h
    number : shape (n,), 1 to n
    levels : names of the strata
    sizes, allocation : shape (H,), persons in the frame and persons drawn
    """

    index: IntArray
    stratum: IntArray
    probability: FloatArray
    number: IntArray
    levels: tuple[str, ...]
    sizes: IntArray
    allocation: IntArray


def keyed_order(unit_ids: Sequence[str], seed: int) -> IntArray:
    """Order units by the SHA-256 of "seed:unit", as any database would by the hexadecimal digest.

    Parameters
    ----------
    unit_ids : N different texts
    seed : the recorded number that keys the order

    Returns
    -------
    shape (N,), row numbers in the order of the digests

    References
    ----------
    Ohlsson (1995), Coordination of samples using permanent random numbers. Derivation: docs/methods/selection.md

    >>> ids = ["p1", "p2", "p3"]
    >>> [ids[i] for i in keyed_order(ids, 7)] == [ids[::-1][i] for i in keyed_order(ids[::-1], 7)]
    True
    """
    prefix = hashlib.sha256(f"{seed}:".encode())
    digests = bytearray()
    for unit in unit_ids:
        digest = prefix.copy()
        digest.update(unit.encode())
        digests += digest.digest()
    words = np.frombuffer(bytes(digests), dtype=">u8").reshape(-1, 4).astype(np.uint64)
    order = np.argsort(words[:, 0], kind="stable")
    leading = words[order, 0]
    if np.any(leading[1:] == leading[:-1]):
        order = np.lexsort((words[:, 3], words[:, 2], words[:, 1], words[:, 0]))
    return order.astype(np.int64)


def draw(frame: Frame, design: Design, *, seed: int) -> Sample:
    """Draw a stratified random sample: in each stratum the n_h persons that come first in the keyed order.

    Parameters
    ----------
    frame : the persons that can be drawn
    design : sample size and allocation
    seed : the recorded number; one seed, one sample

    Raises
    ------
    DesignError : if the allocation cannot be carried out.

    References
    ----------
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, section 3.7.

    >>> from querschnitt.core.sampling.frame import frame_of
    >>> frame = frame_of([f"p{i}" for i in range(100)], ["a"] * 75 + ["b"] * 25)
    >>> sample = draw(frame, Design("demo", "group", 20, allocation="equal"), seed=1)
    >>> sorted(set(sample.probability.tolist()))
    [0.13333333333333333, 0.4]
    """
    return _take_first(frame, design, order=keyed_order(frame.unit_ids, seed))


def draw_at_random(frame: Frame, design: Design, *, generator: np.random.Generator) -> Sample:
    """Draw as `draw` does, but in an order taken from a generator: for simulations, where no draw is repeated.

    Parameters, result and errors as in `draw`.

    >>> from querschnitt.core.sampling.frame import frame_of
    >>> frame = frame_of(["p1", "p2", "p3", "p4"], ["a", "a", "b", "b"])
    >>> draw_at_random(frame, Design("demo", "g", 2), generator=np.random.default_rng(1)).allocation
    array([1, 1])
    """
    return _take_first(frame, design, order=generator.permutation(len(frame.unit_ids)).astype(np.int64))


def _take_first(frame: Frame, design: Design, *, order: IntArray) -> Sample:
    sizes = frame.sizes
    allocation = design.allocate(sizes)
    by_stratum = order[np.argsort(frame.stratum[order], kind="stable")]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[by_stratum] = np.arange(len(order)) - np.repeat(starts, sizes)
    index = order[rank[order] < allocation[frame.stratum[order]]]
    stratum = frame.stratum[index]
    return Sample(
        index=index,
        stratum=stratum,
        probability=(allocation / sizes)[stratum],
        number=np.arange(1, len(index) + 1, dtype=np.int64),
        levels=frame.levels,
        sizes=sizes,
        allocation=allocation,
    )
