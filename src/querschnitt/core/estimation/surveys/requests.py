"""What is to be estimated, written down before it is done: by a file or by the options of a command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys import estimates
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.core.estimation.surveys.words import choice


@dataclass(frozen=True)
class Request:
    """One call of a verb.

    Attributes
    ----------
    statistic : `total`, `mean`, `proportion`, `ratio`, `variance`, `correlation`, `quantile`, `cdf`
    variables : names of columns
    beside : what the statistic takes besides: denominators of a ratio, probabilities of a quantile, points of a cdf
    options : `by`, `where`, `missing`, `interval`, `rule`; those that were given

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
        """Raise unless the statistic is known and has what it needs.

        Raises
        ------
        InputError : for an unknown statistic, or one without what it takes besides.
        """
        choice(self.statistic, VERBS, what="statistic")
        needed = BESIDE.get(self.statistic)
        if needed and not self.beside and self.statistic != "quantile":
            raise InputError(f"A {self.statistic} needs {needed}", where=self.title, expected=f"'{needed}'")

    @property
    def title(self) -> str:
        """Return what is estimated, in words."""
        by = dict(self.options).get("by")
        of = f"{self.statistic} of {', '.join(self.variables)}"
        return of + (f" by {by if isinstance(by, str) else ' and '.join(by)}" if by else "")

    def figures(self, survey: Survey) -> Figures:
        """Estimate it.

        Raises
        ------
        InputError, EstimationError : as the verb.
        """
        return VERBS[self.statistic](survey, self)


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
BESIDE = {"ratio": "denominators", "quantile": "probabilities", "cdf": "points"}
"""What a statistic takes besides variables."""
