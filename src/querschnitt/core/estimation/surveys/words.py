"""Words that people write for names, choices and keywords, and what is said when they are mistaken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from querschnitt.core.errors import InputError, suggestion

Names = str | Iterable[str]
"""One name or several."""


def names_of(given: Names | None) -> tuple[str, ...]:
    """Return names as a tuple.

    Raises
    ------
    InputError : for anything that is not a text.

    >>> names_of("age"), names_of(["sex", "age"]), names_of(None)
    (('age',), ('sex', 'age'), ())
    """
    if given is None:
        return ()
    names = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, Iterable) else (given,)
    for name in names:
        if not isinstance(name, str):
            raise InputError("A column is named by a text", expected="a name, or a list of names", got=repr(name))
    return names


def choice(value: object, known: Iterable[str], *, what: str) -> str:
    """Return one of the known words.

    Raises
    ------
    InputError : for another, with the nearest.

    >>> choice("lineer", ["linear", "logit"], what="distance")
    Traceback (most recent call last):
    querschnitt.core.errors.InputError: Unknown distance 'lineer'. Expected: linear, logit. Did you mean 'linear'?
    """
    words = tuple(known)
    if not isinstance(value, str) or value not in words:
        hint = suggestion(str(value), words)
        raise InputError(f"Unknown {what} '{value}'", expected=", ".join(words), hint=hint)
    return value


def check_keywords(given: Mapping[str, Any], known: Iterable[str], *, what: str) -> None:
    """Raise if there is a keyword that the call does not know.

    Raises
    ------
    InputError : naming it, with the nearest.

    >>> check_keywords({"strat": "region"}, ["weights", "strata"], what="survey")
    Traceback (most recent call last):
    querschnitt.core.errors.InputError: survey() knows no 'strat'. Expected: weights, strata. Did you mean 'strata'?
    """
    words = tuple(known)
    for word in given:
        if word not in words:
            hint = suggestion(word, words)
            raise InputError(f"{what}() knows no '{word}'", expected=", ".join(words), hint=hint)
