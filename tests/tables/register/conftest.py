"""Tiny extracts made by hand: a few lines, every answer known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from querschnitt.tables.register import (
    Definition,
    Derived,
    Groups,
    Profile,
    derive,
    parse_groups,
    read_definition,
    read_extract,
    read_profile,
)

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig"
DAY = date(2020, 6, 30)
COLUMNS = (
    "ordnungsmerkmal;haushaltsnummer;familienname;vorname;strasse;hausnummer;postleitzahl;ortsteil;geburtsdatum;"
    "geschlecht;staatsangehoerigkeit_1;staatsangehoerigkeit_2;art_der_deutschen_staatsangehoerigkeit;geburtsland;"
    "zuzug_herkunft;zuzug_datum;wohnungsstatus;auskunftssperre;widerspruch;zustellbar"
)
ORDINARY = {
    "haushaltsnummer": "H1",
    "familienname": "Muster",
    "vorname": "Person",
    "strasse": "Musterweg",
    "hausnummer": "1",
    "postleitzahl": "00001",
    "ortsteil": "20",
    "geburtsdatum": "1980-05-05",
    "geschlecht": "m",
    "staatsangehoerigkeit_1": "000",
    "geburtsland": "000",
    "zuzug_herkunft": "000",
    "zuzug_datum": "2010-01-01",
    "wohnungsstatus": "H",
    "widerspruch": "N",
    "zustellbar": "J",
}
BOROUGHS = {"20": "ost", "60": "west"}
GROUPS = {
    "unlisted_group8": "far",
    "regions": {"eu": "EU", "rest": "Rest"},
    "groups8": {"east": {"name": "Ost", "region": "eu"}, "far": {"name": "Fern", "region": "rest"}},
    "group": [
        {"code": "poland", "name": "Polen", "group8": "east", "countries": {"152": 1.0}},
        {"code": "syria", "name": "Syrien", "group8": "far", "countries": {"475": 1.0}},
    ],
    "outside": {"134": {"name": "Griechenland", "group8": "east"}},
}


def line(person: int, **cells: str) -> str:
    """Return a line of the extract: an ordinary German resident, apart from the cells named."""
    row = {**ORDINARY, "ordnungsmerkmal": f"{person:09d}", **cells}
    return ";".join(row.get(heading, "") for heading in COLUMNS.split(";"))


@pytest.fixture(scope="session")
def profile() -> Profile:
    return read_profile(LEIPZIG / "profile_register.toml")


@pytest.fixture(scope="session")
def definition() -> Definition:
    return read_definition(LEIPZIG / "definition_background.toml")


@pytest.fixture(scope="session")
def groups() -> Groups:
    return parse_groups(GROUPS, where="test")


@pytest.fixture
def extracted(tmp_path: Path, profile: Profile) -> Callable[..., Path]:
    """Return a function from lines of an extract to its Parquet file."""

    def make(*lines: str) -> Path:
        path = tmp_path / "extract.csv"
        path.write_text("\n".join((COLUMNS, *lines)) + "\n", encoding="utf-8")
        extract = read_extract(path, profile, into=tmp_path / "extract.parquet")
        assert extract.rejects == ()
        return extract.path

    return make


@pytest.fixture
def derived(
    tmp_path: Path, extracted: Callable[..., Path], definition: Definition, groups: Groups
) -> Callable[..., Derived]:
    """Return a function from lines of an extract to derived residents; by the municipal definition or another."""

    def make(*lines: str, by: Definition = definition) -> Derived:
        return derive(
            extracted(*lines),
            definition=by,
            groups=groups,
            boroughs=BOROUGHS,
            reference_date=DAY,
            into=tmp_path / "derived.parquet",
        )

    return make
