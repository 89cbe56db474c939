"""What is asked of a table: totals, means, shares and ratios by the names of columns, each over domains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from querschnitt.core.errors import InputError

Kind = Literal["total", "mean", "ratio"]


@dataclass(frozen=True)
class Categories:
    """A column taken as categories, one figure a level.

    Attributes
    ----------
    column : its name
    levels : in the order of the figures; None: those the table has, sorted
    """

    column: str
    levels: tuple[object, ...] | None = None


Target = str | Categories


@dataclass(frozen=True)
class Request:
    """One question to the table; `total`, `mean`, `proportions` and `ratio` write it down.

    Attributes
    ----------
    kind : of the figures
    targets : columns of numbers, or categories
    denominators : of ratios
    by : columns whose crossed levels are the domains; the first varies fastest
    """

    kind: Kind
    targets: tuple[Target, ...]
    denominators: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.targets or (self.kind == "ratio" and not self.denominators):
            raise InputError("A request needs at least one column", where=self.kind, expected="1 or more", got=0)
        levels = (target.levels or () for target in self.targets if isinstance(target, Categories))
        for where, named in (("by", self.by), *(("levels", each) for each in levels)):
            twice = next((name for place, name in enumerate(named) if name in named[:place]), None)
            if twice is not None:
                raise InputError("Named twice", where=f"{self.kind}, {where}", expected="each once", got=twice)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Columns that are taken as numbers."""
        targets = (target for target in self.targets if isinstance(target, str))
        return tuple(dict.fromkeys((*targets, *self.denominators)))

    @property
    def factors(self) -> tuple[str, ...]:
        """Columns that are taken as categories: of the targets and of the domains."""
        categories = (target.column for target in self.targets if isinstance(target, Categories))
        return tuple(dict.fromkeys((*categories, *self.by)))


def total(*targets: Target, by: str | Sequence[str] = ()) -> Request:
    """Ask for totals: of a category, the number of people in it.

    >>> total("income", by=["region"]).factors
    ('region',)
    """
    return Request("total", targets, by=_names(by))


def mean(*targets: Target, by: str | Sequence[str] = ()) -> Request:
    """Ask for means: of a category, its share."""
    return Request("mean", targets, by=_names(by))


def proportions(column: str, *, levels: Sequence[object] | None = None, by: str | Sequence[str] = ()) -> Request:
    """Ask for the shares of the levels of a column.

    >>> proportions("answer", by=["region"]).factors
    ('answer', 'region')
    """
    return mean(Categories(column, None if levels is None else tuple(levels)), by=by)


def ratio(numerator: Target, denominator: str, *, by: str | Sequence[str] = ()) -> Request:
    """Ask for the total of one column over that of another.

    >>> ratio("rooms", "persons").numbers
    ('rooms', 'persons')
    """
    return Request("ratio", (numerator,), (denominator,), _names(by))


def _names(by: str | Sequence[str]) -> tuple[str, ...]:
    return (by,) if isinstance(by, str) else tuple(by)
