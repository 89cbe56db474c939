"""Each measurement is a process of its own; one that dies is reported, and the bench goes on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

WORKER = "querschnitt.demo.benchmark.estimation.worker"
IN_MEMORY = 8_000_000  # rows up to which R is asked: above, it is known to take minutes and the machine's memory
NEEDED = {"replicates": 2_000, "taylor": 1_000, "raking": 250}  # bytes a row that svy takes
ON_DISK = {"replicates": 130, "taylor": 20, "raking": 20}  # bytes a row of what a job reads, at most
FREE = 15e9  # bytes: more than this the data never take


@dataclass(frozen=True)
class Taken:
    """What a job took: seconds (the median), GB at most, and the numbers it printed."""

    seconds: float
    gigabytes: float
    numbers: tuple[float, ...]


class Bench:
    """Runs jobs, each in its own process, on data in one folder.

    Parameters
    ----------
    folder : of the data
    say : takes a line of progress
    times : how often ours and the bare scan are run
    """

    def __init__(self, folder: Path, *, say: Callable[[str], object], times: int) -> None:
        self.folder, self.say, self.times = folder, say, times
        self.died: list[str] = []
        self._written: set[tuple[str, int]] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, tool: str, job: str, rows: int) -> Taken | None:
        """Measure a job; None where the process died, which is said and kept in `died`."""
        if tool == "svy" and _free_memory() < NEEDED[job] * rows:
            self.died.append(f"{tool}, {job}, {rows:,} rows: not run, {NEEDED[job] * rows / 1e9:.0f} GB are not free")
            self.say(self.died[-1])
            return None
        if (job, rows) not in self._written and not self._worked("data", job, rows):
            return None
        self._written.add((job, rows))
        times = self.times if tool in ("ours", "bare") and rows <= 10**7 else 1
        output = self._worked(tool, job, rows, times=times)
        if not output:
            return None
        found = json.loads(output.splitlines()[-1])
        taken = Taken(found["seconds"], found["gigabytes"], tuple(found["numbers"]))
        self.say(f"{tool}, {job}, {rows:,} rows: {taken.seconds:.2f} s, {taken.gigabytes:.2f} GB")
        return taken

    def _worked(self, tool: str, job: str, rows: int, *, times: int = 1) -> str:
        """Return what a worker wrote; nothing where it died."""
        command = [sys.executable, "-W", "ignore", "-m", WORKER, tool, job, str(rows), str(self.folder), str(times)]
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
        if done.returncode:
            reason = f"signal {-done.returncode}" if done.returncode < 0 else (done.stderr.splitlines() or ["?"])[-1]
            self.died.append(f"{tool}, {job}, {rows:,} rows: {reason}")
            self.say(self.died[-1])
            return ""
        return done.stdout

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The rivals that are installed."""
        has_r = shutil.which("Rscript") is not None and _quiet("Rscript", "-e", "library(survey)")
        return (*(["svy"] if find_spec("svy") else []), *(["r"] if has_r else []))

    @cached_property
    def has_spark(self) -> bool:
        """Whether Spark and Java are installed."""
        return find_spec("pyspark") is not None and shutil.which("java") is not None

    def fits(self, job: str, rows: int) -> bool:
        """Tell whether what a job reads fits on the disk beside what is there."""
        return ON_DISK[job] * rows < min(FREE, shutil.disk_usage(self.folder).free / 2)

    def tidy(self, *, above: int) -> None:
        """Delete what was written of more rows, the copies for R, and what jobs wrote."""
        for path in self.folder.iterdir():
            size = path.name.split(".")[0].rpartition("_")[2]
            ours = path.name.startswith(("raked_", "svy_")) or path.suffix == ".bin"
            if path.is_file() and (ours or (size.isdecimal() and int(size) > above)):
                path.unlink()
        shutil.rmtree(self.folder / "spark", ignore_errors=True)


def _free_memory() -> int:
    memory = Path("/proc/meminfo").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in memory.splitlines() if line.startswith("MemAvailable"))


def _quiet(*command: str) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0  # noqa: S603
