"""Ways to select persons in steps: clusters and persons, or one person of a household."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.conditional_poisson import conditional_poisson
from querschnitt.core.sampling.design import Design, Stages
from querschnitt.core.sampling.frame import Frame
from querschnitt.core.sampling.inclusion import inclusion_probabilities
from querschnitt.core.sampling.permanent_numbers import keyed_order, permanent_numbers
from querschnitt.core.sampling.selection.sample import Way
from querschnitt.core.sampling.stages import one_of_each, rank_within, take_within


def clusters_then_persons(frame: Frame, design: Design, stages: Stages) -> Way:
    """Draw clusters in each stratum, then so many persons at random in each of them.

    The key of a cluster is the SHA-256 of "seed:cluster name", that of a person in it "seed:person".
    """
    labels, cluster = _grouped(frame, stages.cluster)
    strata = _stratum_of(cluster, frame, labels, column=stages.cluster)
    sizes = np.bincount(cluster).astype(np.int64)
    _require_takeable(labels, sizes, stages)
    first, choose_clusters = _first_stage(strata, sizes, design=design, frame=frame)
    names = [f"cluster {label}" for label in labels]
    take = np.full(len(labels), stages.take, dtype=np.int64)

    def choose(seed: int) -> IntArray:
        drawn = choose_clusters(names, seed)
        return take_within(cluster, drawn, first=first, take=take, order=keyed_order(frame.unit_ids, seed)).index

    probability = (first * stages.take / sizes)[cluster]
    return Way(probability, choose, notes=("stages",), cluster=cluster, first=first[cluster])


def one_a_household(frame: Frame, design: Design) -> tuple[Way, IntArray]:
    """Choose one person of each household, then draw households at random in each stratum.

    Which person, says the smallest SHA-256 of "seed person:person"; the key of a household is "seed:household number".

    Returns
    -------
    the way, and the persons to draw in each stratum
    """
    labels, household = _grouped(frame, design.one_per_household)
    sizes = np.bincount(household).astype(np.int64)
    everybody = np.arange(len(household))
    one_of_each(household, strata=frame.stratum, order=everybody)  # refuses what cannot be promised, before any seed
    strata = frame.stratum[np.unique(household, return_index=True)[1]]
    households = np.bincount(strata, minlength=len(frame.levels)).astype(np.int64)
    allocation = design.allocate(households, frame.levels)
    names = [f"household {label}" for label in labels]

    def choose(seed: int) -> IntArray:
        order = keyed_order(frame.unit_ids, f"{seed} person")
        chosen = one_of_each(household, strata=frame.stratum, order=order).index
        is_drawn = np.zeros(len(labels), dtype=np.bool_)
        is_drawn[_first_of(names, strata, allocation, seed=seed)] = True
        return chosen[is_drawn[household[chosen]]]

    first = (allocation / households)[strata]
    return Way(
        (first / sizes)[household], choose, notes=("household",), cluster=household, first=first[household]
    ), allocation  # fmt: skip


def _first_stage(
    strata: IntArray, sizes: IntArray, *, design: Design, frame: Frame
) -> tuple[FloatArray, Callable[[list[str], int], IntArray]]:
    """Return the inclusion probability of every cluster, and how clusters are chosen by their names and the seed."""
    wanted = design.clusters_in(frame.levels)
    there = np.bincount(strata, minlength=len(wanted))
    for stratum in np.flatnonzero(wanted > there):
        raise DesignError(
            "A stratum has not so many clusters", where=f"stages.clusters, stratum '{frame.levels[stratum]}'",
            expected=f"1 to {there[stratum]}", got=int(wanted[stratum]), hint="Draw fewer there.",
        )  # fmt: skip
    if design.stages and design.stages.first_stage == "random":
        return (wanted / there)[strata], lambda names, seed: _first_of(names, strata, wanted, seed=seed)
    members = [np.flatnonzero(strata == stratum) for stratum in range(len(wanted))]
    first, designs = np.empty(len(strata)), []
    for rows, take in zip(members, wanted.tolist(), strict=True):
        first[rows] = inclusion_probabilities(sizes[rows].astype(np.float64), take)
        designs.append(conditional_poisson(first[rows]))

    def choose(names: list[str], seed: int) -> IntArray:
        numbers = permanent_numbers(names, key=seed)
        return np.concatenate([rows[each.draw(numbers[rows])] for rows, each in zip(members, designs, strict=True)])

    return first, choose


def _first_of(names: list[str], strata: IntArray, take: IntArray, *, seed: int) -> IntArray:
    """Return the numbers of the clusters with the smallest keys in each stratum."""
    order = keyed_order(names, seed)
    return order[rank_within(strata, order) < take[strata[order]]]


def _grouped(frame: Frame, column: str) -> tuple[npt.NDArray[np.str_], IntArray]:
    """Return the names of the clusters, sorted, and everybody's cluster."""
    labels, codes = np.unique(frame.column(column).astype(np.str_), return_inverse=True)
    return labels, codes.reshape(-1).astype(np.int64)


def _stratum_of(cluster: IntArray, frame: Frame, labels: npt.NDArray[np.str_], *, column: str) -> IntArray:
    """Return the stratum of each cluster; all its persons stand in it."""
    strata = frame.stratum[np.unique(cluster, return_index=True)[1]]
    astray = np.flatnonzero(strata[cluster] != frame.stratum)
    if astray.size:
        raise DesignError(
            "A cluster lies in several strata", where=f"column '{column}', cluster '{labels[cluster[astray[0]]]}'",
            expected="each in one", got=f"{len(np.unique(cluster[astray]))} clusters in several",
            hint="Stratify by something that all persons of a cluster share, or draw without strata.",
        )  # fmt: skip
    return strata


def _require_takeable(labels: npt.NDArray[np.str_], sizes: IntArray, stages: Stages) -> None:
    """Raise if a cluster has too few persons: all are looked at, whichever the seed will draw."""
    small = np.flatnonzero(sizes < stages.take)
    if small.size:
        raise DesignError(
            "So many persons cannot be drawn in a cluster", where=f"stages.take, cluster '{labels[small[0]]}'",
            expected=f"1 to {sizes[small[0]]}", got=f"{stages.take}, too many in {small.size} clusters",
            hint="Take fewer in each cluster, or merge clusters that are so small.",
        )  # fmt: skip
