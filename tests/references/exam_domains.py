"""The examiner of statistics over domains: totals, means and ratios at once, all others one group after the other."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from querschnitt.core.estimation.protocols import df_of
from tests.references.exam_cases import OPTIONS, Case, Numbers, examined, examines
from tests.references.exam_data import Unsupported, rows_where
from tests.references.exam_estimates import FIGURES, figures_of, numbers_of

AT_ONCE = ("total", "mean", "proportion", "ratio")
ONE_BY_ONE = ("quantile", "proportion_ci", "variance", "cdf")
FURTHER = frozenset().union(*(OPTIONS[statistic] for statistic in ONE_BY_ONE))


@examines("domain", options=(*FIGURES, "of", *FURTHER))
def by_domains(case: Case) -> Numbers:
    """Examine a statistic over domains."""
    of = str(case.options.get("of", "mean")).removeprefix("svy")
    if of not in ONE_BY_ONE:
        further = [key for key in case.options if key in FURTHER and key not in FIGURES]
        if further:
            raise Unsupported(f"domains of {of} with {', '.join(further)}")
        return numbers_of(case, figures_of(case, of))
    groups = [part for part in (group(case, levels) for levels in combined(case)) if part is not None]
    found = [within(case, of, where) for where in groups]
    return {"names": names_of(found, groups)} | {
        key: stacked([part[key] for part in found])
        for key in ("estimate", "se", "ci", "matrix", "matrix_se")
        if all(key in part for part in found)
    }


def combined(case: Case) -> list[tuple[object, ...]]:
    """Return the levels of the groups; the first variable varies fastest."""
    by = list(reversed(case.spec["by"]))
    levels = [case.spec["levels"][name] for name in by]
    return [tuple(reversed(one)) for one in itertools.product(*levels)]


def group(case: Case, levels: tuple[object, ...]) -> list[list[object]] | None:
    """Return the conditions of a group; nothing for one without rows."""
    where = [[name, "==", level] for name, level in zip(case.spec["by"], levels, strict=True)]
    rows = rows_where(case.designs[0][1], [*(case.spec.get("where") or []), *where])
    return where if rows.any() else None


def within(case: Case, of: str, where: list[list[object]]) -> Numbers:
    """Return what the statistic's own examiner finds in a group."""
    conditions = [*(case.spec.get("where") or []), *where]
    options = {key: value for key, value in case.options.items() if key != "of"}
    if "df" in OPTIONS[of] and options.get("df") is None:
        design, data = case.designs[0]
        options["df"] = df_of(design, rows_where(data, conditions))
    spec = case.spec | {"statistic": of, "where": conditions, "by": [], "options": options}
    found = examined(replace(case, spec=spec))
    if of == "variance" and len(case.spec["variables"]) == 1:
        return found | {"estimate": np.ravel(found["matrix"]), "se": np.ravel(found["matrix_se"])}
    return found


def names_of(found: list[Numbers], groups: list[list[list[object]]]) -> list[str]:
    """Return names of targets (slowest) and groups."""
    labels = [",".join(f"{name}={level}" for name, _, level in where) for where in groups]
    targets = [str(name) for name in found[0].get("names", [])] if found else []
    return [f"{target}|{label}" for target in targets for label in labels]


def stacked(parts: list[object]) -> np.ndarray:
    """Return the numbers of all groups; the groups vary fastest."""
    arrays = np.stack([np.asarray(part, dtype=float) for part in parts], axis=1)
    return arrays.reshape(-1, *arrays.shape[2:])
