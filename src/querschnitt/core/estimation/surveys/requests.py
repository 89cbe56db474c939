"""What is to be estimated, written down before it is done: by a file or by the options of a command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.intervals import checked_level
from querschnitt.core.estimation.proportion_intervals import METHODS
from querschnitt.core.estimation.quantile_rules import RULES
from querschnitt.core.estimation.quantiles import INTERVALS
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys import estimates
from querschnitt.core.estimation.surveys.conditions import read_conditions
from querschnitt.core.estimation.surveys.parts import MISSING, checked_df, keywords_of
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.core.estimation.surveys.words import check_keywords, choice, names_of


@dataclass(frozen=True)
class Request:
    """One call of a verb.

    Attributes
    ----------
    statistic : `total`, `mean`, `proportion`, `ratio`, `variance`, `correlation`, `quantile`, `cdf`
    variables : names of columns
    beside : what the statistic takes besides: denominators of a ratio, probabilities of a quantile, points of a cdf
    options : `by`, `where`, `missing`, `level`, `df`, `interval`, `rule`; those that were given

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1, 1], "age": [20, 40]}, weights="w")
    >>> request = Request("mean", ("age",))
    >>> request.title, request.figures(people).estimate.tolist()
    ('mean of age', [30.0])
    """

    statistic: str
    variables: tuple[str, ...]
    beside: tuple[Any, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()

    def __post_init__(self) -> None:
        """Raise unless the statistic is known, has what it needs, and every option is one of its own.

        Raises
        ------
        InputError : for an unknown statistic, one without what it takes besides, an option that does not belong to it
            or cannot be read, or a name that stands twice.
        """
        choice(self.statistic, VERBS, what="statistic")
        needed = BESIDE.get(self.statistic)
        if needed and not self.beside and self.statistic != "quantile":
            raise InputError(f"A {self.statistic} needs {needed}", where=self.title, expected=f"'{needed}'")
        if not self.variables:
            raise InputError("Nothing is named that could be estimated", expected="one column or more", got=0)
        for role, names in (("variables", self.variables), (needed or "", self.beside), ("by", self.by)):
            _refuse_twice(names, role=role)
        for place in self.beside if self.statistic == "quantile" else ():
            if not 0 <= place <= 1:
                raise InputError("A quantile is at a probability", expected="between 0 and 1", got=place)
        self._check_options(dict(self.options))

    def _check_options(self, options: dict[str, Any]) -> None:
        check_keywords(options, (*keywords_of(self.statistic), *OWN.get(self.statistic, ())), what=self.statistic)
        for option in options.keys() & WORDS.get(self.statistic, {}).keys():
            choice(options[option], WORDS[self.statistic][option], what=option)
        choice(options.get("missing", "refuse"), MISSING, what="treatment of missing values")
        checked_level(options.get("level", 0.95))
        checked_df(options.get("df"))
        read_conditions(options.get("where"))

    @property
    def title(self) -> str:
        """Return what is estimated, in words."""
        where = dict(self.options).get("where") or ()
        conditions = [where] if isinstance(where, str) else list(where)
        of = f"{self.statistic} of {', '.join(self.variables)}"
        by = f" by {' and '.join(self.by)}" if self.by else ""
        return of + by + (f" where {' and '.join(map(str, conditions))}" if conditions else "")

    @property
    def by(self) -> tuple[str, ...]:
        """Return the columns of the groups."""
        return names_of(dict(self.options).get("by"))

    @property
    def asks(self) -> tuple[object, ...]:
        """Return what tells it from others, however its options were written down."""
        listed = [(key, (value,) if isinstance(value, str) else value) for key, value in self.options]
        told = [(key, tuple(value) if isinstance(value, list) else value) for key, value in listed]
        return self.statistic, self.variables, tuple(self.beside), tuple(sorted(told))

    def figures(self, survey: Survey) -> Figures:
        """Estimate it.

        Raises
        ------
        InputError, EstimationError : as the verb.
        """
        return VERBS[self.statistic](survey, self)


def _refuse_twice(names: Sequence[Any], *, role: str) -> None:
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise InputError(f"'{twice}' stands twice", where=role, expected="each one once", hint="Leave out one of them.")


def _plain(verb: Callable[..., Figures]) -> Callable[[Survey, Request], Figures]:
    return lambda survey, request: verb(survey, request.variables, **dict(request.options))


def _beside(verb: Callable[..., Figures]) -> Callable[[Survey, Request], Figures]:
    return lambda survey, request: verb(survey, request.variables, request.beside, **dict(request.options))


def _distribution(survey: Survey, request: Request) -> Figures:
    if len(request.variables) != 1:
        got = len(request.variables)
        raise InputError("A distribution is of one variable", where=request.title, expected=1, got=got)
    return estimates.cdf(survey, request.variables[0], request.beside, **dict(request.options))


def _quantile(survey: Survey, request: Request) -> Figures:
    return estimates.quantile(survey, request.variables, request.beside or 0.5, **dict(request.options))


VERBS: dict[str, Callable[[Survey, Request], Figures]] = {
    "total": _plain(estimates.total),
    "mean": _plain(estimates.mean),
    "proportion": _plain(estimates.proportion),
    "ratio": _beside(estimates.ratio),
    "variance": _plain(estimates.variance),
    "correlation": _plain(estimates.correlation),
    "quantile": _quantile,
    "cdf": _distribution,
}
OWN = {"proportion": ("interval",), "quantile": ("interval", "rule")}
"""Options of one statistic alone."""
WORDS: dict[str, dict[str, Iterable[str]]] = {
    "proportion": {"interval": METHODS},
    "quantile": {"interval": INTERVALS, "rule": RULES},
}
BESIDE = {"ratio": "denominators", "quantile": "probabilities", "cdf": "points"}
"""What a statistic takes besides variables."""
