"""The same jobs as others do them. `svy` reads the Parquet file into memory; R starts with its data in memory."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from querschnitt.demo.benchmark.estimation.data import REPLICATES, binary_file, replicates_file, sample_file, totals_of


def svy_replicates(folder: Path, rows: int) -> list[float]:
    """Mean, ratio and table with replicate weights."""
    polars, svy = import_module("polars"), import_module("svy")

    design = svy.Design(wgt="weight", rep_wgts=svy.BootstrapWgts(prefix="r", n_reps=REPLICATES))
    frame = polars.read_parquet(replicates_file(folder, rows)).rename({"region": "domain"})
    estimation = svy.Sample(frame, design).estimation
    asked = [
        estimation.mean("income", method="replication"),
        estimation.ratio("income", "household", method="replication"),
        estimation.prop("answer", by="domain", method="replication"),
    ]
    return _printed(asked)


def svy_taylor(folder: Path, rows: int) -> list[float]:
    """The table by linearisation."""
    polars, svy = import_module("polars"), import_module("svy")

    columns = ["stratum", "psu", "region", "answer", "weight"]
    frame = polars.read_parquet(sample_file(folder, rows), columns=columns)
    design = svy.Design(wgt="weight", stratum="stratum", psu="psu")
    return _printed([svy.Sample(frame, design).estimation.prop("answer", by="region", method="taylor")])


def svy_raking(folder: Path, rows: int) -> list[float]:
    """Raked weights, written as Parquet."""
    polars, svy = import_module("polars"), import_module("svy")

    path = sample_file(folder, rows)
    totals = totals_of(path)
    frame = polars.read_parquet(path, columns=["number", "weight", *totals])
    sample = svy.Sample(frame, svy.Design(wgt="weight"))
    raked = sample.weighting.rake(controls=totals, wgt_name="raked", tol=1e-10).data.select("number", "weight", "raked")
    raked.select("number", "raked").write_parquet(folder / f"svy_{rows}.parquet")
    factors = raked["raked"] / raked["weight"]
    return [float(raked["raked"].sum()), float(factors.min()), float(factors.max())]


SVY: dict[str, Callable[[Path, int], list[float]]] = {
    "replicates": svy_replicates,
    "taylor": svy_taylor,
    "raking": svy_raking,
}


def r_seconds(job: str, folder: Path, rows: int) -> tuple[float, float]:
    """Return the seconds that R needs from its data in memory to the printed table, and its largest memory in GB.

    Raises
    ------
    OSError, subprocess.CalledProcessError, ValueError : if R, or its package, is missing, or gives up.
    """
    path = (replicates_file if job == "replicates" else sample_file)(folder, rows)
    binary = binary_file(path)
    if job == "raking":
        totals_of(path)
    with as_file(files(__package__) / "rival.R") as script:
        told = (job, str(binary), str(rows), str(path.with_suffix(".margins.json")))
        command = ["Rscript", "--vanilla", str(script), *told]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    seconds, gigabytes = done.stdout.splitlines()[-1].split()
    return float(seconds), float(gigabytes)


def _printed(estimates: Sequence[Any]) -> list[float]:
    numbers: list[float] = []
    for estimate in estimates:
        frame = estimate.to_polars()
        frame = frame.sort([name for name in ("answer", "domain", "region") if name in frame.columns])
        str(frame)
        numbers += [*frame["est"].to_list(), *frame["se"].to_list()]
    return numbers
