"""An extract is parted: names of households with a sign of another country, and everybody without a name."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from pyarrow import parquet

from querschnitt.tables.register import read_extract, read_profile
from querschnitt.tables.register.names import NAME_FIELDS, part_names
from tests.tables.register.conftest import COLUMNS, LEIPZIG, line

PROFILE = read_profile(LEIPZIG / "profile_register.toml")
SIGNS = [
    {"staatsangehoerigkeit_1": "152"},
    {"staatsangehoerigkeit_2": "152"},
    {"geburtsland": "152"},
    {"zuzug_herkunft": "152"},
    {"art_der_deutschen_staatsangehoerigkeit": "E"},
]


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """Five households of which one person each has a sign; a partner of the first; and two people without any."""
    lines = [line(number, haushaltsnummer=f"H{number}", **sign) for number, sign in enumerate(SIGNS, start=1)]
    lines += [line(6, haushaltsnummer="H1"), line(7, haushaltsnummer="H7"), line(8, haushaltsnummer="H8")]
    file = tmp_path / "extract.csv"
    file.write_text("\n".join((COLUMNS, *lines)) + "\n", encoding="utf-8")
    return read_extract(file, PROFILE, into=tmp_path / "extract.parquet").path


def test_names_are_kept_of_households_with_a_sign_and_of_nobody_else(extract: Path, tmp_path: Path) -> None:
    parted = part_names(extract, wave="2020", people=tmp_path / "p.parquet", names=tmp_path / "n.csv")
    with parted.names.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert sorted(row[1] for row in rows) == [f"{number:09}" for number in range(1, 7)]
    assert {row[0] for row in rows} == {"2020"}
    assert parted.named == 6


def test_everybody_stays_in_the_other_part_and_nobody_has_a_name_there(extract: Path, tmp_path: Path) -> None:
    parted = part_names(extract, wave="2020", people=tmp_path / "p.parquet", names=tmp_path / "n.csv")
    table = parquet.read_table(parted.people)
    assert table.num_rows == 8
    assert not set(NAME_FIELDS[1:]) & set(table.column_names)
    assert parted.latest_move == max(table["moved_in"].to_pylist())
    assert isinstance(parted.latest_move, date)
