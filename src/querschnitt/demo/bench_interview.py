"""How fast the interview is and what it costs: real interviews at 1 to 128 at a time, and the floor beside them.

Everything runs here, on loopback, with a database server of its own that is deleted at the end. Ends with status 0 if
every judged row meets its goal, else 1.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from querschnitt.apps.arguments import positive
from querschnitt.demo.benchmark.interview.page_tour import tour
from querschnitt.demo.benchmark.interview.rows import judged_rows, other_rows
from querschnitt.demo.benchmark.interview.session import measured
from querschnitt.demo.benchmark.interview.summary import caution, load_table
from querschnitt.demo.benchmark.report import status_of, table_of, write_rows
from querschnitt.tables.xlsform import read_instrument

ROOT = Path(__file__).parents[3]
RESULT = ROOT / "var" / "bench" / "interview.json"
EXAMPLE = ROOT / "examples" / "leipzig" / "migrantenbefragung_2020.xlsx"
SECONDS = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything, print the tables, write the result; return the exit status."""
    parser = argparse.ArgumentParser(prog="bench_interview", description=__doc__)
    parser.add_argument("--seconds", type=positive, default=SECONDS, help="of each measurement (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=RESULT)
    options = parser.parse_args(arguments)
    console, started = Console(width=max(150, Console().width)), time.monotonic()
    with console.status("") as status:
        found = measured(seconds=options.seconds, report=status.update)
        status.update("the bytes of every page in every language")
        pages = tour(read_instrument(EXAMPLE))
    judged, others = judged_rows(found, pages), other_rows(found, pages)
    console.print(load_table(found))
    console.print(table_of([*judged, others[0]], title=f"The interview, {time.monotonic() - started:.0f} s"))
    if warning := caution(found):
        console.print(warning)
    write_rows(
        [*judged, *others],
        options.output,
        seconds=options.seconds,
        processors=os.cpu_count(),
        database=dict(found.durability),
        scripts=len(found.scripts),
        missed=list(pages.missed),
        faults=[fault for load in (*found.loads.values(), found.without_script) for fault in load.faults][:20],
    )
    return status_of(judged)


if __name__ == "__main__":
    raise SystemExit(main())
