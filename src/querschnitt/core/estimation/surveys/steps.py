"""Steps of calibration by the names of columns and levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import InputError, suggestion
from querschnitt.core.estimation.frames import columns_of
from querschnitt.core.estimation.model_matrix import INTERCEPT, model_matrix
from querschnitt.core.estimation.surveys.columns import Columns, label_of
from querschnitt.core.estimation.surveys.terms import expanded, matrix_of, used_by
from querschnitt.core.estimation.surveys.words import Names, choice, names_of
from querschnitt.core.weighting.calibration import (
    CalibrationToTotals,
    Linear,
    Logit,
    RakingDistance,
    Sinh,
    Terms,
    Trimming,
)
from querschnitt.core.weighting.calibration.distances import Distance
from querschnitt.core.weighting.raking import Margin, margin_of

DISTANCES = {"linear": Linear, "raking": RakingDistance, "logit": Logit, "sinh": Sinh}


def trimming(lower: float, upper: float, *, strict: bool) -> Trimming:
    """Return a cut at one bound or two.

    Raises
    ------
    InputError : without a bound.
    """
    if lower <= 0 and upper == np.inf:
        raise InputError("Trimming needs a bound", expected="lower=, upper=, or both", got="neither")
    return Trimming(float(lower), float(upper), strict=strict)


def margin(columns: Columns, by: Names, totals: Any) -> Margin:
    """Return the known distribution of one column, or of several crossed.

    Parameters
    ----------
    by : names of columns
    totals : persons by level, `{"f": 47143, "m": 45857}`; by levels of several columns, `{("f", "young"): 20000}` or
        `{"f,young": 20000}`; or a table with the columns `by` and one more, the counts

    Raises
    ------
    InputError : for an unknown column, or a table that has no column of counts.
    WeightingError : for a level of the rows without a count.
    """
    names = names_of(by)
    labels = [columns.whole_labels(name, role="calibration") for name in names]
    counts = _from_mapping(totals) if isinstance(totals, Mapping) and not _is_table(totals) else _table(totals, names)
    joined = [",".join(row) for row in zip(*(column.tolist() for column in labels), strict=True)]
    return margin_of(",".join(names), joined, totals=counts)


def standard(columns: Columns, weights: FloatArray, by: Names, shares: Any, *, over: Sequence[str]) -> Margin:
    """Return the cells of `by` within groups: in each the known shares of the group's weighted number.

    Raises
    ------
    InputError, WeightingError : as `margin`.
    """
    known = margin(columns, by, shares)
    labels = [columns.whole_labels(name, role="standardisation").tolist() for name in over]
    groups = [",".join(row) for row in zip(*labels, strict=True)] if over else [""] * columns.n
    levels, codes = np.unique(groups, return_inverse=True)
    sizes = np.bincount(codes, weights=weights)
    parts = known.totals / known.totals.sum()
    pairs = [(group, level) for group in range(len(levels)) for level in range(len(known.levels))]
    return Margin(
        name=" within ".join(filter(None, [known.name, ",".join(over)])),
        codes=(codes * len(known.levels) + known.codes).astype(np.int64),
        totals=np.array([sizes[group] * parts[level] for group, level in pairs]),
        levels=tuple(",".join(filter(None, [str(levels[group]), known.levels[level]])) for group, level in pairs),
    )


def columns_named(columns: Columns, key: Any) -> tuple[str, ...]:
    """Return the columns of a margin by its key: a name, several, or several with commas between.

    >>> columns_named(Columns({"sex": np.array(["f"]), "age": np.array([1.0])}), "sex,age")
    ('sex', 'age')
    """
    if not isinstance(key, str) or key in columns.values:
        return names_of(key)
    return tuple(part.strip() for part in key.split(","))


def _is_table(totals: Mapping[Any, Any]) -> bool:
    return any(not isinstance(value, int | float | np.number) for value in totals.values())


def _from_mapping(totals: Mapping[Any, Any]) -> dict[str, float]:
    names = [",".join(map(label_of, level)) if isinstance(level, tuple) else label_of(level) for level in totals]
    return dict(zip(names, map(float, totals.values()), strict=True))


def _table(totals: Any, names: Sequence[str]) -> dict[str, float]:
    table = Columns(columns_of(totals))
    labels = [table.whole_labels(name, role="totals").tolist() for name in names]
    others = [name for name in table.values if name not in names]
    if len(others) != 1:
        expected = f"the columns {', '.join(names)} and one with counts"
        raise InputError("Known totals have one column of counts", expected=expected, got=", ".join(table.values))
    counts = table.numbers(others[0], role="totals").tolist()
    return {",".join(level): count for *level, count in zip(*labels, counts, strict=True)}


def to_totals(
    columns: Columns,
    totals: Mapping[str, float],
    *,
    distance: str,
    bounds: tuple[float, float] | None,
    households: str | None,
) -> CalibrationToTotals:
    """Return the calibration to totals of terms: `(Intercept)`, a column of numbers, `column[level]`, `a:b`.

    Raises
    ------
    InputError : for an unknown column, level or distance.
    """
    made, terms = _distance(distance, bounds), tuple(totals)
    if not terms:
        raise InputError("A calibration needs totals", expected="{'(Intercept)': 93000, 'sex[f]': 47143}", got="none")
    matrix = model_matrix(term_columns(columns, terms), terms)
    known = np.array([float(totals[term]) for term in terms])
    codes = None
    if households:
        labels = columns.whole_labels(households, role="households")
        codes = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    return CalibrationToTotals(Terms(terms, matrix.values, known), made, households=codes)


def to_first_phase(
    columns: Columns, observed: BoolArray, terms: Names, *, distance: str, bounds: tuple[float, float] | None
) -> CalibrationToTotals:
    """Return the calibration of observed rows to the sums of a constant and of terms over all rows of the first phase.

    Raises
    ------
    InputError : for an unknown column or distance, or a value that is missing in a row of the first phase.
    """
    reference: dict[str, str] = {}
    written = expanded(columns, names_of(terms), reference=reference)
    for used in used_by(columns, names_of(terms)):
        wrong = np.flatnonzero(~used.known)
        if wrong.size:
            raise InputError(
                f"'{used.name}' has missing values", where=f"calibrated_to, row {wrong[0] + 1} ({wrong.size} rows)",
                expected="a value in every row of the first phase",
            )  # fmt: skip
    matrix = matrix_of(columns, names_of(terms), written, reference=reference).values
    step = Terms(tuple(written), matrix[observed], matrix.sum(axis=0))
    return CalibrationToTotals(step, _distance(distance, bounds))


def _distance(distance: str, bounds: tuple[float, float] | None) -> Distance:
    kind = DISTANCES[choice(distance, DISTANCES, what="distance")]
    if distance == "logit" and bounds is None:
        raise InputError("The logit distance needs two bounds", expected="bounds=(0.5, 2.5) or the like", got="none")
    return kind(*(bounds or ()))


def term_columns(columns: Columns, terms: Sequence[str]) -> dict[str, Any]:
    """Return the columns that terms name, declared categories as texts.

    Raises
    ------
    InputError : for an unknown column, or a level that no row has.
    """
    found: dict[str, Any] = {"": np.zeros(columns.n)}  # a model of the intercept alone has rows, too
    for term in terms:
        for part in term.split(":"):
            if part != INTERCEPT:
                name = _column_of(columns, part, term=term)
                found[name] = columns.labels(name) if columns.is_categorical(name) else columns.values[name]
    return found


def _column_of(columns: Columns, part: str, *, term: str) -> str:
    name, _, level = part.partition("[")
    if part in columns.values or not level:
        columns.column(part, role=f"term '{term}'")
        return part
    columns.column(name, role=f"term '{term}'")
    known = columns.levels_of(name, role=f"term '{term}'")
    if level.removesuffix("]") not in known:
        hint = suggestion(level.removesuffix("]"), known)
        raise InputError(f"'{name}' has no level '{level.removesuffix(']')}'", expected=", ".join(known), hint=hint)
    return name
