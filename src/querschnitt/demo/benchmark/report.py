"""What a benchmark says: rows with a value, its goal and whether it is met; as a table and as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One line of the result. `met` is None for a line that is not judged; `error` is the Monte Carlo error."""

    name: str
    value: float
    unit: str
    goal: str
    met: bool | None
    error: float | None = None


def table_of(rows: Sequence[Row], *, title: str) -> Table:
    """Return the rows as a table for the console; the error has a column if there is any."""
    has_errors = any(row.error is not None for row in rows)
    table = Table(title=title)
    for heading in ("Row", "Value", *(["Monte Carlo error"] if has_errors else []), "Unit", "Goal", "Met"):
        table.add_column(heading)
    for row in rows:
        error = "" if row.error is None else f"± {row.error:g}"
        met = {None: "", True: "yes", False: "NO"}[row.met]
        value = f"{row.value:.6g}"
        table.add_row(row.name, value, *([error] if has_errors else []), row.unit, row.goal, met)
    return table


def write_rows(rows: Sequence[Row], path: Path, **head: object) -> None:
    """Write the rows as JSON, after what `head` says of the run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {**head, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def status_of(rows: Sequence[Row]) -> int:
    """Return the exit status: 0 if every judged row meets its goal."""
    return 0 if all(row.met is not False for row in rows) else 1
