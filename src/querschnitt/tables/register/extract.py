"""Register extracts: writing one (the synthetic register), and reading one with every fault named."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from querschnitt.core.errors import InputError
from querschnitt.tables.register.layout import first_line, plain_csv
from querschnitt.tables.register.profile import ColumnRule, Profile

REJECT_HEADINGS = ("line", "column", "value", "reason")


@dataclass(frozen=True)
class Coded:
    """A column of codes; a code below zero is an empty cell."""

    codes: npt.NDArray[np.integer]
    labels: Sequence[str]


@dataclass(frozen=True)
class Numbered:
    """A column of texts that differ by a number: prefix, number with leading zeros."""

    prefix: str
    numbers: npt.NDArray[np.integer]
    width: int = 0


Column = Coded | Numbered | npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Reject:
    """One fault of the file."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Extract:
    """An extract as read: typed rows in a Parquet file, and what was turned away."""

    path: Path
    source_sha256: str
    profile: str
    rows: int
    rejected_rows: int
    rejects: tuple[Reject, ...]


def write_extract(columns: Mapping[str, Column], path: Path, *, profile: Profile) -> Path:
    """Write columns as a CSV extract under the profile's headings.

    The order of rows is the order of the arrays and one thread writes, so equal arrays give equal bytes.
    """
    arrays = [_text(columns[rule.field]) for rule in profile.columns]
    table = pa.table(arrays, names=list(profile.headings))
    options = arrow_csv.WriteOptions(include_header=False, delimiter=profile.delimiter, quoting_style="none")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write((profile.delimiter.join(profile.headings) + "\n").encode())
        arrow_csv.write_csv(table, file, options)
    return path


def _text(column: Column) -> pa.Array:
    if isinstance(column, Coded):
        codes = pa.array(column.codes.astype(np.int32), mask=column.codes < 0)
        return pa.DictionaryArray.from_arrays(codes, pa.array(list(column.labels), pa.string())).cast(pa.string())
    if isinstance(column, Numbered):
        digits = pc.utf8_lpad(pa.array(column.numbers).cast(pa.string()), width=column.width, padding="0")
        return pc.binary_join_element_wise(column.prefix, digits, "")
    return pa.array(column.astype("datetime64[D]")).cast(pa.string())


def read_extract(path: Path, profile: Profile, *, into: Path) -> Extract:
    """Read an extract strictly into a Parquet file.

    A row with any fault is left out and each of its faults is listed with line, column, value and reason; the
    caller decides how many are too many. Lines count from 1, as in the file.

    Raises
    ------
    InputError : if the file is not there, is in another encoding, or a heading of the profile is missing.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    _require_file(path)
    plain = plain_csv(path, profile, into=into.with_suffix(".plain"))
    try:
        headings = _headings(plain, profile, of=path)
        rows, rejects = _typed_rows(plain, profile, headings=headings, into=into)
    except duckdb.Error as error:
        raise InputError(
            "The extract cannot be read", where=str(path), expected=f"CSV in {profile.encoding}",
            got=str(error).splitlines()[0], hint="The wave's profile names encoding and separator.",
        ) from error  # fmt: skip
    finally:
        if plain != path:
            plain.unlink()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Extract(
        path=into,
        source_sha256=digest,
        profile=f"{profile.name}-{profile.version}",
        rows=rows,
        rejected_rows=len({fault.line for fault in rejects}),
        rejects=tuple(replace(fault, line=fault.line + first_line(profile) - 2) for fault in rejects),
    )


def _typed_rows(path: Path, profile: Profile, *, headings: Sequence[str], into: Path) -> tuple[int, list[Reject]]:
    """Write the rows without a fault, and return how many they are, and the faults of the others."""
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        broken = _stage(connection, path, profile=profile, headings=headings)
        rejects = sorted(
            broken + _value_faults(connection, profile, broken=sorted({fault.line for fault in broken})),
            key=lambda fault: (fault.line, fault.column),
        )
        into.parent.mkdir(parents=True, exist_ok=True)
        selected = ", ".join(f"{_typed(rule, profile)} AS {rule.field}" for rule in profile.columns)
        connection.execute(
            f"COPY (SELECT {selected} FROM staged WHERE row NOT IN (SELECT row FROM faults) ORDER BY row)"  # noqa: S608
            " TO $into (FORMAT parquet, COMPRESSION zstd)",
            {"into": str(into)},
        )
        rows = _count(connection, "SELECT count(*) FROM staged WHERE row NOT IN (SELECT row FROM faults)")
    return rows, rejects


def write_rejects(rejects: Sequence[Reject], path: Path) -> Path:
    """Write the faults as a CSV file for those who made the extract."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(REJECT_HEADINGS)
        writer.writerows((fault.line, fault.column, fault.value, fault.reason) for fault in rejects)
    return path


def _require_file(path: Path) -> None:
    if not path.is_file():
        what = "The extract is a folder, not a file" if path.is_dir() else "The extract is not there"
        raise InputError(what, where=str(path), hint="Name the file as the register office delivered it.")


