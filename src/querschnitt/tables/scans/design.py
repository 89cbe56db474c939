"""How the rows of a table came about, told by the names of its columns, and checked against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import ibis.expr.schema as sch

from querschnitt.core.errors import InputError, suggestion
from querschnitt.core.estimation.linearised import LonelyUnits


@dataclass(frozen=True)
class ReplicateColumns:
    """Replicate weights as columns, and how their spread becomes a variance.

    Attributes
    ----------
    columns : complete weights of each replicate, integers or numbers
    scale : of all replicates together
    rscales : of each; None: all 1
    mse : the centre is the estimate of the full sample (otherwise the mean of the replicates)
    unit : what 1 in these columns stands for, where weights are stored as whole numbers: 0.01 for hundredths
    df : degrees of freedom; None: rank of the weights less one, which is looked for in the table
    """

    columns: tuple[str, ...]
    scale: float
    rscales: tuple[float, ...] | None = None
    mse: bool = False
    unit: float = 1.0
    df: float | None = None

    def __post_init__(self) -> None:
        if len(self.columns) < 2:
            got = len(self.columns)
            raise InputError("A variance needs several replicates", where="columns", expected="at least 2", got=got)
        twice = next((name for place, name in enumerate(self.columns) if name in self.columns[:place]), None)
        if twice is not None:
            raise InputError("A replicate is named twice", where="columns", expected="each once", got=twice)
        if self.rscales is not None and len(self.rscales) != len(self.columns):
            wanted, got = len(self.columns), len(self.rscales)
            raise InputError("Each replicate has a scale", where="rscales", expected=wanted, got=got)
        if not (self.scale >= 0 and self.unit > 0 and all(scale >= 0 for scale in self.rscales or ())):
            expected = "scales from 0 on, a unit above 0"
            raise InputError("The scales of replicates are wrong", where="scale, rscales, unit", expected=expected)


@dataclass(frozen=True)
class KnownMargin:
    """A distribution of the population that weights are to meet.

    Attributes
    ----------
    column : the variable
    totals : persons of each level
    """

    column: str
    totals: Mapping[Any, float] = field(hash=False)


@dataclass(frozen=True)
class ScanDesign:
    """The columns that tell how the rows came about.

    Attributes
    ----------
    weight : persons that a row stands for, above 0
    strata : of the first stage; None: one stratum
    psu : primary units; None: each row is one
    population_size : primary units of the stratum in the population; None: drawn with replacement
    nest : whether labels of primary units may repeat in other strata and then mean other units
    lonely : the rule for strata with a single primary unit, as in `LinearisedDesign`
    replicates : replicate weights; the variance is then theirs, and strata and units are not asked
    margins : known margins that the weights are raked to first; one alone is post-stratification
    """

    weight: str
    strata: str | None = None
    psu: str | None = None
    population_size: str | None = None
    nest: bool = False
    lonely: LonelyUnits = LonelyUnits()
    replicates: ReplicateColumns | None = None
    margins: tuple[KnownMargin, ...] = ()

    def __post_init__(self) -> None:
        if self.replicates is not None and self.margins:
            raise InputError(
                "Replicate weights must have gone through the calibration themselves",
                where="margins",
                expected="no margins beside replicate weights",
                got=f"{len(self.margins)} margins",
                hint="Rake the weights and each replicate first ('calibrate_each').",
            )

    def check(self, schema: sch.Schema) -> None:
        """Raise unless the columns are there and those of weights and sizes hold numbers.

        Raises
        ------
        InputError : naming the column.
        """
        replicates = self.replicates.columns if self.replicates else ()
        sizes = [self.population_size] if self.population_size else []
        check_columns(schema, [self.weight, *sizes, *replicates], numbers=True)
        keys = [column for column in (self.strata, self.psu) if column]
        check_columns(schema, [*keys, *(margin.column for margin in self.margins)])


def check_columns(schema: sch.Schema, columns: Iterable[str], *, numbers: bool = False) -> None:
    """Raise unless the table has the columns, and, if wanted, numbers in them.

    Raises
    ------
    InputError : naming the first that is missing, or holds something else.
    """
    for column in columns:
        if column not in schema:
            raise InputError(
                "The table has no such column",
                where=f"column '{column}'",
                expected=_listed(schema.names),
                got=column,
                hint=suggestion(column, schema.names),
            )
        kind = schema[column]
        if numbers and not (kind.is_numeric() or kind.is_boolean()):
            raise InputError(
                "A column of numbers holds something else",
                where=f"column '{column}'",
                expected="numbers",
                got=str(kind),
            )


def _listed(names: Iterable[str], limit: int = 12) -> str:
    shown = list(names)
    return ", ".join(shown[:limit]) + (f" and {len(shown) - limit} more" if len(shown) > limit else "")
