"""The design file: who belongs to the population, and how people are drawn; of a wave, or of a frame of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from querschnitt.core.errors import DesignError, InputError, suggestion
from querschnitt.core.sampling.design import ByStratum, Design, design_table, parse_design, parse_rates
from querschnitt.core.sampling.protocol import Source
from querschnitt.tables import register
from querschnitt.tables.toml_file import parse_toml, read_toml, toml_text
from querschnitt.tables.wavefile import WaveFile

STRATA_VARIABLES = ("group", "group8", "region", "sex", "age_class", "borough", "stay_class")
SORT_VARIABLES = (*STRATA_VARIABLES, "age", "district")
CLUSTER_VARIABLES = ("district", "borough")
MEASURES = ("age",)
HOUSEHOLDS = ("household",)
EXPECTED_RESPONSE = 0.15  # assumed where a design file says nothing
TABLES = ("population", "frame", "design", "planning", "seed")
SEED_KEYS = ("seed", "commitment", "rule")
FRAME_KEYS = ("file", "unit", "drawable")
WITH_RESPONSE = ("cost", "targets")
"""Allocations that need the expected response, besides every plan."""


@dataclass(frozen=True)
class DesignFile:
    """The design file of a wave.

    Attributes
    ----------
    population : who belongs to the population
    design : how people are drawn
    expected_response : the response the plan counts on, one for all strata or by their names
    commitment : SHA-256 of the seed, if that was published before the draw
    seed_rule : how the seed comes about, in words
    seed : the seed, if it stands in the file; None if it is named with the draw
    """

    population: register.PopulationRule
    design: Design
    expected_response: ByStratum
    commitment: str = ""
    seed_rule: str = ""
    seed: int | None = None


@dataclass(frozen=True)
class FrameDesign:
    """The design file of a frame of one's own, drawn without a database. Attributes as in `DesignFile`.

    ``source`` : the file of the frame, as the design file names it, and its columns
    """

    source: Source
    design: Design
    commitment: str = ""
    seed_rule: str = ""
    seed: int | None = None


def read_design(wave: WaveFile) -> DesignFile:
    """Read the design file of a wave.

    Raises
    ------
    InputError : if it cannot be read, or a table is missing.
    DesignError : for an impossible design, or strata that no frame variable gives.
    """
    file = wave.file("design")
    return design_of(read_toml(file, what="design file"), where=file.name)


def parse_design_file(text: str, *, where: str = "design file") -> DesignFile:
    """Read the text of the design file of a wave; errors as in `read_design`."""
    return design_of(parse_toml(text, where=where, what="design file"), where=where)


def design_of(document: Mapping[str, Any], *, where: str) -> DesignFile:
    """Read the design of a wave from its document; errors as in `read_design`."""
    _require_tables(document, ("population", "design"), where=where)
    if "frame" in document:
        raise InputError(
            "The frame of a wave is derived from the register", where=f"{where}, frame", expected="no table [frame]",
            hint="Leave it out; or draw without a wave: querschnitt draw_sample design.toml --into folder",
        )  # fmt: skip
    response, design = _design(document, where=where)
    if not design.stratify_by:
        raise DesignError(
            "The sample of a wave has strata", where=f"{where}, design.stratify_by",
            expected=", ".join(STRATA_VARIABLES), hint="Its tables are made by them.",
        )  # fmt: skip
    _require_variables(design, where=f"{where}, design")
    seed, commitment, rule = _seed(document.get("seed", {}), where=f"{where}, seed")
    return DesignFile(
        population=register.parse_population(document["population"], where=f"{where}, population"),
        design=design, expected_response=response, commitment=commitment, seed_rule=rule, seed=seed,
    )  # fmt: skip


def frame_design_of(document: Mapping[str, Any], *, where: str) -> FrameDesign:
    """Read the design of a frame of one's own.

    Raises
    ------
    InputError : if a table or the file of the frame is missing, or something is unknown
    DesignError : for an impossible design
    """
    _require_tables(document, ("frame", "design"), where=where)
    table, place = document["frame"], f"{where}, frame"
    _require_keys(table, FRAME_KEYS, where=place)
    named = {key: table.get(key, default) for key, default in (("file", ""), ("unit", "person_id"), ("drawable", ""))}
    for key, value in named.items():
        if not isinstance(value, str) or (not value and key != "drawable"):
            raise InputError(f"'{key}' is missing", where=f"{place}, {key}", expected="a text", got=repr(value))
    _, design = _design(document, where=where)
    seed, commitment, rule = _seed(document.get("seed", {}), where=f"{where}, seed")
    return FrameDesign(Source(**named), design=design, commitment=commitment, seed_rule=rule, seed=seed)


def design_document(file: DesignFile) -> str:
    """Write a design file of a wave in one canonical form; `parse_design_file` reads it back to the same value."""
    written = design_table(file.design)
    written.pop("response_rate", None)
    rates = file.expected_response
    seed = {"seed": file.seed, "commitment": file.commitment, "rule": file.seed_rule}
    document = {
        "population": _population(file.population),
        "design": written,
        "planning": {"response_rate": dict(rates) if isinstance(rates, Mapping) else rates},
        "seed": {key: value for key, value in seed.items() if value not in (None, "")},
    }
    return toml_text({name: table for name, table in document.items() if table})


def _population(rule: register.PopulationRule) -> dict[str, Any]:
    """Return a population as its table is written: what is as always is left out, the groups are a word."""
    plain = register.PopulationRule(rule.name, rule.listed_groups_only, rule.minimum_age)
    written: dict[str, Any] = {"name": rule.name, "groups": "listed" if rule.listed_groups_only else "all"}
    for each in fields(rule):
        value = getattr(rule, each.name)
        if each.name not in ("listed_groups_only", "left_out") and (
            each.name == "minimum_age" or value != getattr(plain, each.name)
        ):
            written[each.name] = list(value) if isinstance(value, tuple) else value
    left_out = [
        {field.name: list(value) if isinstance(value, tuple) else value for field, value in _entries(entry)}
        for entry in rule.left_out
    ]
    return written | ({"left_out": left_out} if left_out else {})


def _entries(entry: register.LeftOut) -> list[tuple[Any, Any]]:
    return [(field, getattr(entry, field.name)) for field in fields(entry) if getattr(entry, field.name) != ""]


def _design(document: Mapping[str, Any], *, where: str) -> tuple[ByStratum, Design]:
    """Return the expected response and the design, which knows it where its allocation needs it."""
    for key, reason in (
        ("response_rate", "The expected response stands in the table [planning]"),
        ("additions", "What is added later is a draw of its own: querschnitt draw_batch"),
    ):
        if key in document["design"]:
            raise DesignError(
                reason, where=f"{where}, design.{key}", expected="no such entry", hint="Leave it out here."
            )
    planning = document.get("planning", {})
    _require_keys(planning, ("response_rate",), where=f"{where}, planning")
    response: ByStratum = EXPECTED_RESPONSE
    if "response_rate" in planning:
        response = parse_rates(planning["response_rate"], where=f"{where}, planning")
    design = parse_design(document["design"], where=f"{where}, design")
    if design.allocation not in WITH_RESPONSE:
        return response, design
    if "response_rate" not in planning:
        raise DesignError(
            f"The allocation '{design.allocation}' needs the response that is expected",
            where=f"{where}, planning.response_rate", expected="a number, or one for each stratum",
            hint="Write for example:  [planning]  response_rate = 0.15",
        )  # fmt: skip
    return response, replace(design, response_rate=response)


def _require_variables(design: Design, *, where: str) -> None:
    """Raise unless the design names variables that the frame of a wave has, and that serve for what they are to do."""
    stages = design.stages
    for key, name, known, what in (
        ("stratify_by", design.stratify_by, STRATA_VARIABLES, "that can make strata"),
        *(("sort_by", name, SORT_VARIABLES, "to sort by") for name in design.sort_by),
        ("measure", design.measure, MEASURES, "that is a size"),
        ("stages.cluster", stages.cluster if stages else "", CLUSTER_VARIABLES, "that can make clusters"),
        ("one_per_household", design.one_per_household, HOUSEHOLDS, "that tells households apart"),
    ):
        if name and name not in known:
            raise DesignError(
                f"Not a variable {what}", where=f"{where}.{key}", got=name, expected=", ".join(known),
                hint=suggestion(name, known),
            )  # fmt: skip


def _require_tables(document: Mapping[str, Any], needed: tuple[str, ...], *, where: str) -> None:
    for table in needed:
        if table not in document:
            hint = suggestion(table, document).replace("Did you mean", "There is")
            raise InputError(f"The table [{table}] is missing", where=where, hint=hint.replace("?", "."))
    _require_keys(document, TABLES, where=where)
    for table in document:
        if not isinstance(document[table], Mapping):
            raise InputError(f"'{table}' is not a table", where=where, expected=f"[{table}]", got=document[table])


def _require_keys(table: Mapping[str, Any], known: tuple[str, ...], *, where: str) -> None:
    for key in table:
        if key not in known:
            raise DesignError(
                f"Unknown key '{key}'", where=where, expected=", ".join(known), hint=suggestion(key, known)
            )


def _seed(table: Mapping[str, Any], *, where: str) -> tuple[int | None, str, str]:
    """Return the seed, what was published of it, and its rule."""
    _require_keys(table, SEED_KEYS, where=where)
    seed, rule = table.get("seed"), table.get("rule", "")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int) or seed < 0):
        raise DesignError(
            "Not a seed", where=f"{where}, seed", expected="a whole number, 0 or more", got=repr(seed),
            hint="Write it in digits without quotation marks, or make one: querschnitt commit_seed",
        )  # fmt: skip
    if not isinstance(rule, str):
        raise DesignError("Not a rule in words", where=f"{where}, rule", expected="a text", got=repr(rule))
    commitment = str(table.get("commitment", "")).lower()
    if commitment and not re.fullmatch("[0-9a-f]{64}", commitment):
        raise DesignError(
            "Not a commitment", where=f"{where}, commitment", expected="a SHA-256, 64 hexadecimal digits",
            got=commitment, hint="Make seed and commitment with: querschnitt commit_seed",
        )  # fmt: skip
    return seed, commitment, rule
