from __future__ import annotations

import subprocess
import sys

from querschnitt.demo.benchmark.interview.processors import TICK, machine_spent, spent

BURN = "import time\nwhile time.process_time() < 0.3: pass"
BURN_AND_STAY = BURN + "\nprint('burnt', flush=True)\nimport sys; sys.stdin.read()"
PARENT = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {BURN!r}])
child = subprocess.Popen([sys.executable, "-c", {BURN_AND_STAY!r}])
child.wait()
"""


def test_time_of_children_counts_while_they_live_and_after_they_have_ended() -> None:
    before = machine_spent()
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"burnt\n"
        own = spent(process.pid)
        process.kill()
    # Two children of 0.3 seconds each, cut to whole ticks; starting three interpreters comes on top.
    assert own >= 0.6 - 4 * TICK
    assert machine_spent() - before >= 0.6 - 4 * TICK


def test_a_process_that_is_not_there_has_spent_nothing() -> None:
    assert spent(2**22 + 1) == 0
