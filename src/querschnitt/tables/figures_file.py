"""Figures as a file: CSV, Parquet, a spreadsheet or JSON, one row a figure, whole or not at all."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter
from pyarrow import parquet

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.result import Figures

Rows = Sequence[Mapping[str, Any]]


def write_figures(tables: Sequence[tuple[str, Figures]], path: Path) -> int:
    """Write tables of figures, each with its title, and return the number of rows.

    Raises
    ------
    InputError : for another kind of file, or a place where none can be written.
    """
    check_ending(path)
    rows = rows_of(tables)
    try:
        _whole(rows, path)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        hint = "Name a file in a folder that you may write to, and close it where it is open."
        raise InputError("The figures cannot be written", where=str(path), got=_reason(error), hint=hint) from error
    return len(rows)


def _whole(rows: Rows, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    try:
        WRITERS[path.suffix.lower()](rows, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    """Return what the system says, without the name of the draft."""
    return getattr(error, "strerror", None) or str(error)


def check_ending(path: Path) -> None:
    """Raise unless figures can be written as a file of this name; to be asked before the work begins.

    Raises
    ------
    InputError : naming the kinds.
    """
    if path.suffix.lower() not in WRITERS:
        what = "Figures cannot be written as a file of this kind"
        raise InputError(what, where=str(path), expected=", ".join(WRITERS))


def rows_of(tables: Sequence[tuple[str, Figures]]) -> list[dict[str, Any]]:
    """Return one row a figure: what it is of, its numbers (None where there is none) and its notes.

    >>> import numpy as np
    >>> figures = Figures(("y",), np.array([10.0]), np.array([[4.0]]), df=5.0, n=np.array([6]), notes=("no fpc",))
    >>> [row] = rows_of([("mean of y", figures)])
    >>> row["statistic"], row["figure"], row["se"], row["n"], row["n_eff"], row["interval"], row["notes"]
    ('mean of y', 'y', 2.0, 6, None, 't', 'no fpc')
    """
    rows = []
    for title, figures in tables:
        columns = figures.columns()
        for place in range(len(figures.names)):
            numbers = {name: _value(column[place]) for name, column in columns.items()}
            about = {"interval": figures.method, "notes": "; ".join(figures.notes)}
            rows.append({"statistic": title} | numbers | about)
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [{name: row.get(name) for name in names} for row in rows]


def _value(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def _csv(rows: Rows, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _parquet(rows: Rows, path: Path) -> None:
    parquet.write_table(pa.Table.from_pylist(list(rows)), path)


def _xlsx(rows: Rows, path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("figures")
        sheet.write_row(0, 0, list(rows[0]), book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, list(row.values()))
        sheet.freeze_panes(1, 2)
        sheet.autofit()


def _json(rows: Rows, path: Path) -> None:
    path.write_text(json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


WRITERS: dict[str, Callable[[Rows, Path], None]] = {".csv": _csv, ".parquet": _parquet, ".xlsx": _xlsx, ".json": _json}
