"""What the exam hands to an examiner: the data, the designs and the variables of a case, by its vocabulary."""

from __future__ import annotations

import csv
import functools
import importlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.statistics import complete
from querschnitt.core.estimation.two_phase import TwoPhaseDesign
from querschnitt.core.estimation.variables import Domains, Variable, categorical, domains_by, everybody, numeric
from tests.references.exam_data import Data, Unsupported, as_levels, rows_where, typed
from tests.references.exam_designs import build

Numbers = dict[str, object]


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
            if not (self.path / name).is_file():
                raise Unsupported(f"no file {name}")
            with (self.path / name).open(newline="", encoding="utf-8") as file:
                head, *rows = list(csv.reader(file)) or [[]]
            if not rows or any(len(row) != len(head) for row in rows):
                raise Unsupported(f"file {name} without rows, or with rows of other lengths than its head")
            self._tables[name] = {c: typed(v) for c, v in zip(head, zip(*rows, strict=True), strict=True)}
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
            keep = rows_where(data, spec.get("where"))
            data = {column: values[keep] for column, values in data.items()}
            design = build(self, spec, data, in_domains=in_domains)
            if isinstance(design, TwoPhaseDesign):
                data = {column: values[design.second.observed] for column, values in data.items()}
            self._designs[key] = design, data
        return self._designs[key]


@dataclass(frozen=True)
class Case:
    """One case with its folder."""

    folder: Folder
    spec: dict

    @functools.cached_property
    def options(self) -> dict:
        """Options of the case, with R's words for them replaced by the exam's."""
        found = self.spec.get("options") or {}
        if not isinstance(found, dict):
            raise Unsupported("options that are no names with values")
        words = SYNONYMS | SYNONYMS_OF.get(str(self.spec.get("statistic")), {})
        named = {words[key]: value for key, value in found.items() if key in words and words[key] not in found}
        return {key: value for key, value in found.items() if words.get(key) not in named} | named

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
        levels = (self.spec.get("levels") or {}).get(name)
        if name not in data:
            raise Unsupported(f"column {name}")
        if levels is None:
            if data[name].dtype.kind != "f":
                raise Unsupported(f"text column {name} without levels")
            return numeric(name, data[name])
        return categorical(name, as_levels(data[name], levels), levels=list(levels))

    def variables(self, data: Data, key: str = "variables") -> list[Variable]:
        """Return the variables (or `denominators`, `by`) of the case."""
        return [self.variable(name, data) for name in self.spec.get(key) or []]

    def rows(self, data: Data, used: Sequence[Variable]) -> np.ndarray:
        """Return the domain of the case: its conditions, and rows that are complete if missing ones are to leave."""
        keep = rows_where(data, self.spec.get("where"))
        return complete(used, where=keep) if self.options.get("na_rm") else keep

    def domains(self, data: Data, rows: np.ndarray) -> Domains:
        """Return the groups of the case within its rows."""
        by = self.variables(data, "by")
        return domains_by(by, where=rows) if by else everybody(len(rows), where=rows)


SYNONYMS = {
    "na.rm": "na_rm", "interval.type": "interval_type", "quantiles": "probabilities", "conf_level": "level",
    "conf.level": "level", "test.terms": "tested_terms", "family": "glm_family", "rule": "qrule",
}  # fmt: skip
SYNONYMS_OF = {
    "chisq_test": {"statistic": "test_statistic"}, "proportion_ci": {"method": "ci_method"},
    "table": {"Ntotal": "total"}, "rank_test": {"method": "test"}, "quantile": {"interval": "interval_type"},
}  # fmt: skip
Examiner = Callable[[Case], Numbers]
EXAMINERS: dict[str, Examiner] = {}
OPTIONS: dict[str, frozenset[str]] = {}
EVERYWHERE = {"na_rm", "mse", "adjust_domain_lonely", "df_rule", "note", "type", "file", "independent"}
"""Options that any case may have: read with its rows and designs, or telling what is so anyway."""
WORDS = {
    "df_rule": ("ci_t and df use the degrees of freedom of the whole design, not of the domain",),
    "difference": ("second level minus first level",),
    "na_rm": (True, False),
    "independent": (True,),
}
"""Options that say how R did it: in other words they may mean something else."""
NUMBER, SHARE, LIST = "a number", "a share", "a list of numbers"
TYPES = {"level": SHARE, "df": NUMBER, "total": NUMBER, "points": LIST, "probabilities": LIST, "mse": "yes or no"}
"""What options are; one of another type may mean something else."""
FIELDS = {
    "id", "family", "design", "designs", "statistic", "variables", "denominators", "by", "levels", "where", "options",
    "expect", "tolerance", "tolerance_by_field", "absolute_tolerance", "definition", "quirk", "note",
}  # fmt: skip
MODULES = (
    "exam_estimates", "exam_changes", "exam_calibration", "exam_inference", "exam_models", "exam_replicates",
    "exam_two_phases", "exam_domains",
)  # fmt: skip


def examines(*statistics: str, options: Sequence[str] = ()) -> Callable[[Examiner], Examiner]:
    """Register an examiner for statistics, with the options that it honours."""

    def enter(examiner: Examiner) -> Examiner:
        EXAMINERS.update(dict.fromkeys(statistics, examiner))
        OPTIONS.update(dict.fromkeys(statistics, frozenset(options)))
        return examiner

    return enter


def examined(case: Case) -> Numbers:
    """Return what the library says to a case.

    Raises
    ------
    Unsupported : for a statistic without examiner, and for anything a case asks that its examiner would overlook.
    """
    spec = case.spec
    statistic = spec["statistic"]
    if statistic not in EXAMINERS:
        raise Unsupported(f"statistic {statistic}")
    known = OPTIONS[statistic] | EVERYWHERE
    asked = [f"option {key}" for key, value in case.options.items() if key not in known and value not in (None, False)]
    asked += [f"field {key}" for key, value in spec.items() if key not in FIELDS and value not in (None, False, [], {})]
    if case.options.get("independent") is False:
        asked.append("samples that are not independent")
    asked += [f"option {key}={case.options[key]}" for key in WORDS if case.options.get(key) not in (None, *WORDS[key])]
    asked += [
        f"option {key} that is not {kind}" for key, kind in TYPES.items() if not _fits(case.options.get(key), kind)
    ]
    if asked:
        raise Unsupported(f"{statistic}: {', '.join(asked)}")
    return EXAMINERS[statistic](case)


def _fits(value: object, kind: str) -> bool:
    if value is None:
        return True
    if kind == LIST:
        return isinstance(value, list) and all(_fits(each, NUMBER) for each in value)
    if kind not in (NUMBER, SHARE):
        return isinstance(value, bool)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return (number or value == "Inf") and (kind == NUMBER or 0 < float(str(value)) < 1)


def register() -> None:
    """Load all examiners; one whose part of the library is not there yet leaves its families unsupported."""
    for module in MODULES:
        try:
            importlib.import_module(f"tests.references.{module}")
        except ModuleNotFoundError as missing:
            if not (missing.name or "").startswith("querschnitt."):
                raise
