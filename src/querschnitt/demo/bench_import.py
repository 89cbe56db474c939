"""How an extract of the register is read: a city's in seconds, and ten cities' in the memory of one.

Ends with status 0 if every judged row meets its goal, else 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from querschnitt.demo.benchmark.report import Row, status_of, table_of, write_rows
from querschnitt.demo.register import build_register, write_extract
from querschnitt.demo.scenario import read_scenario
from querschnitt.tables.register import read_extract, read_profile

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "leipzig"
RESULT = ROOT / "var" / "bench" / "import.json"
SEED, CITIES = 2020, 10
FAULTY = 100  # each so manyth row has a fault
SECONDS_GOAL, MEMORY_GOAL = 60.0, 1.15  # s; times the memory of one city


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything, print the table, write the result; return the exit status."""
    parser = argparse.ArgumentParser(prog="bench_import", description=__doc__)
    parser.add_argument("--output", type=Path, default=RESULT)
    parser.add_argument("--example", type=Path, default=EXAMPLE, help="folder of the example whose register is built")
    parser.add_argument("--cities", type=int, default=CITIES)
    parser.add_argument("--only-read", type=Path, help="read this extract once and say what it took")
    parser.add_argument("--encoding", default="utf-8")
    options = parser.parse_args(arguments)
    profile = options.example / "profile_register.toml"
    if options.only_read:
        sys.stdout.write(json.dumps(_read_here(options.only_read, profile, encoding=options.encoding)))
        return 0
    console = Console(width=max(110, Console().width))
    with tempfile.TemporaryDirectory() as folder:
        city = write_city(options.example, Path(folder) / "city.csv")
        other = write_cities(city, Path(folder) / "cp1252.csv", cities=1, encoding="cp1252")
        console.print(f"Writing {options.cities} cities")
        cities = write_cities(city, Path(folder) / "cities.csv", cities=options.cities)
        one = _read(city, options.example)
        rows = rows_of(one, _read(other, options.example, "cp1252"), _read(cities, options.example))
    console.print(table_of(rows, title=f"The import of {one['rows']:,.0f} rows, and of {options.cities} times as many"))
    write_rows(rows, options.output, rows_of_a_city=one["rows"], cities=options.cities)
    return status_of(rows)


def write_city(example: Path, path: Path) -> Path:
    """Write the extract of the example's register."""
    scenario = read_scenario(example)
    register = build_register("2020", SEED, scenario)
    return write_extract(register, path, scenario=scenario, profile=read_profile(example / "profile_register.toml"))


def write_cities(city: Path, path: Path, *, cities: int, encoding: str = "utf-8") -> Path:
    """Write the people of a city several times under other numbers; each hundredth with a date that is none."""
    with path.open("w", encoding=encoding, newline="") as target:
        number = 0
        for _ in range(cities):
            with city.open(encoding="utf-8", newline="") as source:
                heading = next(source)
                target.write(heading if number == 0 else "")
                for line in source:
                    number += 1
                    other = f"{number:09d}{line[9:]}"
                    target.write(other if number % FAULTY else other.replace("-", "/"))
    return path


def rows_of(one: dict[str, float], other: dict[str, float], cities: dict[str, float]) -> tuple[Row, ...]:
    """Judge what was measured: of one city, of it in another encoding, of several cities."""
    seconds = round(max(one["seconds"], other["seconds"]), 1)
    ratio = round(cities["bytes"] / one["bytes"], 2)
    return (
        Row("a city, the slower of UTF-8 and cp1252", seconds, "s", f"< {SECONDS_GOAL:g}", seconds < SECONDS_GOAL),
        Row("memory of several cities, of that of one", ratio, "times", f"<= {MEMORY_GOAL:g}", ratio <= MEMORY_GOAL),
        Row("memory of one", round(one["bytes"] / 1e6), "MB", "not judged", None),
        Row("memory of several", round(cities["bytes"] / 1e6), "MB", "not judged", None),
        Row("several cities, each hundredth row faulty", round(cities["seconds"], 1), "s", "not judged", None),
        Row("rows of them that were turned away", cities["rejected"], "rows", "not judged", None),
    )


def _read(extract: Path, example: Path, encoding: str = "utf-8") -> dict[str, float]:
    """Read an extract in a process of its own."""
    command = [
        sys.executable, "-m", "querschnitt.demo.bench_import",
        "--only-read", str(extract), "--encoding", encoding, "--example", str(example),
    ]  # fmt: skip
    taken: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    return taken


def _read_here(extract: Path, profile: Path, *, encoding: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        read = read_extract(
            extract, replace(read_profile(profile), encoding=encoding), into=Path(folder) / "people.parquet"
        )
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "bytes": _most_memory(), "rows": read.rows, "rejected": read.rejected_rows}


def _most_memory() -> int:
    """Return what this process has held at most. `getrusage` would say what the one that started it held, if more."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    raise SystemExit(main())
