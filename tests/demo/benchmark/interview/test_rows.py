from __future__ import annotations

from dataclasses import replace

from querschnitt.demo.benchmark.interview.load import Load
from querschnitt.demo.benchmark.interview.page_sizes import PageSize
from querschnitt.demo.benchmark.interview.page_tour import Tour
from querschnitt.demo.benchmark.interview.proof import Proof
from querschnitt.demo.benchmark.interview.rows import judged_rows, other_rows
from querschnitt.demo.benchmark.interview.session import Measured
from querschnitt.demo.benchmark.report import Row, status_of

LOAD = Load(
    at_a_time=32, seconds=10.0, completed=frozenset(f"code {number}" for number in range(1000)), requests=20_000,
    completed_rate=100.0, requests_rate=2000.0, posts_rate=900.0, get_times=(1.0, 2.0, 3.0),
    post_times=(4.0, 5.0, 6.0), service_cpu=3.0, database_cpu=1.0, generator_cpu=0.5, other_cpu=0.1,
    received=50_000_000, reconnected=0, faults=(),
)  # fmt: skip
MEASURED = Measured(
    loads={1: LOAD, 8: LOAD, 32: LOAD, 128: LOAD},
    without_script=LOAD,
    floors=tuple(replace(LOAD, requests_rate=rate) for rate in (3000.0, 2500.0, 9000.0)),
    proof=Proof(completed=5000, lost=0, doubled=0, changed=0),
    durability={"fsync": "on"},
    scripts=(),
)
FIRST = PageSize("de", "/c/CODE", 14_000, 700, (("/static/a.css", 4000),), is_first=True, came_again=False)
LATER = replace(FIRST, path="/review", size=6144, files=(), is_first=False)
TOUR = Tour(["de"], [FIRST, LATER, replace(LATER, path="/page/a", size=9000, came_again=True)], [])


def _values(rows: list[Row]) -> dict[str, float]:
    return {row.name: row.value for row in rows}


def test_what_is_judged_is_worked_out_as_by_hand() -> None:
    rows = judged_rows(MEASURED, TOUR)
    assert [row.value for row in rows] == [4.0, round(2000 / 3000, 3), 14_000, 6144, 0, 0, 0]
    assert status_of(rows) == 0


def test_each_goal_can_be_missed() -> None:
    slow = replace(LOAD, service_cpu=4.001, requests_rate=1799.0, faults=("a",))
    missed = replace(
        MEASURED, loads={1: LOAD, 8: LOAD, 32: slow, 128: LOAD}, proof=Proof(5000, lost=1, doubled=0, changed=2)
    )
    large = Tour(["de"], [replace(FIRST, size=14_337), replace(LATER, size=6145)], ["a, de"])
    rows = judged_rows(missed, large)
    assert [row.met for row in rows] == [False] * 7
    assert [row.value for row in rows[4:]] == [3, 1, 1]


def test_the_rest_says_what_the_incumbent_needs_and_what_the_floor_and_each_load_came_to() -> None:
    values = _values(other_rows(MEASURED, TOUR))
    assert values["the tuned incumbent's server CPU, of ours"] == 100.0
    assert values["floor, 32 at a time: requests, median of 3"] == 3000.0
    assert values["128 at a time: received for an interview"] == 50_000.0
    assert values["8 at a time: CPU of the service for a request"] == 0.15
    assert values["32 at a time, no JavaScript: POST p99"] == 6.0
    assert values["largest page that came again: /page/a, de"] == 9000
