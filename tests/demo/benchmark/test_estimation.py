"""The bench of estimation: the same data every time, like compared with like, a death reported and survived."""

import json
from pathlib import Path

import pytest

from querschnitt.demo.bench_estimation import main
from querschnitt.demo.benchmark.estimation.data import MARGINS, replicates_file, sample_file, totals_of
from querschnitt.demo.benchmark.estimation.jobs import OURS, raking, taylor
from querschnitt.demo.benchmark.estimation.judging import Measured, equal_digits, own_rows
from querschnitt.demo.benchmark.estimation.running import Bench, Taken
from querschnitt.demo.benchmark.publication import publication_job

ROWS = 2_000


def test_the_data_are_the_same_in_every_run(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for name, job in OURS.items():
        assert equal_digits(job(one, ROWS), job(other, ROWS)) > 12, name


def test_margins_count_one_population(tmp_path: Path) -> None:
    totals = totals_of(sample_file(tmp_path, ROWS))
    sums = [sum(levels.values()) for levels in totals.values()]
    assert {name: len(levels) for name, levels in totals.items()} == MARGINS
    assert sums == pytest.approx([sums[0]] * len(MARGINS))
    weighted, least, most = raking(tmp_path, ROWS)
    assert weighted == pytest.approx(sums[0])
    assert least < 1 < most


def test_the_shares_of_each_domain_add_up(tmp_path: Path) -> None:
    numbers = taylor(tmp_path, ROWS)
    shares = numbers[: len(numbers) // 2]
    assert sum(shares) == pytest.approx(20)


def test_a_publication_of_two_small_waves_has_every_cell() -> None:
    found = publication_job(answers={"later": 300, "earlier": 200}, replicates=10)
    assert found["cells"] == 2 * 45 * 5 * (1 + 2 + 5 + 25 + 8 + 5)


def test_digits_are_those_of_the_worst_number() -> None:
    assert equal_digits([1.0, 3.0], [1.0, 3.0]) == 17
    assert equal_digits([1.0], [1.0, 2.0]) == 0


def test_memory_and_scan_are_judged_where_they_should_be() -> None:
    slow, scan = Taken(2.0, 1.2, ()), Taken(1.0, 0.2, ())
    met = {row.name.split(": ")[1]: row.met for row in own_rows(Measured("taylor", 10**7, slow, scan), judged=True)}
    assert met["memory"] is False
    assert met["of the bare scan of the same columns"] is False
    short = Measured("taylor", 10**6, slow, Taken(0.1, 0.2, ()))
    assert [row.met for row in own_rows(short, judged=False)] == [None, None, None, None]


def test_a_job_that_dies_is_reported(tmp_path: Path) -> None:
    said: list[str] = []
    bench = Bench(tmp_path, say=said.append, times=1)
    assert bench.take("ours", "no such job", ROWS) is None
    assert bench.died == said and "no such job" in said[0]


def test_what_is_large_is_deleted_at_the_end(tmp_path: Path) -> None:
    replicates_file(tmp_path, 1_000)
    replicates_file(tmp_path, 2_000)
    raking(tmp_path, 1_000)
    Bench(tmp_path, say=print, times=1).tidy(above=1_000)
    assert sorted(path.name for path in tmp_path.glob("*.parquet")) == [
        "replicates_1000.parquet",
        "sample_1000.parquet",
    ]


def test_the_bench_runs_and_draws_its_curve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output, plot = tmp_path / "estimation.json", tmp_path / "estimation.svg"
    monkeypatch.setattr("querschnitt.demo.bench_estimation.publication_rows", lambda: [])  # ten seconds
    status = main(
        ["--sizes", "2000", "--rivals", "no", "--spark", "0", "--jobs", "raking", "--curve", "1000", "--times", "1",
         "--data", str(tmp_path / "data"), "--output", str(output), "--plot", str(plot)]
    )  # fmt: skip
    rows = json.loads(output.read_text(encoding="utf-8"))["rows"]
    assert status == 0
    assert {row["name"] for row in rows} >= {"raking, 2,000 rows: ours", "raking, 2,000 rows: bare scan"}
    assert all(name in plot.read_text(encoding="utf-8") for name in ("raking", "seconds", "rows"))
