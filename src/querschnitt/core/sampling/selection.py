"""Selection: who is drawn. A recorded seed gives the same people on every machine and for every order of rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.frame import Frame
from querschnitt.core.sampling.permanent_numbers import keyed_order
from querschnitt.core.sampling.stages import rank_within


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
    if design.selection != "random":
        raise DesignError(
            "This selection needs more of the frame than its strata", where=design.name, got=design.selection,
            hint="Draw from the file of the frame.",
        )  # fmt: skip
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
    allocation = design.allocate(sizes, frame.levels)
    index = order[rank_within(frame.stratum, order) < allocation[frame.stratum[order]]]
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
