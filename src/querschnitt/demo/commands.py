"""Runs the house's own commands, each as the process and database role it belongs to, as an office would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from querschnitt.core.errors import QuerschnittError

ENTRY = "from querschnitt.site.command import main; main()"


class CommandFailedError(QuerschnittError):
    """A command of the demo has failed; what it printed says why."""


def run_command(*arguments: object, text: str = "", watch: Callable[[], None] | None = None) -> list[str]:
    """Run a command of this house and return the lines it printed. ``text`` is its standard input;
    ``watch`` is called twice a second meanwhile.

    Raises
    ------
    CommandFailedError : with the last lines the command printed.
    """
    command = [sys.executable, "-c", ENTRY, *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(  # noqa: S603
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    pending: str | None = text
    while True:
        try:
            printed, _ = process.communicate(pending, timeout=0.5)
            break
        except subprocess.TimeoutExpired:
            pending = None  # it has been handed over; handing it over twice is an error
            if watch is not None:
                watch()
    lines = [line for line in printed.splitlines() if line.strip()]
    if process.returncode != 0:
        raise CommandFailedError(
            f"querschnitt {arguments[0]} failed", where=_place(arguments), got=" / ".join(lines[-6:]) or "no output"
        )
    return lines


def _place(arguments: Sequence[object]) -> str:
    return " ".join(a.name if isinstance(a, Path) else str(a) for a in arguments)
