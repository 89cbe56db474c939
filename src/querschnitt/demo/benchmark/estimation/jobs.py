"""The jobs, as we do them: from a Parquet file to the printed table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np

from querschnitt.core.estimation.result import Figures
from querschnitt.demo.benchmark.estimation.data import MARGINS, REPLICATES, replicates_file, sample_file, totals_of
from querschnitt.tables.scans import (
    KnownMargin,
    ReplicateColumns,
    ScanDesign,
    figures_from,
    mean,
    proportions,
    rake_table,
    ratio,
    write_raked,
)

Job = Callable[[Path, int], list[float]]
"""From the folder of the data and the number of rows to numbers that can be compared."""

COLUMNS = tuple(f"r{number}" for number in range(1, REPLICATES + 1))
REPLICATED = ScanDesign("weight", replicates=ReplicateColumns(COLUMNS, scale=1 / REPLICATES, unit=0.01))
CLUSTERED = ScanDesign("weight", strata="stratum", psu="psu")
QUESTIONS = (mean("income"), ratio("income", "household"), proportions("answer", by=["region"]))


def replicates(folder: Path, rows: int, *, source: object = None) -> list[float]:
    """Mean, ratio, and the table of 5 shares in 20 domains, with 80 replicate weights."""
    return _printed(figures_from(source or replicates_file(folder, rows), QUESTIONS, design=REPLICATED, deff=None))


def taylor(folder: Path, rows: int, *, source: object = None) -> list[float]:
    """The table of 5 shares in 20 domains, by linearisation with 10,000 units in 200 strata."""
    return _printed(figures_from(source or sample_file(folder, rows), QUESTIONS[2:], design=CLUSTERED, deff=None))


def raking(folder: Path, rows: int) -> list[float]:
    """Weights raked to five margins, written as Parquet beside the number of the row."""
    path = sample_file(folder, rows)
    margins = [KnownMargin(name, totals) for name, totals in totals_of(path).items()]
    cells = rake_table(path, margins, weight="weight")
    write_raked(path, cells, weight="weight", into=folder / f"raked_{rows}.parquet", keep=["number"])
    return [float(cells.weights @ cells.factors), float(cells.factors.min()), float(cells.factors.max())]


def bare_replicates(folder: Path, rows: int) -> list[float]:
    """Every column of the replicate job, added up, and nothing else."""
    names = ("region", "answer", "income", "household", "weight", *COLUMNS)
    return _added_up(replicates_file(folder, rows), names)


def bare_taylor(folder: Path, rows: int) -> list[float]:
    """Every column of the Taylor job, added up."""
    return _added_up(sample_file(folder, rows), ("stratum", "psu", "region", "answer", "weight"))


def bare_raking(folder: Path, rows: int) -> list[float]:
    """Every column of the raking, added up; nothing is written."""
    return _added_up(sample_file(folder, rows), ("number", "weight", *MARGINS))


OURS: dict[str, Job] = {"replicates": replicates, "taylor": taylor, "raking": raking}
BARE: dict[str, Job] = {"replicates": bare_replicates, "taylor": bare_taylor, "raking": bare_raking}


def on_spark(name: str, folder: Path) -> Job:
    """Return a job that runs on Spark, on this machine alone."""
    from querschnitt.tables.scans.sources import local_spark

    session = local_spark(folder=folder / "spark", memory="3g")
    written, job = {"replicates": (replicates_file, replicates), "taylor": (sample_file, taylor)}[name]
    return lambda home, rows: job(home, rows, source=session.read.parquet(str(written(home, rows))))


def _printed(results: tuple[Figures, ...]) -> list[float]:
    "\n\n".join(map(str, results))
    numbers = [np.concatenate([figures.estimate, figures.se]) for figures in results]
    return [float(number) for number in np.concatenate(numbers)]


def _added_up(path: Path, names: tuple[str, ...]) -> list[float]:
    sums = ", ".join(f"sum({name}::DOUBLE)" for name in names)
    with duckdb.connect(config={"threads": 2, "memory_limit": "600MB"}) as connection:
        row = connection.execute(f"SELECT {sums} FROM read_parquet(?)", [str(path)]).fetchone()  # noqa: S608
    return [float(value) for value in row or ()]
