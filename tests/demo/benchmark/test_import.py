"""The bench of the import: what it writes is what it says, and what it measures is of the process that read."""

from __future__ import annotations

from pathlib import Path

from querschnitt.demo import bench_import
from tests.tables.register.conftest import COLUMNS, LEIPZIG, line


def test_cities_are_the_same_people_under_other_numbers_with_faults(tmp_path: Path) -> None:
    city = tmp_path / "city.csv"
    city.write_text("\n".join((COLUMNS, *(line(900 + i, familienname="Müster") for i in range(150)), "")))
    cities = bench_import.write_cities(city, tmp_path / "cities.csv", cities=2, encoding="cp1252")
    taken = bench_import._read(cities, LEIPZIG, "cp1252")
    assert (taken["rows"], taken["rejected"]) == (297, 3)
    assert taken["seconds"] > 0
    assert 50e6 < taken["bytes"] < 1e9


def test_a_row_misses_its_goal_where_memory_grows() -> None:
    one = {"seconds": 3.0, "bytes": 200e6, "rows": 100.0, "rejected": 0.0}
    rows = bench_import.rows_of(one, {**one, "seconds": 61.0}, {**one, "bytes": 231e6})
    assert [row.met for row in rows[:2]] == [False, False]
    assert [row.met for row in bench_import.rows_of(one, one, {**one, "bytes": 230e6})[:2]] == [True, True]
