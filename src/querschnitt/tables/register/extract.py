"""Register extracts: writing one (the synthetic register), and reading one with every fault named."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from querschnitt.core.errors import InputError
from querschnitt.tables.register.engine import engine
from querschnitt.tables.register.layout import plain_text
from querschnitt.tables.register.profile import Profile
from querschnitt.tables.register.staging import find_faults, stage, write_faults, write_rows

FIRST_REJECTS = 100
_READ, _STAGED, _CHECKED = 0.2, 0.6, 0.8  # how much of the work is done by then


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
    """An extract as read: typed rows in a Parquet file, and what was turned away.

    Attributes
    ----------
    rejected_rows : rows with at least one fault
    faults : how many there are, all of them in `faults_file` (line; column; value; reason)
    rejects : the first of them, at most `FIRST_REJECTS`
    """

    path: Path
    source_sha256: str
    profile: str
    rows: int
    rejected_rows: int
    faults: int
    faults_file: Path
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


def read_extract(
    path: Path, profile: Profile, *, into: Path, progress: Callable[[float], None] = lambda done: None
) -> Extract:
    """Read an extract strictly into a Parquet file, in memory that does not grow with it.

    A row with any fault is left out and each of its faults is listed with line, column, value and reason, in a file
    beside `into`; the caller decides how many are too many. Lines count from 1, as in the file.

    Parameters
    ----------
    into : its folder also holds what is written meanwhile, some three times the size of the extract
    progress : is told how much of the work is done, from 0 to 1

    Raises
    ------
    InputError : if the file is not there, is in another encoding, or a heading of the profile is missing.
    """
    _require_file(path)
    into.parent.mkdir(parents=True, exist_ok=True)
    faults_file = into.with_suffix(".rejects.csv")
    with (
        tempfile.TemporaryDirectory(dir=into.parent, prefix="import-") as folder,
        engine(Path(folder), threads=1) as connection,
    ):
        work = Path(folder)
        plain = plain_text(path, profile, into=work / "plain.txt", progress=lambda part: progress(_READ * part))
        try:
            stage(connection, plain.path, profile, of=path, work=work)
            progress(_STAGED)
            find_faults(connection, profile)
            progress(_CHECKED)
            rows = write_rows(connection, profile, into=into)
            faults, rejected = write_faults(connection, profile, into=faults_file)
        except duckdb.Error as error:
            raise InputError(
                "The extract cannot be read", where=str(path), expected=f"{profile.layout} in {profile.encoding}",
                got=str(error).splitlines()[0], hint="The wave's profile names encoding and separator.",
            ) from error  # fmt: skip
    progress(1.0)
    return Extract(
        path=into,
        source_sha256=plain.sha256,
        profile=f"{profile.name}-{profile.version}",
        rows=rows,
        rejected_rows=rejected,
        faults=faults,
        faults_file=faults_file,
        rejects=_first_rejects(faults_file),
    )


def write_rejects(extract: Extract, path: Path) -> Path:
    """Write all faults as a CSV file for those who made the extract."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(extract.faults_file, path)
    return path


def _first_rejects(path: Path) -> tuple[Reject, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = islice(csv.DictReader(file, delimiter=";"), FIRST_REJECTS)
        return tuple(Reject(int(row["line"]), row["column"], row["value"], row["reason"]) for row in rows)


def _require_file(path: Path) -> None:
    if not path.is_file():
        what = "The extract is a folder, not a file" if path.is_dir() else "The extract is not there"
        raise InputError(what, where=str(path), hint="Name the file as the register office delivered it.")
