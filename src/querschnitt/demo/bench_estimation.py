"""How fast figures come of tables of any size: beside the barest scan, `svy` and R, on Spark, from 1e3 to 1e8 rows.

Ends with status 0 if every judged row meets its goal, else 1.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from querschnitt.demo.benchmark.estimation.judging import (
    Measured,
    beside_others,
    cost_curves,
    on_spark_rows,
    own_rows,
    publication_rows,
)
from querschnitt.demo.benchmark.estimation.running import Bench
from querschnitt.demo.benchmark.report import Row, status_of, table_of, write_rows
from querschnitt.press.charts import chart_svg

ROOT = Path(__file__).parents[3]
RESULT = ROOT / "var" / "bench" / "estimation.json"
DATA = ROOT / "var" / "bench" / "estimation"
SIZES = (1_000_000, 10_000_000)
JOBS = ("replicates", "taylor", "raking")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything, print the table, write the result; return the exit status."""
    options = _options(arguments)
    console = Console(width=max(120, Console().width))
    bench = Bench(options.data, say=console.print, times=options.times)
    rows = measured(bench, options.sizes, jobs=options.jobs, rivals=options.rivals)
    rows += publication_rows()
    if options.spark:
        rows += on_spark_rows(bench, options.spark)
    if options.curve:
        _draw(bench, options.jobs, largest=options.curve, into=options.plot)
    console.print(table_of(rows, title="Estimation at any size"))
    write_rows(rows, options.output, sizes=list(options.sizes), died=list(bench.died))
    if not options.keep:
        bench.tidy(above=max(options.sizes))
    return status_of(rows)


def measured(bench: Bench, sizes: Sequence[int], *, jobs: Sequence[str], rivals: str) -> list[Row]:
    """Run every job at every size: ours, the bare scan, and those of the others that are wanted and installed."""
    rows: list[Row] = []
    for size in sizes:
        for job in jobs:
            found = Measured(job, size, bench.take("ours", job, size), bench.take("bare", job, size))
            rows += own_rows(found, judged=size == max(sizes))
            if rivals == "yes":
                rows += beside_others(bench, found)
    return rows


def _draw(bench: Bench, jobs: Sequence[str], *, largest: int, into: Path) -> None:
    sizes = {job: [10**power for power in range(3, 9) if 10**power <= largest] for job in jobs}
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(chart_svg(cost_curves(bench, sizes), numbers="en-US"), encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench_estimation", description=__doc__)
    parser.add_argument("--output", type=Path, default=RESULT)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data, which are written once")
    parser.add_argument(
        "--sizes", type=lambda text: [int(float(size)) for size in text.split(",")], default=list(SIZES)
    )
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--times", type=int, default=3, help="how often ours and the bare scan are run")
    parser.add_argument("--rivals", choices=["yes", "no"], default="yes", help="whether svy and R are run")
    parser.add_argument("--spark", type=lambda text: int(float(text)), default=1_000_000, help="rows on Spark; 0: none")
    parser.add_argument("--curve", type=lambda text: int(float(text)), default=10**8, help="largest size; 0: no curve")
    parser.add_argument("--plot", type=Path, default=ROOT / "var" / "bench" / "estimation.svg")
    parser.add_argument("--keep", action="store_true", help="keep the largest data")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
