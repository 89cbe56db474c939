"""A third party with two files: the draw holds, and whatever was changed afterwards is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from querschnitt.core.errors import InputError
from querschnitt.core.sampling.design import Coordination, Design, Stages, Targets
from querschnitt.core.sampling.protocol import (
    Protocol,
    Source,
    Stratum,
    commitment_of,
    parse_protocol,
    sample_digest,
)
from querschnitt.tables.register.drawing import draw_from
from querschnitt.tables.register.frame import frame_digest
from querschnitt.tables.register.recording import digests_of, file_digest, strata_of
from querschnitt.tables.register.verifying import verify

ROWS = """
SELECT printf('p%03d', i) AS person_id, CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END AS "group", 'x' AS group8,
    'eu' AS region, 'f' AS sex, 30 + i % 40 AS age, '30-44' AS age_class, 'Mitte' AS borough, '20' AS district,
    '5+' AS stay_class,
    true AS in_frame, i % 7 <> 0 AS drawable, CASE WHEN i % 7 = 0 THEN 'objection' ELSE '' END AS hindrance
FROM range(300) AS t(i)
"""


def write(path: Path, rows: str = ROWS) -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    return path


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    return write(tmp_path / "frame.parquet")


@pytest.fixture
def protocol(frame: Path) -> Protocol:
    design = Design("test", "group", 40)
    drawn = draw_from(frame, design, seed=5, where="drawable")
    return Protocol(
        wave="2020", reference_date="2020-06-30", definition="d", populations={}, undrawable={},
        frame_sha256=frame_digest(frame), design=design, seed=5, program="querschnitt",
        strata=tuple(map(Stratum, drawn.levels, drawn.sizes.tolist(), drawn.allocation.tolist())),
        sample_sha256=sample_digest(drawn.columns["person_id"], [drawn.levels[code] for code in drawn.stratum]),
        commitment=commitment_of(5),
    )  # fmt: skip


def differing(protocol: Protocol, frame: Path) -> list[str]:
    return [check.what for check in verify(protocol, frame) if not check.holds]


def test_a_draw_as_it_was_written_down_holds_whatever_the_order_of_rows(
    frame: Path, protocol: Protocol, tmp_path: Path
) -> None:
    assert differing(protocol, frame) == []
    assert len(verify(protocol, frame)) == 5
    assert (
        differing(protocol, write(tmp_path / "again.parquet", f"SELECT * FROM ({ROWS}) ORDER BY hash(person_id)")) == []
    )


PROTOCOLS = Path(__file__).parent / "protocols"


@pytest.mark.parametrize("selection", ["random", "systematic"])
def test_a_protocol_of_the_first_version_holds_as_it_did_then(frame: Path, selection: str) -> None:
    """Written by the version of November 2026, which knew these two selections."""
    text = (PROTOCOLS / f"first_{selection}.json").read_text(encoding="utf-8")
    first = parse_protocol(text, where="old.json")
    assert (first.version, len(verify(first, frame)), differing(first, frame)) == (1, 4, [])
    assert differing(replace(first, seed=6), frame) == ["persons drawn"]
    if selection == "random":
        assert first.text() == text


STAGES = Stages("age", clusters=3, take=2, first_stage="size")
DESIGNS = [
    Design("d", "group", 40, allocation="neyman", share={"a": 0.5, "b": 0.1}, batches=(30, 10)),
    Design("d", "", 40, additions=({"all": 5},)),
    Design("d", "group", 40, selection="systematic", sort_by=("age", "district")),
    Design("d", "group", 40, selection="poisson", measure="age", coordinate_with=Coordination("k", shift=0.5)),
    Design("d", "group", 40, selection="sequential", batches=(20, 20)),
    Design("d", "group", 40, selection="pareto", measure="age"),
    Design("d", "group", 40, selection="conditional", measure="age"),
    Design("d", "", 0, allocation="stages", stages=STAGES),
    Design("d", "", 12, one_per_household="age"),
    Design("d", "group", 0, allocation="targets", targets=Targets(each=0.2)),
]


def recorded(frame: Path, design: Design) -> Protocol:
    drawn = draw_from(frame, design, seed=5, where="drawable")
    digests = digests_of(drawn)
    return Protocol(
        wave="2020", reference_date="", definition="", populations={}, undrawable={}, frame_sha256=frame_digest(frame),
        design=design, seed=5, program="querschnitt", strata=strata_of(drawn), sample_sha256=digests.sample,
        probabilities_sha256=digests.probabilities, notes=drawn.notes, written_to_twice=drawn.written_to_twice,
    )  # fmt: skip


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: f"{design.selection}-{design.allocation}")
def test_the_protocol_of_every_design_comes_back_and_holds_and_no_other_probability_does(
    frame: Path, tmp_path: Path, design: Design
) -> None:
    protocol = recorded(frame, design)
    again = parse_protocol(protocol.text(), where="draw.json")
    assert again == protocol
    mixed = write(tmp_path / "mixed.parquet", f"SELECT * FROM ({ROWS}) ORDER BY hash(person_id)")
    assert differing(again, mixed) == []
    others = {check.what for check in verify(replace(again, seed=6), frame) if not check.holds}
    if not design.coordinate_with:
        assert "persons drawn" in others
    changed = tuple(replace(stratum, most=1.0, least=0.5) for stratum in again.strata)
    assert {what.split(":")[-1] for what in differing(replace(again, strata=changed), frame)} == {" probabilities"}
    assert differing(replace(again, notes=("x",), written_to_twice=3), frame) == [
        "notes", "households with two letters"
    ]  # fmt: skip


def test_a_frame_of_ones_own_is_hashed_as_a_file_and_read_by_its_columns(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("nr;land\n" + "".join(f"{n};{'xy'[n % 2]}\n" for n in range(40)), encoding="utf-8")
    drawn = draw_from(own, Design("d", "land", 10), seed=5, unit="nr")
    digests = digests_of(drawn, unit="nr")
    protocol = Protocol(
        wave="", reference_date="", definition="", populations={}, undrawable={}, frame_sha256=file_digest(own),
        design=Design("d", "land", 10), seed=5, program="querschnitt", strata=strata_of(drawn),
        sample_sha256=digests.sample, probabilities_sha256=digests.probabilities, source=Source("own.csv", unit="nr"),
    )  # fmt: skip
    again = parse_protocol(protocol.text(), where="draw.json")
    assert again == protocol and differing(again, own) == []
    own.write_text(own.read_text(encoding="utf-8").replace("\n0;x", "\n0;y"), encoding="utf-8")
    assert "hash of the frame" in differing(again, own)


def test_somebody_who_was_taken_out_or_put_in_is_found(protocol: Protocol, tmp_path: Path) -> None:
    without = write(tmp_path / "less.parquet", f"SELECT * FROM ({ROWS}) WHERE person_id <> 'p001'")
    assert differing(protocol, without)[:2] == ["hash of the frame", "stratum b: persons, drawn"]
    other = write(tmp_path / "other.parquet", ROWS.replace("'Mitte'", "'Nord'"))
    assert differing(protocol, other) == ["hash of the frame"]


def test_a_value_that_moves_to_an_empty_cell_beside_it_is_another_frame(tmp_path: Path) -> None:
    digests = {
        frame_digest(write(tmp_path / f"{number}.parquet", ROWS.replace("'x' AS group8,\n    'eu' AS region", cells)))
        for number, cells in enumerate(("'x' AS group8, NULL AS region", "NULL AS group8, 'x' AS region"))
    }
    assert len(digests) == 2


def test_another_seed_design_or_sample_is_found(frame: Path, protocol: Protocol) -> None:
    assert differing(replace(protocol, seed=6), frame) == ["seed that was published beforehand", "persons drawn"]
    assert differing(replace(protocol, sample_sha256="0" * 64), frame) == ["persons drawn"]
    smaller = replace(protocol, design=replace(protocol.design, sample_size=30))
    assert differing(smaller, frame) == ["stratum a: persons, drawn", "stratum b: persons, drawn", "persons drawn"]
    unknown = replace(protocol, design=replace(protocol.design, stratify_by="shoe_size"))
    assert differing(unknown, frame) == ["draw"]


def test_a_file_that_is_no_frame_is_named(protocol: Protocol, tmp_path: Path) -> None:
    (tmp_path / "frame.parquet").write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match="no frame that can be read.*frame.parquet"):
        verify(protocol, tmp_path / "frame.parquet")
