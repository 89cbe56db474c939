"""Contrasts of estimated figures: linear ones, others by the delta method, differences of independent samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
from scipy import stats

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import EstimationError, InputError, suggestion
from querschnitt.core.estimation.result import Figures

Function = Callable[..., complex]

STEP = 1e-30
"""Of the complex step, whose derivative has no rounding error to weigh against (Squire and Trapp, 1998)."""


def contrast(figures: Figures, coefficients: Mapping[str, Mapping[str, float]]) -> Figures:
    """Return linear combinations of figures with their covariance.

    Parameters
    ----------
    figures : with the covariance between them
    coefficients : per contrast, its coefficients by the names of figures; others have zero

    Raises
    ------
    InputError : for a name that is no figure.

    References
    ----------
    R: survey::svycontrast

    >>> both = Figures(("a", "b"), np.array([5.0, 3.0]), np.array([[2.0, 1.0], [1.0, 2.0]]), df=9.0, n=np.array([5, 5]))
    >>> change = contrast(both, {"change": {"a": 1, "b": -1}})
    >>> change.names, change.estimate, change.variance
    (('change',), array([2.]), array([2.]))
    """
    rows = np.zeros((len(coefficients), len(figures.names)))
    for row, parts in zip(rows, coefficients.values(), strict=True):
        for name, coefficient in parts.items():
            row[position(figures, name)] = coefficient
    return _carried(figures, tuple(coefficients), estimate=rows @ figures.estimate, gradient=rows)


def function_of(
    figures: Figures, function: Callable[..., complex], arguments: tuple[str, ...], *, name: str
) -> Figures:
    """Return a smooth function of figures, its variance by the delta method.

    Parameters
    ----------
    function : of as many numbers as `arguments`, made of arithmetic and NumPy functions that know complex numbers (the
        derivative is taken by a complex step)
    arguments : names of figures
    name : of the result

    Raises
    ------
    InputError : for a name that is no figure.

    References
    ----------
    R: survey::svycontrast(stat, quote())

    >>> both = Figures(("a", "b"), np.array([6.0, 3.0]), np.diag([9.0, 0.0]), df=9.0, n=np.array([5, 5]))
    >>> share = function_of(both, lambda a, b: a / b, arguments=("a", "b"), name="a/b")
    >>> share.estimate, share.se
    (array([2.]), array([1.]))
    """
    places = [position(figures, argument) for argument in arguments]
    at = figures.estimate[places].astype(np.complex128)
    gradient = np.zeros((1, len(figures.names)))
    for argument, place in enumerate(places):
        moved: npt.NDArray[np.complex128] = at.copy()
        moved[argument] += 1j * STEP
        gradient[0, place] += np.imag(function(*moved)) / STEP
    value = np.array([np.real(function(*at))], dtype=np.float64)
    if not np.isfinite(value).all() or not np.isfinite(gradient).all():
        raise EstimationError("The function has no value or slope at the estimates", where=name, expected="finite")
    return _carried(figures, (name,), estimate=value, gradient=gradient)


def difference(second: Figures, first: Figures) -> Figures:
    """Return the second sample's figures minus the first's, for samples drawn independently of each other.

    Degrees of freedom add up, as in one design that holds both samples in strata of their own. The level is that of
    the second.

    Raises
    ------
    InputError : if the figures have other names.

    >>> one, two = (Figures(("y",), np.array([y]), np.eye(1), df=4.0, n=np.array([5])) for y in (2.0, 3.0))
    >>> difference(two, one).estimate, difference(two, one).variance
    (array([1.]), array([2.]))
    """
    if first.names != second.names:
        raise InputError("Only the same figures can be compared", expected=str(first.names), got=str(second.names))
    return Figures(
        names=first.names,
        estimate=second.estimate - first.estimate,
        covariance=first.covariance + second.covariance,
        df=first.df + second.df,
        n=np.minimum(first.n, second.n),
        notes=tuple(dict.fromkeys([*first.notes, *second.notes, "samples taken as independent"])),
        level=second.level,
    )


def p_values(figures: Figures, *, df: float | None = None) -> FloatArray:
    """Return two-sided p values of figures being zero, by Student's t; `df=np.inf` gives normal ones.

    A figure without variance has none (not a number).

    >>> figures = Figures(("y",), np.array([1.959964]), np.eye(1), df=9.0, n=np.array([5]))
    >>> p_values(figures, df=np.inf).round(4)
    array([0.05])
    """
    size = np.where(figures.se > 0, np.abs(figures.estimate) / np.where(figures.se > 0, figures.se, 1.0), np.nan)
    return np.asarray(2 * stats.t.sf(size, figures.df if df is None else df), dtype=np.float64)


def position(figures: Figures, name: str) -> int:
    """Return the place of a figure.

    Raises
    ------
    InputError : if there is none of this name.
    """
    if name not in figures.names:
        raise InputError(
            f"There is no figure '{name}'", expected=", ".join(figures.names), hint=suggestion(name, figures.names)
        )
    return figures.names.index(name)


def _carried(figures: Figures, names: tuple[str, ...], *, estimate: FloatArray, gradient: FloatArray) -> Figures:
    covariance = gradient @ figures.covariance @ gradient.T
    behind = np.where(gradient != 0, figures.n, np.iinfo(np.int64).max).min(axis=1)
    return Figures(
        names, estimate, covariance, figures.df, behind.astype(np.int64), notes=figures.notes, level=figures.level
    )
