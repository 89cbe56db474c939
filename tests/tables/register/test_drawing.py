"""The draw in the database: the same people as the core draws, whatever the order of rows; and what it refuses."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import DesignError, InputError
from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.frame import frame_of
from querschnitt.core.sampling.selection import draw
from querschnitt.core.sampling.systematic import Listed, systematic_in_strata
from querschnitt.tables.register import drawing
from querschnitt.tables.register.drawing import draw_from

IDS = [f"p{number:05d}" for number in range(3000)]
STRATA = ["a"] * 2000 + ["b"] * 900 + ["ä"] * 100
DESIGN = Design("test", "group", 300, minimum=20)


def frame_file(folder: Path, ids: list[str | None], strata: list[str | None]) -> Path:
    path = folder / "frame.parquet"
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE f (person_id TEXT, "group" TEXT, drawable BOOLEAN, age INTEGER)')
        rows = [
            (unit, stratum, place % 10 != 0, place % 90)
            for place, (unit, stratum) in enumerate(zip(ids, strata, strict=True))
        ]
        if rows:
            connection.executemany("INSERT INTO f VALUES (?, ?, ?, ?)", rows)
        connection.execute(f"COPY f TO '{path}' (FORMAT parquet)")
    return path


def test_the_same_people_as_the_core_draws(tmp_path: Path) -> None:
    ours = draw_from(frame_file(tmp_path, IDS, STRATA), DESIGN, seed=2020, columns=["age"])
    core = draw(frame_of(IDS, STRATA), DESIGN, seed=2020)
    assert ours.columns["person_id"].tolist() == [IDS[row] for row in core.index]
    assert ours.columns["age"].tolist() == [row % 90 for row in core.index]
    assert [ours.levels[code] for code in ours.stratum] == [core.levels[code] for code in core.stratum]
    assert (ours.levels, ours.sizes.tolist(), ours.allocation.tolist()) == (
        core.levels,
        core.sizes.tolist(),
        core.allocation.tolist(),
    )
    assert ours.probability.tolist() == core.probability.tolist()
    assert ours.number.tolist() == core.number.tolist()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**40), shuffle=st.randoms(use_true_random=False), size=st.integers(2, 120))
def test_whatever_the_order_of_rows_and_however_much_is_drawn(tmp_path: Path, seed, shuffle, size) -> None:
    rows = list(zip(IDS[1960:2080], STRATA[1960:2080], strict=True))
    shuffle.shuffle(rows)
    ids, strata = [list(column) for column in zip(*rows, strict=True)]
    design = Design("test", "group", size, allocation="proportional")
    ours = draw_from(frame_file(tmp_path, ids, strata), design, seed=seed)
    core = draw(frame_of(ids, strata), design, seed=seed)
    assert ours.columns["person_id"].tolist() == [ids[row] for row in core.index]


def test_a_limit_that_was_too_low_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, core = frame_file(tmp_path, IDS, STRATA), draw(frame_of(IDS, STRATA), DESIGN, seed=1)
    monkeypatch.setattr(drawing, "_SLACK", 0.05)
    assert draw_from(file, DESIGN, seed=1).columns["person_id"].tolist() == [IDS[row] for row in core.index]


def test_systematic_selection_is_that_of_the_core_whatever_the_order_of_rows(tmp_path: Path) -> None:
    design = Design("test", "group", 90, selection="systematic", sort_by=("age", "drawable"))
    file = frame_file(tmp_path, IDS, STRATA)
    ours = draw_from(file, design, seed=4, columns=["age"])
    rows = range(3000)
    listed = Listed(
        IDS, frame_of(IDS, STRATA).stratum, [np.array([r % 90 for r in rows]), np.array([r % 10 != 0 for r in rows])]
    )
    core = systematic_in_strata(listed, ours.allocation, seed=4)
    assert ours.columns["person_id"].tolist() == [IDS[row] for row in core]
    assert ours.columns["age"].tolist() == [row % 90 for row in core]
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM '{file}' ORDER BY hash(person_id)) TO '{tmp_path / 'mixed.parquet'}'")
    again = draw_from(tmp_path / "mixed.parquet", design, seed=4)
    assert again.columns["person_id"].tolist() == ours.columns["person_id"].tolist()
    with pytest.raises(DesignError, match="stands twice"):
        draw_from(frame_file(tmp_path, ["twin"] * 3000, STRATA), design, seed=4)


def test_only_whom_a_column_allows(tmp_path: Path) -> None:
    ours = draw_from(frame_file(tmp_path, IDS, STRATA), DESIGN, seed=3, where="drawable")
    assert ours.sizes.tolist() == [1800, 810, 90]
    assert not any(IDS.index(unit) % 10 == 0 for unit in ours.columns["person_id"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ids": [*IDS[:-1], None]}, "without identifier.*1 persons"),
        ({"strata": [*STRATA[:-2], None, None]}, "without stratum.*2 persons"),
        ({"design": Design("d", "borough", 5)}, "no such column.*Found: borough"),
        ({"design": Design("d", "group", 4000)}, "4000 persons cannot be drawn.*3000"),
        ({"ids": ["twin"] * 3000}, "stands twice.*unit 'twin'"),
        ({"ids": [], "strata": []}, "frame is empty"),
    ],
)
def test_what_cannot_be_drawn_is_named(tmp_path: Path, changed, said) -> None:
    file = frame_file(tmp_path, changed.get("ids", IDS), changed.get("strata", STRATA))
    with pytest.raises((DesignError, InputError), match=said):
        draw_from(file, changed.get("design", DESIGN), seed=1)
