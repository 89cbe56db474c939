"""One job of one tool in a process of its own, so that its memory is its own, and its end nobody else's."""

from __future__ import annotations

import contextlib
import json
import statistics
import sys
import time
from pathlib import Path

from querschnitt.demo.benchmark.estimation.data import WRITTEN
from querschnitt.demo.benchmark.estimation.jobs import BARE, OURS, Job, on_spark
from querschnitt.demo.benchmark.estimation.rivals import SVY, r_seconds

WARM = 1000  # rows of the warm-up: what is imported and compiled once is not counted


def main(tool: str, job: str, rows: int, *, folder: Path, times: int) -> dict[str, object]:
    """Run a job after a warm-up, several times; return the median of the seconds, the largest memory, the numbers.

    The tool `data` writes what the job reads, so that nobody's seconds and memory are those of the writing.
    """
    if tool == "data":
        WRITTEN[job](folder, rows)
        return {}
    if tool == "r":
        seconds, gigabytes = r_seconds(job, folder, rows)
        return {"seconds": seconds, "gigabytes": gigabytes, "numbers": []}
    run = _job(tool, job, folder)
    run(folder, WARM)
    run(folder, rows) if times > 1 else None
    taken = []
    numbers: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        numbers = run(folder, rows)
        taken.append(time.perf_counter() - started)
    return {"seconds": statistics.median(taken), "gigabytes": _most_memory(), "numbers": numbers}


def _job(tool: str, job: str, folder: Path) -> Job:
    if tool == "spark":
        return on_spark(job, folder)
    jobs: dict[str, dict[str, Job]] = {"ours": OURS, "bare": BARE, "svy": SVY}
    return jobs[tool][job]


def _most_memory() -> float:
    """Return what this process has held at most, in GB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 / 1e9 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    with contextlib.suppress(OSError):  # where memory ends, this process ends first
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    asked = sys.argv
    found = main(asked[1], asked[2], int(asked[3]), folder=Path(asked[4]), times=int(asked[5]))
    sys.stdout.write("\n" + json.dumps(found) + "\n")
