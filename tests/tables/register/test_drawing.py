"""The draw in the database: the same people as the core draws, whatever the order of rows; and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import DesignError, InputError
from querschnitt.core.sampling.design import Design, Stages
from querschnitt.core.sampling.frame import frame_of
from querschnitt.core.sampling.selection import draw
from querschnitt.core.sampling.systematic import Listed, systematic_in_strata
from querschnitt.tables.register import drawing
from querschnitt.tables.register.drawing import draw_from, require_persons_once

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


OWN = {"nr": range(1, 61), "land": ["x", "y", "z"] * 20, "rooms": [1 + n % 5 for n in range(60)],
       "flat": [n // 2 for n in range(60)], "district": [n // 6 for n in range(60)]}  # fmt: skip


def csv_file(folder: Path, *, encoding: str = "utf-8", **changes: object) -> Path:
    columns = {name: [str(value) for value in changes.get(name, values)] for name, values in OWN.items()}
    lines = [";".join(columns), *(";".join(row) for row in zip(*columns.values(), strict=True))]
    path = folder / "own.csv"
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def parquet_file(folder: Path) -> Path:
    with duckdb.connect() as connection:
        connection.register("own", pa.table({name: list(values) for name, values in OWN.items()}))
        connection.execute(f"COPY own TO '{folder / 'own.parquet'}' (FORMAT parquet)")
    return folder / "own.parquet"


DESIGNS = [
    Design("d", "land", 12, allocation="equal"),
    Design("d", "", 12),
    Design("d", "land", 12, selection="systematic", sort_by=("rooms", "flat")),
    Design("d", "land", 12, selection="poisson", measure="rooms"),
    Design("d", "land", 12, selection="pareto", measure="rooms"),
    Design("d", "land", 12, selection="conditional", measure="rooms"),
    Design("d", "", 0, allocation="stages", stages=Stages("district", 3, take=4)),
    Design("d", "", 12, one_per_household="flat", batches=(8, 4)),
]


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: f"{design.selection}-{design.allocation}")
def test_any_columns_of_either_kind_of_file_give_what_the_core_gives(tmp_path: Path, design: Design) -> None:
    columns = {name: np.array([str(v) for v in OWN[name]]) if name in ("flat", "district") else np.array(OWN[name])
               for name in design.columns}  # fmt: skip
    if design.sort_by:
        columns["flat"] = np.array(OWN["flat"])
    ids, strata = [str(nr) for nr in OWN["nr"]], OWN[design.stratify_by] if design.stratify_by else ["all"] * 60
    core = draw(frame_of(ids, strata, columns=columns), design, seed=9)
    for file in (csv_file(tmp_path), parquet_file(tmp_path)):
        ours = draw_from(file, design, seed=9, unit="nr", columns=["land"])
        assert ours.columns["nr"].tolist() == [ids[row] for row in core.index]
        assert ours.columns["land"].tolist() == [OWN["land"][row] for row in core.index]
        assert ours.probability.tolist() == core.probability.tolist()
        assert (ours.batch.tolist(), ours.notes) == (core.batch.tolist(), core.notes)
        assert ours.taken.sum() == ours.size == len(core.index)
        assert np.all((ours.least <= ours.most) & (ours.most <= 1))


def test_clusters_and_households_stand_with_each_person(tmp_path: Path) -> None:
    staged = draw_from(csv_file(tmp_path), DESIGNS[6], seed=2, unit="nr", columns=["district"])
    assert staged.cluster.tolist() == staged.columns["district"].tolist()
    assert sorted(np.unique(staged.cluster, return_counts=True)[1].tolist()) == [4, 4, 4]
    assert set(staged.first.tolist()) == {0.3} and set(staged.probability.tolist()) == {0.3 * 4 / 6}
    alone = draw_from(csv_file(tmp_path), DESIGNS[7], seed=2, unit="nr")
    assert (alone.written_to_twice, len(set(alone.cluster.tolist()))) == (0, 12)
    assert set(alone.probability.tolist()) == {12 / 30 / 2}


def test_households_with_two_letters_are_counted_where_the_frame_knows_them(tmp_path: Path) -> None:
    path = tmp_path / "homes.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT i::TEXT AS person_id, 'g' AS \"group\", CASE WHEN i < 8 THEN 'H' || i // 2 END AS household "
            f"FROM range(10) AS t(i)) TO '{path}' (FORMAT parquet)"
        )
    assert draw_from(path, Design("d", "group", 10), seed=1).written_to_twice == 4
    assert draw_from(path, Design("d", "group", 10, selection="sequential"), seed=1).written_to_twice == 4
    assert draw_from(frame_file(tmp_path, IDS, STRATA), DESIGN, seed=1).written_to_twice is None
    with pytest.raises(InputError, match="Persons without a value.*column 'household', unit '8'.*2 persons"):
        draw_from(path, Design("d", "group", 3, one_per_household="household"), seed=1)


@pytest.mark.parametrize(
    ("changes", "design", "said"),
    [
        ({"encoding": "latin-1", "land": ["ä", "ö", "z"] * 20}, {}, "own.csv.*UTF-8.*fileEncoding"),
        ({"encoding": "latin-1", "flat": ["ä"] * 60}, {"selection": "pareto", "measure": "rooms"}, "own.csv.*UTF-8"),
        ({"land": ["x", "y;1", "z"] * 20}, {}, "own.csv, line 3.*6 columns instead of 5.*Mend the line"),
        ({"land": ["x", "", "z"] * 20}, {}, "without stratum.*own.csv, column 'land', unit '11'.*20 persons"),
        ({"nr": ["1", "1", *range(3, 61)]}, {"selection": "sequential"}, "stands twice.*own.csv, unit '1'"),
        ({}, {"stratify_by": "lnad"}, "no such column.*own.csv.*nr, land, rooms.*Found: lnad. Did you mean 'land'"),
        ({}, {"selection": "pareto", "measure": "land"}, "measure of size is a number.*column 'land', unit '1'"),
        ({"rooms": [0] * 60}, {"selection": "pareto", "measure": "rooms"}, "number above 0.*60 of 60"),
        ({"rooms": ["", *[2] * 59]}, {"selection": "pareto", "measure": "rooms"}, "column 'rooms', unit '1'"),
        ({}, {"sample_size": 61}, "61 persons cannot be drawn.*60"),
        ({}, {"minimum": {"q": 2}}, "Unknown stratum 'q'.*x, y, z"),
    ],
)
def test_a_frame_of_ones_own_that_cannot_be_drawn_is_named(tmp_path: Path, changes, design, said) -> None:
    plan = replace(Design("d", "land", 12), **design)
    with pytest.raises((DesignError, InputError), match=said):
        draw_from(csv_file(tmp_path, **changes), plan, seed=1, unit="nr")


@pytest.mark.parametrize(("values", "said"), [(["yes", ""], "Not of everybody.*30 persons"), (["1", "0"], "")])
def test_who_can_be_drawn_is_said_of_everybody(tmp_path: Path, values, said) -> None:
    file = csv_file(tmp_path, flat=values * 30)
    if said:
        with pytest.raises(InputError, match=said):
            draw_from(file, Design("d", "land", 12), seed=1, unit="nr", where="flat")
    else:
        assert draw_from(file, Design("d", "land", 12), seed=1, unit="nr", where="flat").sizes.sum() == 30


@pytest.mark.parametrize(
    ("header", "said"),
    [("", "file of the frame is empty.*own.csv, line 1"), ("nr;land;land\n", "column twice.*own.csv, line 1.*land"),
     ("nr;land\n", "frame is empty"), ("nr\n1\n", "no such column.*Found: land")],
)  # fmt: skip
def test_a_header_that_is_none_is_named(tmp_path: Path, header: str, said: str) -> None:
    (tmp_path / "own.csv").write_text(header, encoding="utf-8")
    with pytest.raises((DesignError, InputError), match=said):
        draw_from(tmp_path / "own.csv", Design("d", "land", 1), seed=1, unit="nr")


def test_numbers_keep_their_zeros_and_broken_ones_are_no_names(tmp_path: Path) -> None:
    file = csv_file(tmp_path, nr=[f"{n:04d}" for n in range(60)])
    assert all(len(unit) == 4 for unit in draw_from(file, DESIGNS[1], seed=1, unit="nr").columns["nr"])
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT i::DOUBLE AS nr, [i] AS land FROM range(9) AS t(i)) TO '{tmp_path}/odd.parquet'"
        )
    with pytest.raises(InputError, match="cannot tell persons apart.*column 'nr'.*Found: double"):
        draw_from(tmp_path / "odd.parquet", Design("d", "", 2), seed=1, unit="nr")
    with pytest.raises(InputError, match="cannot tell persons apart.*bigint"):
        draw_from(tmp_path / "odd.parquet", Design("d", "land", 2), seed=1, unit="land")


def test_a_double_whom_nobody_has_drawn_is_found_too(tmp_path: Path) -> None:
    file = csv_file(tmp_path, nr=["1", "1", *range(3, 61)])
    with pytest.raises(DesignError, match="stands twice.*unit '1'"):
        require_persons_once(file, Design("d", "land", 3), unit="nr")
    require_persons_once(csv_file(tmp_path), Design("d", "land", 3), unit="nr")


@pytest.mark.parametrize("name", ["gone.parquet", "text.parquet", "."])
def test_a_file_that_is_no_frame_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.parquet").write_text("no frame", encoding="utf-8")
    with pytest.raises(InputError, match="no frame that can be read|no such file|a folder") as caught:
        draw_from(tmp_path / name, DESIGN, seed=1)
    assert name.strip(".") in caught.value.where
