from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from querschnitt.demo.benchmark.report import Row, status_of, table_of, write_rows

FAST = Row("compile", 0.5, "s", "< 1", True)
SLOW = Row("decide", 0.7, "ms", "< 0.5", False)
HELD = Row("coverage", 95.1, "%", "93.5..96.5", None, error=0.2)


def _shown(*rows: Row) -> str:
    console = Console(width=120, record=True, file=None, quiet=False)
    with console.capture() as captured:
        console.print(table_of(rows, title="Bench"))
    return captured.get()


def test_a_missed_goal_is_a_status_and_stands_out() -> None:
    assert (status_of([FAST, HELD]), status_of([FAST, SLOW])) == (0, 1)
    assert "NO" in _shown(FAST, SLOW)


def test_the_column_of_errors_stands_only_where_there_are_any() -> None:
    assert "Monte Carlo" not in _shown(FAST)
    assert "± 0.2" in _shown(FAST, HELD)


def test_rows_are_written_after_what_the_run_was(tmp_path: Path) -> None:
    write_rows([FAST], tmp_path / "bench" / "q.json", questions=250)
    assert json.loads((tmp_path / "bench" / "q.json").read_text()) == {
        "questions": 250,
        "rows": [{"name": "compile", "value": 0.5, "unit": "s", "goal": "< 1", "met": True, "error": None}],
    }
