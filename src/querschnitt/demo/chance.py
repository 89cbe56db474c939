"""Chance that hangs on the person: a keyed hash gives each person the same numbers whoever else exists."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import FloatArray, IntArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def uniform(keys: IntArray, seed: int, stream: str) -> FloatArray:
    """Return one number in (0, 1) a key: a function of key, seed and the name of the stream alone.

    The mixing function is that of SplitMix64 (Steele, Lea and Flood, 2014).

    >>> keys = np.array([5, 6, 7])
    >>> bool(uniform(keys, 1, "age")[2] == uniform(keys[2:], 1, "age")[0])
    True
    """
    words = _mix(keys.astype(np.uint64) * _GOLDEN + np.uint64(stream_number(seed, stream)))
    return ((words >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def stream_number(seed: int, stream: str) -> int:
    """Return a number of 64 bits for a seed and the name of a stream."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{stream}".encode()).digest()[:8], "big")


def choose(chances: FloatArray, shares: npt.ArrayLike) -> IntArray:
    """Return the class each number falls into when the classes have these shares (scaled to sum to one).

    >>> choose(np.array([0.1, 0.6, 0.95]), [0.5, 0.4, 0.1])
    array([0, 1, 2])
    """
    edges = np.cumsum(np.asarray(shares, dtype=np.float64))
    return np.minimum(np.searchsorted(edges / edges[-1], chances, side="right"), len(edges) - 1).astype(np.int64)


def from_classes(chances: FloatArray, breaks: npt.ArrayLike, shares: npt.ArrayLike) -> FloatArray:
    """Return values with these shares between the breaks, even within a class (inverse distribution function).

    >>> from_classes(np.array([0.25, 0.75]), [0, 10, 30], [0.5, 0.5])
    array([ 5., 20.])
    """
    edges = np.concatenate(([0.0], np.cumsum(np.asarray(shares, dtype=np.float64))))
    return np.asarray(np.interp(chances, edges / edges[-1], np.asarray(breaks, dtype=np.float64)))


def class_share(value: float, breaks: npt.ArrayLike, shares: npt.ArrayLike) -> float:
    """Return the share below a value: the distribution function of `from_classes`."""
    edges = np.concatenate(([0.0], np.cumsum(np.asarray(shares, dtype=np.float64))))
    return float(np.interp(value, np.asarray(breaks, dtype=np.float64), edges / edges[-1]))


def _mix(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))
