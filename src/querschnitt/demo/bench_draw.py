"""How fast a sample is drawn: from ten million persons beside the barest query there is, and from a whole country.

Ends with status 0 if every judged row meets its goal, else 1.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
from rich.console import Console

from querschnitt.core.sampling.design import Design
from querschnitt.demo.benchmark.report import Row, status_of, table_of, write_rows
from querschnitt.tables.register.drawing import draw_from

ROOT = Path(__file__).parents[3]
RESULT = ROOT / "var" / "bench" / "draw.json"
PERSONS, COUNTRY, STRATA, SAMPLE = 10_000_000, 83_000_000, 60, 6_000
SEED = 2020
RATIO_GOAL, MEMORY_GOAL = 1.5, 4.0  # times, GB
REPETITIONS = 3

DESIGN = Design("bench", "stratum", SAMPLE, allocation="equal")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything, print the table, write the result; return the exit status."""
    parser = argparse.ArgumentParser(prog="bench_draw", description=__doc__)
    parser.add_argument("--output", type=Path, default=RESULT)
    parser.add_argument("--persons", type=int, default=PERSONS)
    parser.add_argument("--country", type=int, default=COUNTRY)
    parser.add_argument("--only-draw", type=Path, help="draw once from this file and say what it took")
    options = parser.parse_args(arguments)
    if options.only_draw:
        sys.stdout.write(json.dumps(_drawn_here(options.only_draw)))
        return 0
    console = Console(width=max(110, Console().width))
    with tempfile.TemporaryDirectory() as folder:
        rows = [*beside_the_barest(write_frame(Path(folder) / "frame.parquet", persons=options.persons))]
        console.print(f"Writing a frame of {options.country:,} persons")
        rows += from_a_country(write_frame(Path(folder) / "country.parquet", persons=options.country))
    console.print(table_of(rows, title=f"The draw: {options.persons:,} persons, {STRATA} strata, {SAMPLE:,} drawn"))
    write_rows(rows, options.output, persons=options.persons, country=options.country, strata=STRATA)
    return status_of(rows)


def write_frame(path: Path, *, persons: int) -> Path:
    """Write a frame of invented numbers, in no order that a draw could use."""
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'p' || lpad(i::TEXT, 10, '0') AS person_id, 's' || lpad((hash(i) % $strata)::TEXT, 2, '0')"
            " AS stratum, (hash(i) // 100 % 90)::UTINYINT AS age FROM range($persons) AS t(i))"
            " TO $path (FORMAT parquet, COMPRESSION zstd)",
            {"strata": STRATA, "persons": persons, "path": str(path)},
        )
    return path


def beside_the_barest(frame: Path) -> tuple[Row, ...]:
    """Draw, and run the barest query that finds the same people, turn about."""
    pairs = [(_seconds(lambda: _drawn(frame)), _seconds(lambda: barest(frame))) for _ in range(REPETITIONS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = round(statistics.median(mine / bare for mine, bare in pairs), 2)
    return (
        Row("draw, of the bare arg_min by stratum", ratio, "times", f"<= {RATIO_GOAL:g}", ratio <= RATIO_GOAL),
        Row("draw", round(ours, 2), "s", "not judged", None),
        Row("bare arg_min by stratum", round(theirs, 2), "s", "not judged", None),
    )


def barest(frame: Path) -> set[str]:
    """Find the people with the smallest keys of each stratum, and nothing else: no sizes, no order, no probability."""
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT arg_min(person_id, sha256($prefix || person_id), 100) FROM read_parquet($path) GROUP BY stratum",
            {"prefix": f"{SEED}:", "path": str(frame)},
        ).fetchall()
    return {person for (persons,) in found for person in persons}


def from_a_country(frame: Path) -> tuple[Row, ...]:
    """Draw in a process of its own, and see what it has taken at most."""
    command = [sys.executable, "-m", "querschnitt.demo.bench_draw", "--only-draw", str(frame)]
    taken = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    gigabytes = round(taken["bytes"] / 1e9, 2)
    return (
        Row("memory, the whole country", gigabytes, "GB", f"< {MEMORY_GOAL:g}", gigabytes < MEMORY_GOAL),
        Row("draw, the whole country", round(taken["seconds"], 1), "s", "not judged", None),
        Row("persons drawn of it", taken["drawn"], "persons", f"{SAMPLE}", taken["drawn"] == SAMPLE),
    )


def _drawn_here(frame: Path) -> dict[str, float]:
    started = time.perf_counter()
    drawn = _drawn(frame)
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "drawn": len(drawn),
    }


def _drawn(frame: Path) -> set[str]:
    return set(draw_from(frame, DESIGN, seed=SEED, columns=["age"]).columns["person_id"].tolist())


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    raise SystemExit(main())
