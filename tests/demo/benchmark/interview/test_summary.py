from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from querschnitt.demo.benchmark.interview.load import Load
from querschnitt.demo.benchmark.interview.session import Measured
from querschnitt.demo.benchmark.interview.summary import caution, load_table
from tests.demo.benchmark.interview.test_rows import LOAD, MEASURED


def _shown() -> str:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(load_table(MEASURED))
    return captured.get()


def test_interviews_and_floor_stand_one_below_the_other() -> None:
    lines = [line.split("│")[1:-1] for line in _shown().splitlines() if line.startswith("│")]
    cells = [[cell.strip() for cell in line] for line in lines]
    assert [line[0] for line in cells] == ["1", "8", "32", "128", "32, no JavaScript", *["floor, 32"] * 3]
    assert cells[0][1:] == [
        "100.0", "2,000", "1.0 / 2.0 / 3.0", "4.0 / 5.0 / 6.0", "0.150 + 0.050", "4.00", "0.1"
    ]  # fmt: skip
    assert [line[2] for line in cells[-3:]] == ["3,000", "2,500", "9,000"]


def test_a_machine_that_others_use_is_said() -> None:
    # Eight measurements of 4 + 0.5 seconds; others 0.5 and 0.499 in each.
    noisy, quiet = replace(LOAD, other_cpu=0.5), replace(LOAD, other_cpu=0.499)
    assert caution(_all(noisy)).startswith("Others have used 10% of the processor time")
    assert caution(_all(quiet)) == ""


def _all(load: Load) -> Measured:
    return replace(MEASURED, loads=dict.fromkeys((1, 8, 32, 128), load), without_script=load, floors=(load,) * 3)
