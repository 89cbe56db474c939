"""What became of each measure and field of the edition before, complete on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from querschnitt.apps.strategy.actions.reading.table import Table
from querschnitt.apps.strategy.models import Succession
from querschnitt.core.errors import InputError


@dataclass(frozen=True)
class Side:
    """The measures of an edition, their official text by number, and its fields by theirs."""

    texts: Mapping[str, str]
    fields: Collection[int]


@dataclass(frozen=True)
class WrittenSuccession:
    kind: str
    earlier: str
    later: str
    reason: str
    paper: str
    invented: bool


@dataclass(frozen=True)
class WrittenSuccessions:
    """Successions of measures by their numbers, and of fields by theirs."""

    measures: tuple[WrittenSuccession, ...] = ()
    fields: tuple[tuple[int, int], ...] = ()


def read_successions(file: Table, earlier: Side, later: Side) -> WrittenSuccessions:
    """Read what became of the measures of the edition before.

    Raises
    ------
    InputError : if a measure is unknown, stands on its side in no succession or in too many, or is kept in other words.
    """
    invented = file.flag("invented")
    rows = tuple(_succession(row, earlier, later, invented=invented) for row in file.tables("succession"))
    fields = tuple(
        row.done((_field(row, "earlier", earlier), _field(row, "later", later))) for row in file.tables("field")
    )
    for key, side in (("earlier", earlier), ("later", later)):
        _refuse_gaps([getattr(row, key) for row in rows], side.texts, f"{file.where}, {key}")
    _check_counts(rows, file.where)
    _check_words(rows, earlier, later, file.where)
    return file.done(WrittenSuccessions(rows, fields))


def _field(table: Table, key: str, side: Side) -> int:
    number: int = table.get(key, int)
    if number not in side.fields:
        raise InputError(f"Unknown field of action as '{key}'", where=table.where, got=number)
    return number


def _succession(table: Table, earlier: Side, later: Side, *, invented: bool) -> WrittenSuccession:
    kind = table.code("kind", Succession.Kind.values)
    return table.done(
        WrittenSuccession(
            kind=kind,
            earlier="" if kind == "new" else table.code("earlier", earlier.texts),
            later="" if kind == "ended" else table.code("later", later.texts),
            reason=table.text("reason", "" if kind == "kept" else None),
            paper=table.text("paper", ""),
            invented=table.flag("invented", default=invented),
        )
    )


def _refuse_gaps(named: Collection[str], numbers: Collection[str], where: str) -> None:
    missing = [number for number in numbers if number not in named]
    if missing:
        raise InputError("Measures stand in no succession", where=where, got=", ".join(missing))


def _check_counts(rows: Sequence[WrittenSuccession], where: str) -> None:
    """Check that only a split has several later measures, and only a merger several earlier ones."""
    counts = {side: Counter(getattr(row, side) for row in rows) for side in ("earlier", "later")}
    expected = {"split": ("more than one later measure", 2, 1), "merged": ("more than one earlier measure", 1, 2)}
    for row in rows:
        laters, earliers = counts["earlier"][row.earlier], counts["later"][row.later]
        told, few_laters, few_earliers = expected.get(row.kind, ("one measure on each side", 1, 1))
        right = laters >= few_laters if row.earlier else True
        right = right and (earliers >= few_earliers if row.later else True)
        single = row.kind != "split" and row.earlier and laters > 1
        single = single or (row.kind != "merged" and row.later and earliers > 1)
        if not right or single:
            raise InputError(
                f"The succession '{row.kind}' does not fit",
                where=where,
                expected=told,
                got=f"{row.earlier} → {row.later}",
            )


def _check_words(rows: Sequence[WrittenSuccession], earlier: Side, later: Side, where: str) -> None:
    for row in rows:
        if row.kind == "kept" and earlier.texts[row.earlier] != later.texts[row.later]:
            raise InputError(
                "A measure is kept, but in other words",
                where=where,
                got=f"{row.earlier} → {row.later}",
                hint='With another text it is kind = "reworded", with its reason.',
            )
