"""What processes have spent of the processors, from /proc: their own time, and that of children that have ended."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")  # seconds
_PROC = Path("/proc")
_PARENT, _TIMES = 1, slice(11, 15)
"""Places after the name of the command: the parent; then utime, stime, cutime and cstime (proc(5))."""


def spent(root: int) -> float:
    """Return the seconds that a process and all below it have spent so far.

    A child that has ended counts with its parent, as soon as that has waited for it.
    """
    stats = _stats()
    below, total = [root], 0.0
    while below:
        number = below.pop()
        if number in stats:
            total += sum(map(int, stats[number][_TIMES])) * TICK
            below += [child for child, fields in stats.items() if int(fields[_PARENT]) == number]
    return total


def machine_spent() -> float:
    """Return the seconds that all processors of the machine have been busy so far, whoever has used them."""
    user, nice, system, _, _, irq, softirq, *_ = map(int, (_PROC / "stat").read_text().split("\n")[0].split()[1:])
    return (user + nice + system + irq + softirq) * TICK


def _stats() -> Mapping[int, list[str]]:
    """Return the fields of each process's `stat` behind the name of its command, which may hold anything."""
    stats = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                stats[int(folder.name)] = (folder / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
    return stats
