"""The exam: every case of a folder of reference results, through the public API. `exam.py FOLDER [--json]`.

A family of statistics joins by `@examines("name")` on a function from a `Case` to {field of expect: numbers}; what no
function examines, and what a function calls `Unsupported`, is reported as not supported.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from querschnitt.core.errors import InputError

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.references.exam_cases import Case, Folder, Numbers, examined, register
from tests.references.exam_data import Unsupported

NOT_COMPARED = {"names", "targets", "groups"}
NOT_UNDERSTOOD = (Unsupported, InputError, KeyError, TypeError, AttributeError, IndexError)
"""What the library or the reader of the format says to things it does not know, and Python to a shape it does not."""
TOLERANCE = 1e-8
"""Relative, where a case names none."""


@dataclass
class Family:
    """What became of the cases of a family."""

    cases: int = 0
    numbers: int = 0
    equal: int = 0
    different: int = 0
    not_supported: int = 0
    largest: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)

    def as_json(self, name: str) -> dict:
        """Return what `--json` prints of a family."""
        counts = {key: getattr(self, key) for key in ("cases", "numbers", "equal", "different", "not_supported")}
        found = {
            "largest_relative_difference": self.largest,
            "reasons": dict(self.reasons),
            "differing": self.differing,
        }
        return {"family": name, **counts, **found}


def run(folder: Path) -> dict[str, Family]:
    """Examine every case of a folder."""
    register()
    data = Folder(folder)
    families: dict[str, Family] = {}
    for spec in (spec for spec in data.cases if isinstance(spec, dict)):
        family = families.setdefault(str(spec.get("family")), Family())
        family.cases += 1
        examine(Case(data, spec), family)
    return families


def examine(case: Case, family: Family) -> None:
    """Compare one case; its numbers count as not supported where it cannot be computed at all."""
    expected = case.spec.get("expect") or {}
    if not isinstance(expected, dict):
        expected = {"expect": expected}
    expected = {key: value for key, value in expected.items() if key not in NOT_COMPARED}
    count = sum(len(list(_numbers(value))) for value in expected.values())
    family.numbers += count
    try:
        tolerances = {key: tolerance_of(case, key) for key in expected}
        found = in_order(examined(case), case)
    except NOT_UNDERSTOOD as reason:
        family.not_supported += count
        family.reasons[str(reason) if isinstance(reason, Unsupported) else f"{type(reason).__name__}: {reason}"] += 1
        return
    except Exception as error:  # a fault in one case must not hide the verdict on the others
        family.different += count
        family.differing.append(f"{case.spec.get('id')}: {type(error).__name__}: {error}")
        return
    for key, value in expected.items():
        _compare(case, family, key=key, expected=value, found=found.get(key), tolerance=tolerances[key])


def in_order(found: Numbers, case: Case) -> Numbers:
    """Return the numbers in the order of the names that the case expects; names in other words leave it as it is."""
    names = [plain(name) for name in found.get("names", [])]
    wanted = [plain(name) for name in (case.spec.get("expect") or {}).get("names") or []]
    if names == wanted or sorted(names) != sorted(wanted) or len(set(names)) < len(names):
        return found
    at = [names.index(name) for name in wanted]
    return {key: _reordered(value, at) for key, value in found.items()}


def plain(name: object) -> str:
    """Return a name without spaces and quotes, whole numbers without a point."""
    return re.sub(r"(\d)\.0\b", r"\1", re.sub(r"[\s\"'`]", "", str(name)))


def _reordered(value: object, at: list[int]) -> object:
    array = value if isinstance(value, np.ndarray) else np.array(value, dtype=object)
    if array.ndim == 0 or len(array) != len(at):
        return value
    return array[np.ix_(at, at)] if array.shape == (len(at), len(at)) else array[at]


def tolerance_of(case: Case, key: str) -> tuple[float, float]:
    """Return the relative and the absolute tolerance of a field."""
    by_field = (case.spec.get("tolerance_by_field") or {}).get(key)
    general = case.spec.get("tolerance")
    relative = by_field if by_field is not None else TOLERANCE if general is None else general
    found = relative, case.spec.get("absolute_tolerance") or 1e-12
    if not all(isinstance(value, (int, float)) for value in found):
        raise Unsupported(f"tolerance {found}")
    return found


def _compare(
    case: Case, family: Family, *, key: str, expected: object, found: object, tolerance: tuple[float, float]
) -> None:
    written = list(_numbers(expected))
    if found is None or not all(_is_number(value) for value in written):
        family.not_supported += len(written)
        family.reasons[f"{case.spec['statistic']}: {key}{'' if found is None else ' that is no number'}"] += 1
        return
    wanted = [_as_float(value) for value in written]
    got = [_as_float(value) for value in _numbers(found)]
    if len(got) != len(wanted):
        family.different += len(wanted)
        family.differing.append(f"{case.spec.get('id')}: {key} has {len(got)} numbers instead of {len(wanted)}")
        return
    relative, absolute = tolerance
    sizes = _sizes(key, np.asarray(wanted))
    for position, (a, e, size) in enumerate(zip(got, wanted, sizes, strict=True)):
        near = np.isfinite(e) and abs(a - e) <= relative * size + absolute
        same = np.isnan(a) if np.isnan(e) else a == e or near
        if same:
            family.equal += 1
            continue
        family.different += 1
        off = abs(a - e) / size if size and np.isfinite(size) else np.inf
        family.largest = max(family.largest, off if np.isfinite(off) else 0.0)
        family.differing.append(f"{case.spec.get('id')}: {key}[{position}] {a!r} instead of {e!r}")


def _sizes(key: str, wanted: np.ndarray) -> np.ndarray:
    """Return what a tolerance is relative to: for covariances the geometric mean of both variances."""
    side = round(len(wanted) ** 0.5)
    if key != "covariance" or side**2 != len(wanted):
        return np.abs(wanted)
    spread = np.sqrt(np.abs(np.diag(wanted.reshape(side, side))))
    return np.nan_to_num(np.outer(spread, spread)).ravel()


def _numbers(value: object) -> Iterator[object]:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        for inner in value:
            yield from _numbers(inner)
    else:
        yield value


def _as_float(value: object) -> float:
    return float("nan") if value in (None, "NA") else float(str(value))


def _is_number(value: object) -> bool:
    try:
        _as_float(value)
    except ValueError:
        return False
    return True


def totals(families: dict[str, Family]) -> dict[str, int]:
    """Add up the families."""
    keys = ("cases", "numbers", "equal", "different", "not_supported")
    return {key: sum(getattr(family, key) for family in families.values()) for key in keys}


def table(families: dict[str, Family]) -> str:
    """Return the table for people."""
    form = "{:<22}{:>7}{:>9}{:>8}{:>11}{:>13}  {}"
    lines = [form.format("family", "cases", "numbers", "equal", "different", "not supported", "largest difference")]
    for name, family in families.items():
        off = f"{family.largest:.2g}" if family.different else ""
        reasons = "; ".join(f"{reason} ({count})" for reason, count in family.reasons.items())
        counts = (family.cases, family.numbers, family.equal, family.different, family.not_supported)
        lines.append(form.format(name, *counts, " ".join(part for part in (off, reasons) if part)))
    lines.append(form.format("total", *totals(families).values(), ""))
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Run the exam on a folder; 1 if a number differs, 2 for a wrong call."""
    folders = [argument for argument in arguments if not argument.startswith("--")]
    if len(folders) != 1 or not (Path(folders[0]) / "cases.json").is_file():
        sys.stderr.write(
            "Usage: exam.py FOLDER [--json] [--differing]; the folder holds cases.json and its CSV files.\n"
        )
        return 2
    families = run(Path(folders[0]))
    if "--json" in arguments:
        found = {"families": [family.as_json(name) for name, family in families.items()], "totals": totals(families)}
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
    else:
        sys.stdout.write(table(families) + "\n")
    if "--differing" in arguments:
        sys.stdout.write("\n".join(line for family in families.values() for line in family.differing) + "\n")
    return int(totals(families)["different"] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
