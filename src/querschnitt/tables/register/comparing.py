"""Two definitions side by side: who moves from one kind of background to another, in, or out."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from querschnitt.core.errors import InputError
from querschnitt.tables.register.definition import NONE, Definition
from querschnitt.tables.register.derive import derive_table, load_extract
from querschnitt.tables.register.groups import Groups

COMING_OF_AGE = 18
AGES = ("under 18", "18+")
_HEADINGS = ("first", "second", "part", "before", "after", "people")


@dataclass(frozen=True)
class DefinitionCount:
    """A definition that was run, and whom it found: `kinds` counts the residents by kind, those without included."""

    label: str
    sha256: str
    title: Mapping[str, str]
    kind_names: Mapping[str, Mapping[str, str]]
    background: int
    kinds: Mapping[str, int]


@dataclass(frozen=True)
class Cell:
    """So many people have one kind under the first definition and another (or the same) under the second."""

    before: str
    after: str
    people: int


@dataclass(frozen=True)
class Moves:
    """How a set of people changes: those in it under the first, under the second, and under both definitions.

    >>> moves = Moves("syria", before=10, after=12, stay=9)
    >>> moves.move_in, moves.move_out
    (3, 1)
    """

    code: str
    before: int
    after: int
    stay: int

    @property
    def move_in(self) -> int:
        """People who are in it under the second definition only."""
        return self.after - self.stay

    @property
    def move_out(self) -> int:
        """People who are in it under the first definition only."""
        return self.before - self.stay


@dataclass(frozen=True)
class Comparison:
    """Everybody who moves from a first definition to a second.

    Attributes
    ----------
    cells : the cross-table of kinds, with `none`; its sum is the number of residents
    background : people with a background of any kind
    groups : the members of each origin group; who has another group under the second definition moves out of one
        and into the other
    ages : people with a background, by age class
    """

    first: str
    second: str
    cells: tuple[Cell, ...]
    background: Moves
    groups: tuple[Moves, ...]
    ages: tuple[Moves, ...]

    def matrix(self) -> tuple[tuple[str, ...], list[tuple[str, list[int]]]]:
        """Return the kinds of the second definition, and each kind of the first with its counts in their order."""
        people = {(cell.before, cell.after): cell.people for cell in self.cells}
        columns = _none_last(cell.after for cell in self.cells)
        rows = _none_last(cell.before for cell in self.cells)
        return columns, [(row, [people.get((row, column), 0) for column in columns]) for row in rows]


@dataclass(frozen=True)
class DefinitionsCompared:
    """Definitions run on one extract; each of the others is compared with the first."""

    residents: int
    reference_date: date
    definitions: tuple[DefinitionCount, ...]
    comparisons: tuple[Comparison, ...]


def compare_definitions(
    extract: Path,
    definitions: Sequence[Definition],
    *,
    groups: Groups,
    boroughs: Mapping[str, str],
    reference_date: date,
) -> DefinitionsCompared:
    """Run definitions on an extract and count who moves from the first one to each of the others.

    Parameters
    ----------
    extract : the Parquet file of `read_extract`; nothing is written beside it
    definitions : two or more

    Raises
    ------
    InputError : for fewer than two definitions, or for two that differ and have one name and version.
    """
    _check_versions(definitions)
    with duckdb.connect() as connection:
        load_extract(connection, extract, groups=groups, boroughs=boroughs, reference_date=reference_date)
        for number, definition in enumerate(definitions):
            derive_table(connection, definition, groups=groups, reference_date=reference_date)
            connection.execute(f"ALTER TABLE derived RENAME TO derived{number}")
        counted = tuple(_counted(connection, number, definition) for number, definition in enumerate(definitions))
        comparisons = tuple(
            _compare(connection, number, first=definitions[0].label, second=definition.label)
            for number, definition in enumerate(definitions[1:], 1)
        )
    return DefinitionsCompared(
        residents=sum(counted[0].kinds.values()),
        reference_date=reference_date,
        definitions=counted,
        comparisons=comparisons,
    )


def comparison_rows(compared: DefinitionsCompared) -> Iterator[tuple[str, str, str, str, str, int]]:
    """Yield every count as a row: first and second definition, part, before, after, people.

    The part is kind, group or age; a group or age class has a row of those who stay, move in and move out.
    """
    for pair in compared.comparisons:
        for cell in pair.cells:
            yield pair.first, pair.second, "kind", cell.before, cell.after, cell.people
        for part, all_moves in (("group", pair.groups), ("age", pair.ages)):
            for moves in all_moves:
                yield pair.first, pair.second, part, moves.code, moves.code, moves.stay
                yield pair.first, pair.second, part, "", moves.code, moves.move_in
                yield pair.first, pair.second, part, moves.code, "", moves.move_out


def write_comparison(compared: DefinitionsCompared, path: Path) -> Path:
    """Write the rows of a comparison as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_HEADINGS)
        writer.writerows(comparison_rows(compared))
    return path


