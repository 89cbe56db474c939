"""Terms of regressions by the names of columns: categories become one term a level but the reference."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.model_matrix import INTERCEPT, ModelMatrix, model_matrix
from querschnitt.core.estimation.surveys.columns import Columns
from querschnitt.core.estimation.variables import Variable


def expanded(columns: Columns, terms: Sequence[str], *, reference: dict[str, str]) -> list[str]:
    """Return the terms with one for each level but the reference, which is entered where none was given."""
    written = [INTERCEPT]
    for term in terms:
        parts = [_levels_of(columns, part, reference=reference) for part in term.split(":")]
        written += [":".join(reversed(picked)) for picked in product(*reversed(parts))]
    return written


def _levels_of(columns: Columns, part: str, *, reference: dict[str, str]) -> list[str]:
    if not columns.is_categorical(part, role="terms"):
        return [part]
    levels = columns.levels_of(part, role="terms")
    if len(levels) < 2:
        raise InputError(
            f"'{part}' has one level, so it cannot explain anything", where="terms", expected="two levels or more",
            got=", ".join(levels) or "none", hint="Leave it out.",
        )  # fmt: skip
    left_out = reference.setdefault(part, levels[0])
    if left_out not in levels:
        raise InputError(f"'{part}' has no level '{left_out}'", where="reference", expected=", ".join(levels))
    return [f"{part}[{level}]" for level in levels if level != left_out]


def matrix_of(
    columns: Columns, terms: Sequence[str], written: Sequence[str], *, reference: dict[str, str]
) -> ModelMatrix:
    """Return the numbers of terms as `expanded` writes them."""
    labels = {name: columns.labels(name) for name in _factors_of(columns, terms)}
    return model_matrix({**columns.values, **labels}, written, reference=reference)


def _factors_of(columns: Columns, terms: Sequence[str]) -> list[str]:
    return [part for term in terms for part in term.split(":") if columns.is_categorical(part)]


def used_by(columns: Columns, terms: Sequence[str]) -> list[Variable]:
    """Return the columns that terms need a value of."""
    parts = dict.fromkeys(part for term in terms for part in term.split(":"))
    return [columns.variable(part, role="terms") for part in parts]
