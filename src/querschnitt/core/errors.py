"""One tree of errors: what is wrong, where, what was expected, what was found, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class QuerschnittError(Exception):
    """The root: every error a user may see.

    Parameters
    ----------
    what : one sentence, what is wrong
    where : the place, as a person would name it ("sheet survey, row 42, column relevant")
    expected, got : what should have stood there and what did
    hint : the way out, one sentence

    >>> print(InputError("Unknown district", where="row 7", expected="one of 63", got="Mitte", hint="See the list."))
    Unknown district. Place: row 7. Expected: one of 63. Found: Mitte. See the list.
    """

    def __init__(self, what: str, *, where: str = "", expected: object = "", got: object = "", hint: str = "") -> None:
        self.what, self.where, self.hint = what, where, hint
        self.expected, self.got = expected, got
        super().__init__(what)

    def __str__(self) -> str:
        labelled = [("Place", self.where), ("Expected", self.expected), ("Found", self.got)]
        parts = [self.what.rstrip(".")] + [f"{label}: {value}" for label, value in labelled if not _is_empty(value)]
        return " ".join([". ".join(parts) + ".", self.hint]).strip()


def _is_empty(value: object) -> bool:
    """Tell an empty text from everything else; an array must not be compared with it."""
    return isinstance(value, str) and not value


class InputError(QuerschnittError):
    """A file, a setting or an argument cannot be read as what it should be."""


class ShapeError(QuerschnittError):
    """Arrays that belong together have different lengths."""


class DesignError(QuerschnittError):
    """A sampling design cannot be carried out as it is written."""


class QuestionnaireError(QuerschnittError):
    """A questionnaire is wrong."""


class WeightingError(QuerschnittError):
    """Weights cannot be made without going on over a doubt."""


class EstimationError(QuerschnittError):
    """A figure cannot be estimated without going on over a doubt."""


class ReleaseError(QuerschnittError):
    """A release file is damaged, unsigned, or not from whom it says."""


class StateError(QuerschnittError):
    """The step does not fit the state of the work: something must come before it, or has ended."""


def require_known(word: str, known: Iterable[str], *, what: str, where: str) -> None:
    """Raise unless a word is one of those known: an unknown method must not become another one in silence.

    Parameters
    ----------
    what : what the word names ("rule for lonely units")
    where : the argument it was given as

    Raises
    ------
    InputError : naming the known words, and the nearest.

    >>> require_known("averaged", ["adjust", "average"], what="rule", where="lonely")
    Traceback (most recent call last):
    querschnitt.core.errors.InputError: Unknown rule. Place: lonely. Expected: adjust, average. Found: averaged. \
Did you mean 'average'?
    """
    words = list(known)
    if word not in words:
        hint = suggestion(str(word), words)
        raise InputError(f"Unknown {what}", where=where, expected=", ".join(words), got=word, hint=hint)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean 'x'?" for the nearest known word, or an empty text.

    >>> suggestion("alter", ["age", "altar"])
    "Did you mean 'altar'?"
    """
    near = get_close_matches(word, list(known), n=1)
    return f"Did you mean '{near[0]}'?" if near else ""
