"""Why a calibration cannot be done: the term, the bound, and bounds that would do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, optimize, sparse

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.calibration.distances import Distance

RANK = 1e-9  # a column is dependent when less than this share of its length is its own
CLEARLY = 1e-10  # smallest eigenvalue of the correlations from which on nothing has to be looked at closely
AT_BOUND = 1e-6  # of a factor: nearer to a bound it is bound
MOST_ROWS = 20_000  # for the search of bounds that would do


def no_cases(names: tuple[str, ...], values: FloatArray, *, totals: FloatArray) -> None:
    """Raise if no respondent has a term that the population has.

    Raises
    ------
    WeightingError : naming the term.
    """
    for name, column, total in zip(names, values.T, totals, strict=True):
        if not np.any(column):
            raise WeightingError(
                "No respondent stands for a term of the population",
                where=f"term '{name}'",
                expected=f"respondents for a total of {total:g}",
                got=0,
                hint="Merge the level with a neighbouring one, in the respondents and in the totals.",
            )


def collinear(names: tuple[str, ...], values: FloatArray) -> None:
    """Raise if a term follows from the others.

    Raises
    ------
    WeightingError : naming the term and those it follows from.
    """
    scaled = values / np.linalg.norm(values, axis=0)
    if float(np.linalg.eigvalsh(scaled.T @ scaled)[0]) > CLEARLY:
        return
    triangle, order = linalg.qr(scaled, mode="r", pivoting=True)
    own = np.abs(np.diag(triangle))
    rank = int((own > RANK).sum())
    if rank == len(names):
        return
    dependent = int(order[rank])
    shares = np.linalg.lstsq(scaled[:, order[:rank]], scaled[:, dependent], rcond=None)[0]
    sources = ", ".join(f"'{names[int(order[i])]}'" for i in np.flatnonzero(np.abs(shares) > 1e-6))
    raise WeightingError(
        f"Terms of the calibration depend on each other: '{names[dependent]}' follows from {sources}",
        where=f"term '{names[dependent]}'",
        expected=f"rank {len(names)}",
        got=f"rank {rank}",
        hint="Leave out one level of every factor beside the constant, or merge levels.",
    )


@dataclass(frozen=True)
class Attempt:
    """How far a calibration came.

    Attributes
    ----------
    distance : with its bounds
    factors : shape (n,), at the end
    gaps : shape (p,), relative, of the terms
    """

    distance: Distance
    factors: FloatArray
    gaps: FloatArray

    @property
    def binding(self) -> str:
        """Return which bounds bind how many rows, in words; nothing if none does."""
        said = []
        for name, bound in (("lower", self.distance.lower), ("upper", self.distance.upper)):
            rows = (
                int((np.abs(self.factors - np.asarray(bound)) <= AT_BOUND).sum()) if np.all(np.isfinite(bound)) else 0
            )
            if rows:
                said.append(f"; the {name} bound binds {rows} of {len(self.factors)} rows")
        return "".join(said)


def not_met(names: tuple[str, ...], weighted: FloatArray, *, totals: FloatArray, attempt: Attempt) -> WeightingError:
    """Return the error for totals that were not met: the term furthest away, the bound that binds, the way out.

    Parameters
    ----------
    weighted : shape (n, p), weight x term
    """
    distance, gaps = attempt.distance, attempt.gaps
    worst = int(np.argmax(np.nan_to_num(gaps, nan=np.inf)))
    place, bounds = f"term '{names[worst]}'", _text(distance.lower, distance.upper)
    wider = _widening(weighted, totals, distance=distance) if len(weighted) <= MOST_ROWS else None
    if wider == 0:
        return WeightingError(
            f"The calibration does not converge (factors {bounds})",
            where=place,
            expected=f"a total of {totals[worst]:.10g}",
            got=f"a relative gap of {gaps[worst]:.3g}{attempt.binding}",
            hint="Allow more iterations or wider bounds.",
        )
    lower, upper = np.min(distance.lower), np.max(distance.upper)
    would_do = "Check the totals, widen the bounds or leave out a term."
    if wider is not None:
        would_do = f"Factors {_text(lower - wider * 1.001, upper + wider * 1.001)} would do; or leave out a term."
    return WeightingError(
        f"No weights meet the totals with factors {bounds}",
        where=place,
        expected=f"a total of {totals[worst]:.10g}",
        got=f"a relative gap of {gaps[worst]:.3g}{attempt.binding}",
        hint=would_do,
    )


def _widening(weighted: FloatArray, totals: FloatArray, *, distance: Distance) -> float | None:
    """Return by how much both bounds have to give way (0: they need not), or nothing if that is not known."""
    rows, columns = weighted.shape
    scale = np.abs(weighted).sum(axis=0)
    meets = np.column_stack([(weighted / scale).T, np.zeros(columns)])
    sides: list[object] = []
    limits: list[FloatArray] = []
    for bound, sign in ((distance.lower, -1.0), (distance.upper, 1.0)):
        each = np.broadcast_to(np.asarray(bound, dtype=np.float64), (rows,))
        if np.all(np.isfinite(each)):
            sides.append(sparse.hstack([sign * sparse.eye(rows), -np.ones((rows, 1))]))
            limits.append(sign * each)
    if not sides:
        return None
    answer = optimize.linprog(
        np.append(np.zeros(rows), 1.0),
        A_ub=sparse.vstack(sides), b_ub=np.concatenate(limits),
        A_eq=meets, b_eq=totals / scale,
        bounds=[(None, None)] * rows + [(0, None)],
    )  # fmt: skip
    return (float(answer.x[-1]) if answer.x[-1] > 1e-9 else 0.0) if answer.success else None


def _text(lower: object, upper: object) -> str:
    low, high = float(np.min(np.asarray(lower))), float(np.max(np.asarray(upper)))
    return f"above {low:.4g}" if np.isinf(high) else f"from {low:.4g} to {high:.4g}"