def _headings(plain: Path, profile: Profile, *, of: Path) -> list[str]:
    try:
        with plain.open(encoding="utf-8-sig", newline="") as file:
            headings = next(csv.reader(file, delimiter=profile.delimiter), [])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            "The extract cannot be read", where=str(of), expected=f"CSV in {profile.encoding}",
            got=getattr(error, "strerror", None) or "other bytes", hint="The wave's profile names the encoding.",
        ) from error  # fmt: skip
    missing = [heading for heading in profile.headings if heading not in headings]
    if missing:
        raise InputError(
            "Columns are missing in the extract",
            where=f"{of.name}, line 1",
            expected=", ".join(missing),
            got=", ".join(headings) or "an empty line",
            hint="Adapt the profile or ask for the extract again.",
        )
    return headings


def _stage(
    connection: duckdb.DuckDBPyConnection, path: Path, *, profile: Profile, headings: Sequence[str]
) -> list[Reject]:
    """Read every cell as text; lines that are no rows come back as faults."""
    rules = {rule.source: rule for rule in profile.columns}
    names = [rules[heading].field if heading in rules else f"extra_{i}" for i, heading in enumerate(headings)]
    cells = ", ".join(f"coalesce(trim({rule.field}), '') AS {rule.field}" for rule in profile.columns)
    connection.execute(
        f"CREATE TEMP TABLE staged AS SELECT row_number() OVER () AS row, {cells} FROM read_csv($path,"  # noqa: S608
        " columns = $columns, header = true, auto_detect = false, delim = $delimiter, quote = '\"',"
        " escape = '\"', encoding = $encoding, null_padding = false, store_rejects = true, rejects_limit = 0)",
        {
            "path": str(path),
            "columns": dict.fromkeys(names, "VARCHAR"),
            "delimiter": profile.delimiter,
            "encoding": "utf-8",
        },
    )
    found = connection.execute("SELECT DISTINCT line, csv_line, error_type FROM reject_errors ORDER BY 1").fetchall()
    return [
        Reject(int(line), "", str(text or "")[:200], str(kind).lower().replace("_", " ")) for line, text, kind in found
    ]


def _value_faults(connection: duckdb.DuckDBPyConnection, profile: Profile, *, broken: Sequence[int]) -> list[Reject]:
    checks = [_check(rule, profile) for rule in profile.columns] + [
        _TWICE,
        _MOVED_BEFORE_BIRTH.format(born=_date("birth_date", profile), moved=_date("moved_in", profile)),
    ]
    connection.execute(f"CREATE TEMP TABLE faults AS {' UNION ALL '.join(checks)}")
    sources = {rule.field: rule.source for rule in profile.columns}
    found = connection.execute("SELECT row, field, value, reason FROM faults ORDER BY row, field").fetchall()
    before = np.asarray(broken, dtype=np.int64) - 2 - np.arange(len(broken))
    return [
        Reject(int(row) + 1 + int(np.searchsorted(before, row)), sources[field], value, reason)
        for row, field, value, reason in found
    ]


_TWICE = (
    "SELECT row, 'person_id' AS field, person_id AS value, 'person occurs more than once' AS reason FROM staged"
    " WHERE person_id <> '' QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY row) > 1"
)
_MOVED_BEFORE_BIRTH = (
    "SELECT row, 'moved_in' AS field, moved_in AS value, 'moved in before birth' AS reason FROM staged"
    " WHERE {moved} < {born}"
)


def _check(rule: ColumnRule, profile: Profile) -> str:
    """Return the SQL that lists the faults of one column."""
    invalid, reason = _invalid(rule, profile)
    missing = f"WHEN {rule.field} = '' THEN 'empty'" if rule.required else f"WHEN {rule.field} = '' THEN NULL"
    case = f"CASE {missing} WHEN {invalid} THEN '{reason}' END"
    return (
        f"SELECT row, '{rule.field}' AS field, {rule.field} AS value, reason FROM"  # noqa: S608
        f" (SELECT row, {rule.field}, {case} AS reason FROM staged) WHERE reason IS NOT NULL"
    )


def _invalid(rule: ColumnRule, profile: Profile) -> tuple[str, str]:
    if rule.kind == "date":
        return f"{_date(rule.field, profile)} IS NULL", f"no date of the form {profile.date_format}"
    if rule.kind == "code":
        return f"NOT regexp_full_match({rule.field}, '[0-9]{{3}}')", "no code of three digits"
    if rule.kind in ("choice", "flag"):
        allowed = ", ".join(_quoted(value) for value in rule.values)
        return f"{rule.field} NOT IN ({allowed})", f"not one of {', '.join(rule.values)}".replace("'", "''")
    if rule.pattern:
        reason = f"does not fit the pattern {rule.pattern}".replace("'", "''")
        return f"NOT regexp_full_match({rule.field}, {_quoted(rule.pattern)})", reason
    return "false", ""


def _typed(rule: ColumnRule, profile: Profile) -> str:
    if rule.kind == "date":
        return _date(rule.field, profile)
    if rule.kind == "flag":
        yes = ", ".join(_quoted(theirs) for theirs, ours in rule.values.items() if ours == "yes")
        return f"({rule.field} IN ({yes}))"
    if rule.kind == "choice":
        cases = " ".join(f"WHEN {_quoted(theirs)} THEN {_quoted(ours)}" for theirs, ours in rule.values.items())
        return f"CASE {rule.field} {cases} END"
    # One way to write a letter with its signs (Unicode NFC), as DIN 91379 asks: equal names are equal bytes.
    return f"nullif(nfc_normalize({rule.field}), '')"


def _date(field: str, profile: Profile) -> str:
    return f"CAST(try_strptime({field}, {_quoted(profile.date_format)}) AS DATE)"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
