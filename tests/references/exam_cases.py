"""What the exam hands to an examiner: the data, the designs and the variables of a case, by its vocabulary."""

from __future__ import annotations

import csv
import functools
import importlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from querschnitt.core.estimation.linearised import LinearisedDesign, LonelyUnits
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.stages import Stages, stages_of
from querschnitt.core.estimation.statistics import complete
from querschnitt.core.estimation.two_phase import TwoPhaseDesign
from querschnitt.core.estimation.unequal import ApproximateProbabilities, JointProbabilities
from querschnitt.core.estimation.variables import Domains, Variable, categorical, domains_by, everybody, numeric

Data = dict[str, np.ndarray]
Numbers = dict[str, object]


class Unsupported(Exception):  # noqa: N818 (it is a verdict, not an error)
    """The library has no such thing yet; the message says which."""


@dataclass(frozen=True)
class Folder:
    """A folder of reference results."""

    path: Path

    @functools.cached_property
    def content(self) -> dict:
        """Designs and cases."""
        found: dict = json.loads((self.path / "cases.json").read_text(encoding="utf-8"))
        return found

    @property
    def cases(self) -> list[dict]:
        """All cases."""
        return self.content["cases"]

    @functools.cached_property
    def _tables(self) -> dict[str, Data]:
        return {}

    def table(self, name: str) -> Data:
        """Return the columns of a CSV file: numbers where all are numbers (missing: not a number), else texts."""
        if name not in self._tables:
            with (self.path / name).open(newline="", encoding="utf-8") as file:
                head, *rows = csv.reader(file)
            self._tables[name] = {c: _typed(v) for c, v in zip(head, zip(*rows, strict=True), strict=True)}
        return self._tables[name]

    @functools.cached_property
    def _designs(self) -> dict[str, tuple[Design, Data]]:
        return {}

    def design(self, name: str, *, in_domains: bool = False) -> tuple[Design, Data]:
        """Return a design and the data of its rows."""
        key = f"{name}{in_domains}"
        if key not in self._designs:
            spec = self.content["designs"][name]
            data = self.table(spec["data"])
            keep = rows_where(data, spec["where"])
            data = {column: values[keep] for column, values in data.items()}
            design = build(self, spec, data, in_domains=in_domains)
            if isinstance(design, TwoPhaseDesign):
                data = {column: values[design.observed] for column, values in data.items()}
            self._designs[key] = design, data
        return self._designs[key]


@dataclass(frozen=True)
class Case:
    """One case with its folder."""

    folder: Folder
    spec: dict

    @property
    def options(self) -> dict:
        """Options of the case."""
        return self.spec["options"]

    @functools.cached_property
    def designs(self) -> list[tuple[Design, Data]]:
        """The designs of the case with their data."""
        names = self.spec.get("designs") or [self.spec["design"]]
        in_domains = bool(self.options.get("adjust_domain_lonely"))
        return [self._centred(*self.folder.design(name, in_domains=in_domains)) for name in names]

    def _centred(self, design: Design, data: Data) -> tuple[Design, Data]:
        """Let replicates deviate from the full sample's estimate where the case says so."""
        replicates = getattr(design, "replicates", None)
        if replicates is None or "mse" not in self.options:
            return design, data
        return replace(design, replicates=replace(replicates, mse=bool(self.options["mse"]))), data

    def variable(self, name: str, data: Data) -> Variable:
        """Return a variable: categorical where the case gives its levels."""
        levels = self.spec["levels"].get(name)
        if levels is None:
            if data[name].dtype.kind != "f":
                raise Unsupported(f"text column {name} without levels")
            return numeric(name, data[name])
        return categorical(name, as_levels(data[name], levels), levels=list(levels))

    def variables(self, data: Data, key: str = "variables") -> list[Variable]:
        """Return the variables (or `denominators`, `by`) of the case."""
        return [self.variable(name, data) for name in self.spec[key]]

    def rows(self, data: Data, used: Sequence[Variable]) -> np.ndarray:
        """Return the domain of the case: its conditions, and rows that are complete if missing ones are to leave."""
        keep = rows_where(data, self.spec["where"])
        return complete(used, where=keep) if self.options.get("na_rm") else keep

    def domains(self, data: Data, rows: np.ndarray) -> Domains:
        """Return the groups of the case within its rows."""
        by = self.variables(data, "by")
        return domains_by(by, where=rows) if by else everybody(len(rows), where=rows)


Examiner = Callable[[Case], Numbers]
EXAMINERS: dict[str, Examiner] = {}
MODULES = ("exam_estimates", "exam_changes", "exam_calibration", "exam_inference", "exam_models", "exam_replicates")


def examines(*statistics: str) -> Callable[[Examiner], Examiner]:
    """Register an examiner for statistics."""

    def enter(examiner: Examiner) -> Examiner:
        EXAMINERS.update(dict.fromkeys(statistics, examiner))
        return examiner

    return enter


def register() -> None:
    """Load all examiners; one whose part of the library is not there yet leaves its families unsupported."""
    for module in MODULES:
        try:
            importlib.import_module(f"tests.references.{module}")
        except ModuleNotFoundError as missing:
            if not (missing.name or "").startswith("querschnitt."):
                raise


def build(folder: Folder, spec: dict, data: Data, *, in_domains: bool = False) -> Design:
    """Build a design from its description."""
    builder = BUILDERS.get(spec["kind"])
    if builder is None:
        raise Unsupported(f"designs of kind {spec['kind']}")
    return builder(folder, spec, data, in_domains)


