"""Random numbers that stay with a unit: made from its identifier and a key, the same on every machine and row order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import FloatArray, IntArray

Key = int | str
"""What keys the numbers: the seed of a draw, or the name of a family of surveys that are coordinated."""

Digests = npt.NDArray[np.uint64]


def keyed_order(unit_ids: Sequence[str], seed: Key) -> IntArray:
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
    words = _digests(unit_ids, seed)
    order = np.argsort(words[:, 0], kind="stable")
    leading = words[order, 0]
    if np.any(leading[1:] == leading[:-1]):
        order = np.lexsort((words[:, 3], words[:, 2], words[:, 1], words[:, 0]))
    return order.astype(np.int64)


def permanent_numbers(unit_ids: Sequence[str], *, key: Key) -> FloatArray:
    """Give each unit its number between 0 and 1: the leading 53 bits of the same digest.

    Samples that are drawn with the same key share as many units as they can; with the numbers `shifted` by a half they
    share as few.

    Returns
    -------
    shape (N,), each above 0 and below 1

    >>> permanent_numbers(["p1", "p2"], key="citizens").round(4)
    array([0.4034, 0.8097])
    """
    return ((_digests(unit_ids, key)[:, 0] >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53


def shifted(numbers: FloatArray, *, by: float) -> FloatArray:
    """Return the numbers turned by a part of the circle, for a survey that is to meet other units.

    >>> shifted(np.array([0.2, 0.75]), by=0.5)
    array([0.7 , 0.25])
    """
    return np.mod(numbers + by, 1.0)


def _digests(unit_ids: Sequence[str], key: Key) -> Digests:
    """Return the SHA-256 of each "key:unit" as four words, shape (N, 4)."""
    prefix = hashlib.sha256(f"{key}:".encode())
    digests = bytearray()
    for unit in unit_ids:
        digest = prefix.copy()
        digest.update(unit.encode())
        digests += digest.digest()
    return np.frombuffer(bytes(digests), dtype=">u8").reshape(-1, 4).astype(np.uint64)
