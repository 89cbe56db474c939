"""The design file of a wave: who belongs to the population, and how people are drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from querschnitt.core.errors import DesignError, InputError, suggestion
from querschnitt.core.sampling.design import Design, parse_design
from querschnitt.tables import register
from querschnitt.tables.toml_file import read_toml
from querschnitt.tables.wavefile import WaveFile

STRATA_VARIABLES = ("group", "group8", "region", "sex", "age_class", "borough", "stay_class")
SORT_VARIABLES = (*STRATA_VARIABLES, "age", "district")
EXPECTED_RESPONSE = 0.15  # assumed where a design file says nothing
SEED_KEYS = ("commitment", "rule")


@dataclass(frozen=True)
class DesignFile:
    """A design file.

    Attributes
    ----------
    population : who belongs to the population
    design : how people are drawn
    expected_response : the response the plan counts on
    commitment : SHA-256 of the seed, if that was published before the draw
    seed_rule : how the seed comes about, in words
    """

    population: register.PopulationRule
    design: Design
    expected_response: float
    commitment: str = ""
    seed_rule: str = ""


def read_design(wave: WaveFile) -> DesignFile:
    """Read the design file of a wave.

    Raises
    ------
    InputError : if it cannot be read, or a table is missing.
    DesignError : for an impossible design, or strata that no frame variable gives.
    """
    file = wave.file("design")
    document = read_toml(file, what="design file")
    for table in ("population", "design"):
        if not isinstance(document.get(table), Mapping):
            raise InputError(f"The table [{table}] is missing", where=file.name)
    design = parse_design(document["design"], where=f"{file.name}, design")
    if design.stratify_by not in STRATA_VARIABLES:
        raise DesignError(
            "Not a variable that can make strata", where=f"{file.name}, design.stratify_by", got=design.stratify_by,
            expected=", ".join(STRATA_VARIABLES), hint=suggestion(design.stratify_by, STRATA_VARIABLES),
        )  # fmt: skip
    for name in design.sort_by:
        if name not in SORT_VARIABLES:
            raise DesignError(
                "Not a variable to sort by", where=f"{file.name}, design.sort_by", got=name,
                expected=", ".join(SORT_VARIABLES), hint=suggestion(name, SORT_VARIABLES),
            )  # fmt: skip
    return DesignFile(
        population=register.parse_population(document["population"], where=f"{file.name}, population"),
        design=design,
        expected_response=float(document.get("planning", {}).get("response_rate", EXPECTED_RESPONSE)),
        commitment=_commitment(document.get("seed", {}), where=f"{file.name}, seed"),
        seed_rule=str(document.get("seed", {}).get("rule", "")),
    )


def _commitment(table: Mapping[str, object], *, where: str) -> str:
    for key in table:
        if key not in SEED_KEYS:
            raise DesignError(f"Unknown key '{key}'", where=where, expected=", ".join(SEED_KEYS))
    found = str(table.get("commitment", "")).lower()
    if found and not re.fullmatch("[0-9a-f]{64}", found):
        raise DesignError(
            "Not a commitment", where=f"{where}, commitment", expected="a SHA-256, 64 hexadecimal digits", got=found,
            hint="Make seed and commitment with: querschnitt commit_seed",
        )  # fmt: skip
    return found