def linearised(folder: Folder, spec: dict, data: Data, in_domains: bool) -> Design:
    """Build a design by linearisation, with its steps."""
    if spec["pps"]:
        return unequal(folder, spec, data)
    stages = stages_from(spec, data)
    lonely = LonelyUnits(spec["lonely_psu"], in_domains=in_domains)
    design = LinearisedDesign(weights_from(spec, data, stages), stages, lonely=lonely)
    for step in spec["steps"]:
        if step["step"] not in STEPS:
            raise Unsupported(f"step {step['step']}")
        design = STEPS[step["step"]](design, step, data)
    return design


APPROXIMATE = {"overton": "overton", "HR": "hartley_rao", "brewer": "brewer"}
EXACT = {"HT": "horvitz_thompson", "YG": "yates_grundy"}


def unequal(folder: Folder, spec: dict, data: Data) -> LinearisedDesign:
    """Build a design of unequal probabilities: by column (or by a column that would be the fpc), or by a matrix."""
    if spec["steps"]:
        raise Unsupported("steps after unequal probabilities")
    stages = stages_from(spec | {"fpc": []}, data)
    column = spec["probs"] or next(iter(spec["fpc"]), None)
    probabilities = data[column] if column else 1 / data[spec["weights"]]
    weights = data[spec["weights"]] if spec["weights"] else 1 / probabilities
    method = spec["pps"]["method"]
    if method in EXACT:
        return LinearisedDesign(weights, stages, unequal=JointProbabilities(_joint(folder, spec["pps"]), EXACT[method]))
    if method not in APPROXIMATE:
        raise Unsupported(f"pps {method}")
    return LinearisedDesign(weights, stages, unequal=ApproximateProbabilities(probabilities, APPROXIMATE[method]))


def _joint(folder: Folder, pps: dict) -> np.ndarray:
    """Return the joint probabilities, written out or in a file."""
    for value in pps.values():
        if isinstance(value, list) and value and isinstance(value[0], list):
            return np.array(value, dtype=float)
        if isinstance(value, str) and value.endswith(".csv"):
            return np.column_stack(list(folder.table(value).values()))
    raise Unsupported(f"pps {pps['method']} without joint probabilities")


def two_phase(folder: Folder, spec: dict, data: Data, in_domains: bool) -> Design:
    """Build a two-phase design of its observed rows."""
    phase = spec["phase2"]
    if spec["clusters"] or phase["clusters"] or spec["steps"] or len(phase["strata"]) > 1:
        raise Unsupported("two phases with clusters or steps")
    stages = stages_from(spec, data)
    labels = data[phase["strata"][0]] if phase["strata"] else np.zeros(stages.n)
    strata = np.unique(labels, return_inverse=True)[1]
    return TwoPhaseDesign(stages, weights_from(spec, data, stages), strata, data[phase["indicator"]] == 1)


def stages_from(spec: dict, data: Data) -> Stages:
    """Read strata, clusters and population sizes."""
    return stages_of(
        len(next(iter(data.values()))),
        strata=data[spec["strata"][0]] if spec["strata"] else None,
        clusters=[data[name] for name in spec["clusters"]],
        population_sizes=[data[name] for name in spec["fpc"]],
        nest=bool(spec["nest"]),
    )


def weights_from(spec: dict, data: Data, stages: Stages) -> np.ndarray:
    """Return weights by column, by probability, or by the stages."""
    if spec["weights"]:
        return data[spec["weights"]]
    return 1 / data[spec["probs"]] if spec["probs"] else stages.weights


STEPS: dict[str, Callable[[LinearisedDesign, dict, Data], LinearisedDesign]] = {}
"""What a calibration step of the exam does to a design; others add theirs."""

BUILDERS: dict[str, Callable[[Folder, dict, Data, bool], Design]] = {"taylor": linearised, "twophase": two_phase}
"""Kinds of designs; others add theirs."""


def rows_where(data: Data, conditions: list | None) -> np.ndarray:
    """Return the rows that satisfy all conditions."""
    keep = np.ones(len(next(iter(data.values()))), dtype=bool)
    for name, operator, *value in conditions or []:
        column = data[name]
        known = ~np.isnan(column) if column.dtype.kind == "f" else column != ""
        keep &= known & _holds(column, operator, value)
    return keep


def _holds(column: np.ndarray, operator: str, value: list) -> np.ndarray:
    if operator == "not_null":
        return np.ones(len(column), dtype=bool)
    if operator == "==":
        return as_levels(column, value) == value[0]
    compare = {">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal}
    if operator not in compare:
        raise Unsupported(f"condition {operator}")
    return compare[operator](column, value[0])


def column(term: str, data: Data) -> np.ndarray:
    """Return the column of a term: a constant, a variable, a level, or a product of these."""
    if term == "(Intercept)":
        return np.ones(len(next(iter(data.values()))))
    if ":" in term:
        return np.prod([column(part, data) for part in term.split(":")], axis=0)
    if term in data:
        return data[term]
    found = re.fullmatch(r"(.+)\[(.*)\]", term)
    if not found or found[1] not in data:
        raise Unsupported(f"term {term}")
    return (as_levels(data[found[1]], [found[2]]) == found[2]).astype(float)


def as_levels(column: np.ndarray, levels: Sequence[object]) -> np.ndarray:
    """Return a column with its values written as the levels are; a numeric one is compared as numbers."""
    if column.dtype.kind != "f":
        return column
    written = np.full(len(column), "", dtype=object)
    known = np.isfinite(column)
    written[known] = [f"{value:g}" for value in column[known]]
    for level in levels:
        written[column == float(str(level))] = level
    return written


def _typed(values: tuple[str, ...]) -> np.ndarray:
    try:
        return np.array([float(value) if value else np.nan for value in values])
    except ValueError:
        return np.array(values)
