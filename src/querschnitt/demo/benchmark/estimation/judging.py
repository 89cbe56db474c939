"""From what was measured to rows with goals, and to the curves of cost against size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.demo.benchmark.estimation.running import IN_MEMORY, Bench, Taken
from querschnitt.demo.benchmark.publication import publication_job
from querschnitt.demo.benchmark.report import Row
from querschnitt.press.charts import Curve, Curves

MEMORY_GOAL, SCAN_GOAL, LONG_SCAN = 1.0, 1.5, 0.2  # GB; times; seconds from which on the bare scan is a measure
R_GOAL = 20.0  # times, at a million rows with replicates
SVY_GOALS = {
    ("replicates", 1_000_000): 1.0,
    ("replicates", 10_000_000): 3.0,
    ("taylor", 10_000_000): 25.0,
    ("raking", 10_000_000): 12.0,
}
DIGITS = 10
PUBLICATION_GOAL = 10.0  # seconds


@dataclass(frozen=True)
class Measured:
    """A job of ours at a size, and the bare scan of its columns; None where it died."""

    job: str
    rows: int
    ours: Taken | None
    bare: Taken | None

    @property
    def name(self) -> str:
        """The beginning of the rows' names."""
        return f"{self.job}, {_short(self.rows)} rows"


def own_rows(found: Measured, *, judged: bool) -> list[Row]:
    """Return time, memory and the ratio to the bare scan."""
    if found.ours is None:
        return [Row(f"{found.name}: done", 0, "", "done", False)]
    memory = round(found.ours.gigabytes, 2)
    rows = [
        Row(f"{found.name}: ours", round(found.ours.seconds, 2), "s", "not judged", None),
        Row(f"{found.name}: memory", memory, "GB", f"< {MEMORY_GOAL:g}", memory < MEMORY_GOAL if judged else None),
    ]
    if found.bare is not None:
        ratio = round(found.ours.seconds / found.bare.seconds, 2)
        met = ratio <= SCAN_GOAL if found.bare.seconds > LONG_SCAN else None
        goal = f"<= {SCAN_GOAL:g}" if met is not None else f"not judged below {LONG_SCAN:g} s"
        rows.append(Row(f"{found.name}: of the bare scan of the same columns", ratio, "times", goal, met))
        rows.append(Row(f"{found.name}: bare scan", round(found.bare.seconds, 2), "s", "not judged", None))
    return rows


def publication_rows() -> list[Row]:
    """Publish everything of two waves from their files, calibrated replicates included."""
    found = publication_job()
    seconds = round(found["seconds"], 2)
    return [
        Row("publication, two waves", seconds, "s", f"< {PUBLICATION_GOAL:g}", seconds < PUBLICATION_GOAL),
        Row("publication, figures", found["cells"], "figures", "not judged", None),
        Row("publication, memory", round(found["memory_gb"], 2), "GB", "not judged", None),
    ]


def beside_others(bench: Bench, found: Measured) -> list[Row]:
    """Run the same job in what else is installed, and return how many times faster ours is."""
    rows: list[Row] = []
    for tool in bench.others:
        if found.ours is None or (tool == "r" and found.rows > IN_MEMORY):
            continue
        theirs = bench.take(tool, found.job, found.rows)
        if theirs is None:
            rows.append(Row(f"{found.name}: {tool} did not end", found.rows, "rows", "not judged", None))
            continue
        rows += _compared(tool, found, found.ours, theirs)
    return rows


def on_spark_rows(bench: Bench, size: int) -> list[Row]:
    """Run two jobs on Spark and compare every digit with ours."""
    rows: list[Row] = []
    for job in ("replicates", "taylor") if bench.has_spark else ():
        ours, spark = bench.take("ours", job, size), bench.take("spark", job, size)
        if ours is None or spark is None:
            continue
        name = f"{job}, {_short(size)} rows"
        rows.append(Row(f"{name}: Spark on this machine", round(spark.seconds, 1), "s", "not judged", None))
        digits = round(equal_digits(ours.numbers, spark.numbers), 1)
        rows.append(Row(f"{name}: digits equal on Spark", digits, "digits", f">= {DIGITS}", digits >= DIGITS))
    return rows


def equal_digits(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return to how many digits the worst of the numbers is equal; 17 where all are the same.

    >>> round(equal_digits([1.0, 2.0], [1.0, 2.0002]), 1)
    4.0
    """
    one, other = np.array(ours), np.array(theirs)
    if one.shape != other.shape:
        return 0.0
    apart = np.abs(one - other) / np.maximum(np.abs(one), np.finfo(np.float64).tiny)
    return float(-np.log10(max(apart.max(), 1e-17)))


def cost_curves(bench: Bench, sizes: Mapping[str, Sequence[int]]) -> Curves:
    """Return seconds against rows, one curve a job, as far as data fit on the disk."""
    found = []
    for job, chosen in sizes.items():
        taken = [(size, bench.take("ours", job, size)) for size in chosen if bench.fits(job, size)]
        points = [(float(size), one.seconds) for size, one in taken if one is not None]
        found += [Curve(job, points)] if points else []
    return Curves(found, across="rows", upwards="seconds")


def _compared(tool: str, found: Measured, ours: Taken, theirs: Taken) -> list[Row]:
    ratio = round(theirs.seconds / ours.seconds, 1)
    goal = SVY_GOALS.get((found.job, found.rows)) if tool == "svy" else None
    if tool == "r" and (found.job, found.rows) == ("replicates", 1_000_000):
        goal = R_GOAL
    met = ratio >= goal if goal is not None else None
    words = f">= {goal:g}" if goal is not None else "not judged"
    rows = [
        Row(f"{found.name}: faster than {tool}", ratio, "times", words, met),
        Row(f"{found.name}: {tool}", round(theirs.seconds, 2), "s", "not judged", None),
        Row(f"{found.name}: memory of {tool}", round(theirs.gigabytes, 1), "GB", "not judged", None),
    ]
    if theirs.numbers:
        digits = round(equal_digits(ours.numbers, theirs.numbers), 1)
        rows.append(Row(f"{found.name}: digits equal to {tool}", digits, "digits", "not judged", None))
    return rows


def _short(rows: int) -> str:
    return f"{rows // 1_000_000} million" if rows % 1_000_000 == 0 else f"{rows:,}"
