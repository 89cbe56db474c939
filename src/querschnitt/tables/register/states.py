"""The key of states: three digits for a nationality or country, its names, from when to when it was valid."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from querschnitt.core.errors import InputError
from querschnitt.tables.register.groups import Groups

HEADINGS = ("code", "name_de", "name_en", "valid_from", "valid_to", "successors")
NATIONALITIES = ("nationality_1", "nationality_2")
COUNTRIES = ("birth_country", "previous_country")
UNKNOWN, ENDED, NOT_YET = "not in the key", "no longer valid", "not yet valid"


@dataclass(frozen=True)
class State:
    """A state of the key. None as a date: valid ever since, or still. A former state names its successors."""

    code: str
    name_de: str
    name_en: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]


@dataclass(frozen=True)
class States:
    """The whole key."""

    by_code: Mapping[str, State]

    def name(self, code: str, language: str = "de") -> str:
        """Return the name of a state; a code that is not in the key stands for itself."""
        state = self.by_code.get(code)
        if state is None:
            return code
        return state.name_en if language == "en" else state.name_de

    def fault(self, code: str, day: date) -> str:
        """Return why nobody can have this nationality on a day, or empty text."""
        state = self.by_code.get(code)
        if state is None:
            return UNKNOWN
        if state.valid_to and day > state.valid_to:
            return ENDED
        return NOT_YET if state.valid_from and day < state.valid_from else ""


@dataclass(frozen=True)
class CodeWarning:
    """So many people have a code in a field of the extract that should not stand there on the reference date."""

    field: str
    code: str
    name: str
    reason: str
    people: int


def read_states(path: Path) -> States:
    """Read the key of states from CSV with semicolons.

    Raises
    ------
    InputError : if the file or a column is missing, or a code, date or successor is wrong.
    """
    if not path.is_file():
        raise InputError("There is no such key of states", where=str(path), hint="Compare examples/leipzig/states.csv.")
    try:
        return parse_states(path.read_text(encoding="utf-8-sig"), where=path.name)
    except UnicodeDecodeError as error:
        raise InputError(
            "The key of states cannot be read", where=str(path), expected="CSV in UTF-8", got="other bytes"
        ) from error


def parse_states(text: str, *, where: str) -> States:
    """Build the key from the text of its file, the first line with the headings, and check every cell."""
    lines = csv.reader(io.StringIO(text), delimiter=";")
    headings = next(lines, [])
    if tuple(headings) != HEADINGS:
        raise InputError(
            "These are not the columns of a key of states", where=f"{where}, line 1", expected=";".join(HEADINGS),
            got=";".join(headings) or "an empty file",
        )  # fmt: skip
    by_code: dict[str, State] = {}
    for number, cells in enumerate(lines, 2):
        state = _state(cells, where=f"{where}, line {number}")
        if state.code in by_code:
            raise InputError("A code occurs twice", where=f"{where}, line {number}, code", got=state.code)
        by_code[state.code] = state
    for state in by_code.values():
        unknown = [code for code in state.successors if code not in by_code]
        if unknown:
            raise InputError(
                "A successor is not in the key", where=f"{where}, code {state.code}, successors",
                expected="codes of this file", got=", ".join(unknown),
            )  # fmt: skip
    return States(by_code)


def check_groups(groups: Groups, states: States, *, where: str) -> None:
    """Raise if a country of a group is not in the key of states.

    Raises
    ------
    InputError : naming all such codes.
    """
    unknown = sorted({country for country, *_ in groups.rows()} - set(states.by_code))
    if unknown:
        raise InputError(
            "Countries of the groups are not in the key of states", where=where, expected="codes of states.csv",
            got=", ".join(unknown), hint="Correct the code, or add the state to the key.",
        )  # fmt: skip


def code_warnings(extract: Path, states: States, *, reference_date: date) -> tuple[CodeWarning, ...]:
    """Count the people of an extract with a code that is not in the key or, as a nationality, was not valid.

    A register holds old codes, so nothing is refused. A country of birth or of origin may be a former state.
    """
    warnings = []
    with duckdb.connect() as connection:
        for field in (*NATIONALITIES, *COUNTRIES):
            counted = connection.execute(
                f"SELECT {field}, count(*) FROM read_parquet($path) WHERE {field} IS NOT NULL"  # noqa: S608
                " GROUP BY 1 ORDER BY 1",
                {"path": str(extract)},
            ).fetchall()
            for code, people in counted:
                fault = states.fault(code, reference_date)
                if fault and (field in NATIONALITIES or fault == UNKNOWN):
                    warnings.append(CodeWarning(field, code, states.name(code), fault, people))
    return tuple(warnings)


def _state(cells: list[str], *, where: str) -> State:
    if len(cells) != len(HEADINGS):
        raise InputError("Not a state", where=where, expected=f"{len(HEADINGS)} cells", got=";".join(cells))
    code, name_de, name_en, *_ = cells
    if not re.fullmatch("[0-9]{3}", code):
        raise InputError("Not a code of a state", where=f"{where}, code", expected="three digits", got=code)
    if not name_de or not name_en:
        raise InputError("A state without a name", where=where, expected="name_de and name_en", got=";".join(cells))
    start, end = _day(cells[3], where=f"{where}, valid_from"), _day(cells[4], where=f"{where}, valid_to")
    if start and end and end < start:
        raise InputError("A state ends before it begins", where=where, expected=f"{start} or later", got=end)
    successors = tuple(cells[5].split())
    if successors and not end:
        raise InputError("A state that still is has successors", where=f"{where}, successors", got=cells[5])
    return State(code, name_de, name_en, start, end, successors)


def _day(text: str, *, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError("Not a date", where=where, expected="like 1991-12-25, or nothing", got=text) from error
