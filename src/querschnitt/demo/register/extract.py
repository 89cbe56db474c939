"""The register as a city would hand it over: a CSV extract without anything the simulation knows besides."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from querschnitt.core.arrays import BoolArray, IntArray
from querschnitt.demo.register.build import Register
from querschnitt.demo.scenario import Scenario
from querschnitt.tables.register import Coded, Numbered, Profile
from querschnitt.tables.register import write_extract as write_columns
from querschnitt.tables.register.extract import Column

_CODES = [f"{code:03d}" for code in range(1000)]
_STREETS = [f"Musterstraße {chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(676)]


def write_extract(register: Register, path: Path, *, scenario: Scenario, profile: Profile) -> Path:
    """Write the extract; one register gives the same bytes whatever the number of threads."""
    return write_columns(_columns(register, scenario), path, profile=profile)


def _columns(register: Register, scenario: Scenario) -> dict[str, Column]:
    everybody = np.zeros(len(register), dtype=np.int64)
    codes = [district.code for district in scenario.districts]
    return {
        "person_id": Numbered("", register.person, 9),
        "household": Numbered("H", register.household, 9),
        "family_name": Numbered("Muster-", register.person, 9),
        "given_name": Coded(everybody, ["Person"]),
        "street": Coded(register.street, _STREETS),
        "house_number": Numbered("", register.house_number),
        "postcode": Coded(register.district, [f"000{code}" for code in codes]),
        "district": Coded(register.district, codes),
        "birth_date": register.birth_date,
        "sex": _flag(register.female, no="m", yes="w"),
        "nationality_1": Coded(register.nationality_1, _CODES),
        "nationality_2": Coded(register.nationality_2, _CODES),
        "german_kind": Coded(register.german_kind, ["G", "E", "A", "O"]),
        "birth_country": Coded(register.birth_country, _CODES),
        "previous_country": Coded(register.previous_country, _CODES),
        "moved_in": register.moved_in,
        "residence": _flag(register.secondary, no="H", yes="N"),
        "block": Coded(register.block, ["51", "52"]),
        "objection": _flag(register.objection, no="N", yes="J"),
        "deliverable": _flag(register.deliverable, no="N", yes="J"),
    }


def _flag(values: BoolArray, *, no: str, yes: str) -> Coded:
    codes: IntArray = values.astype(np.int64)
    return Coded(codes, [no, yes])
