"""Hadamard matrices: orthogonal patterns of plus and minus one."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import IntArray
from querschnitt.core.errors import DesignError

LARGEST = 4096


def hadamard(at_least: int) -> IntArray:
    """Return a Hadamard matrix of the smallest order from `at_least` on that the constructions reach.

    The first column and the first row are all ones, so every other column adds up to zero.

    Parameters
    ----------
    at_least : 1 to 4096

    Raises
    ------
    DesignError : if that is out of range.

    References
    ----------
    Sylvester (1867), doubling; Paley (1933), J. Math. Phys. 12, 311-320, from primes. Orders such as 92, that
    need other constructions, are passed over.

    >>> hadamard(3).tolist()
    [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
    >>> [len(hadamard(n)) for n in (12, 21, 49, 90)]
    [12, 24, 56, 96]
    """
    if not 1 <= at_least <= LARGEST:
        raise DesignError("No Hadamard matrix of this order", expected=f"1 to {LARGEST}", got=at_least)
    order = at_least
    while (built := _build(order)) is None:
        order += 1
    signs = built * built[:, :1]
    return np.asarray(signs * signs[:1], dtype=np.int64)


def _build(order: int) -> IntArray | None:
    if order in (1, 2):
        return np.array([[1, 1], [1, -1]], dtype=np.int64)[:order, :order]
    if order % 4:
        return None
    half = _build(order // 2)
    if half is not None:
        return np.block([[half, half], [half, -half]])
    if (order - 1) % 4 == 3 and _is_prime(order - 1):
        return _paley_one(order - 1)
    if (order // 2 - 1) % 4 == 1 and _is_prime(order // 2 - 1):
        return _paley_two(order // 2 - 1)
    return None


def _paley_one(prime: int) -> IntArray:
    """From the squares modulo a prime of the form 4k + 3: order prime + 1."""
    core = np.ones((prime + 1, prime + 1), dtype=np.int64)
    core[1:, 1:] = _jacobsthal(prime) + np.eye(prime, dtype=np.int64)
    core[1:, 0] = -1
    return core


def _paley_two(prime: int) -> IntArray:
    """From the squares modulo a prime of the form 4k + 1: order 2 (prime + 1)."""
    conference = np.ones((prime + 1, prime + 1), dtype=np.int64)
    conference[1:, 1:] = _jacobsthal(prime)
    conference[0, 0] = 0
    zero, sign = np.array([[1, -1], [-1, -1]]), np.array([[1, 1], [1, -1]])
    diagonal = np.eye(prime + 1, dtype=np.int64)
    return np.kron(conference, sign) + np.kron(diagonal, zero)


def _jacobsthal(prime: int) -> IntArray:
    squares = np.zeros(prime, dtype=np.int64) - 1
    squares[np.unique(np.arange(1, prime) ** 2 % prime)] = 1
    squares[0] = 0
    numbers = np.arange(prime)
    return squares[(numbers[:, None] - numbers) % prime]


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))