def _check_versions(definitions: Sequence[Definition]) -> None:
    if len(definitions) < 2:
        raise InputError("A comparison needs two definitions", expected="two or more", got=str(len(definitions)))
    contents: dict[str, str] = {}
    for definition in definitions:
        if contents.setdefault(definition.label, definition.sha256) != definition.sha256:
            raise InputError(
                "Two definitions differ and have one name and version", where=definition.label,
                expected="a new version for every change", got="two files",
                hint="Give the changed file the next version number.",
            )  # fmt: skip


def _counted(connection: duckdb.DuckDBPyConnection, number: int, definition: Definition) -> DefinitionCount:
    kinds = dict(connection.execute(_KINDS.format(number=number), {"none": NONE}).fetchall())
    return DefinitionCount(
        label=definition.label,
        sha256=definition.sha256,
        title=definition.title,
        kind_names={language: definition.kind_names(language) for language in definition.title},
        background=sum(kinds.values()) - kinds.get(NONE, 0),
        kinds=kinds,
    )


_KINDS = "SELECT coalesce(kind, $none), count(*) FROM derived{number} GROUP BY 1 ORDER BY 1"
_CROSSED = """
SELECT coalesce(one.kind, $none), coalesce(two.kind, $none), coalesce(one."group", ''), coalesce(two."group", ''),
    one.age >= $of_age, count(*)
FROM derived0 AS one JOIN derived{number} AS two USING (person_id)
GROUP BY ALL ORDER BY ALL
"""


def _compare(connection: duckdb.DuckDBPyConnection, number: int, *, first: str, second: str) -> Comparison:
    crossed = connection.execute(_CROSSED.format(number=number), {"none": NONE, "of_age": COMING_OF_AGE}).fetchall()
    cells: Counter[tuple[str, str]] = Counter()
    groups: Counter[tuple[str, str]] = Counter()
    background: Counter[tuple[str, str]] = Counter()
    ages: Counter[tuple[str, str]] = Counter()
    for before, after, group_before, group_after, is_of_age, people in crossed:
        age = AGES[is_of_age]
        cells[before, after] += people
        groups[group_before, group_after] += people
        background["" if before == NONE else "background", "" if after == NONE else "background"] += people
        ages["" if before == NONE else age, "" if after == NONE else age] += people
    return Comparison(
        first=first,
        second=second,
        cells=tuple(Cell(before, after, people) for (before, after), people in sorted(cells.items())),
        background=_moves(background, ("background",))[0],
        groups=_moves(groups, sorted({code for pair in groups for code in pair if code})),
        ages=_moves(ages, AGES),
    )


def _moves(crossed: Counter[tuple[str, str]], codes: Sequence[str]) -> tuple[Moves, ...]:
    """Return the moves of every code from counts by (code before, code after); empty text is outside all of them."""
    return tuple(
        Moves(
            code,
            before=sum(people for (before, _), people in crossed.items() if before == code),
            after=sum(people for (_, after), people in crossed.items() if after == code),
            stay=crossed[code, code],
        )
        for code in codes
    )


def _none_last(kinds: Iterator[str]) -> tuple[str, ...]:
    return tuple(sorted(set(kinds), key=lambda kind: (kind == NONE, kind)))
