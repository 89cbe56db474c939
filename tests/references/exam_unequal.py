"""The exam's unequal probabilities: by column, or joint ones written out, by columns of the data, or in a file."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from querschnitt.core.estimation.linearised import PairVariance
from querschnitt.core.estimation.unequal import ApproximateProbabilities, JointProbabilities
from tests.references.exam_data import Data, Unsupported

APPROXIMATE = {"overton": "overton", "hr": "hartley_rao", "hartley_rao": "hartley_rao", "brewer": "brewer"}
APPROXIMATE |= dict.fromkeys(("poisson", "poisson_sampling"), "poisson")
PAIRS = {"HT": "horvitz_thompson", "YG": "yates_grundy"}
TEXTS = {"method", "variance", "note", "definition", "description", "source", "tolerance"}
"""What may stand beside probabilities without changing a number (R's `tolerance` only thins the matrix out)."""


def unequal_variance(spec: dict, data: Data, *, keep: np.ndarray, folder: Path) -> PairVariance:
    """Return the variance of a design's `pps`; `keep` are the rows of the file that the design has."""
    pps = spec["pps"]
    method, variance = str(pps.get("method")), pps.get("variance") or "HT"
    if variance not in PAIRS:
        raise Unsupported(f"pps variance {variance}")
    if method in PAIRS or method == "ppsmat":
        form = PAIRS[method] if method in PAIRS else PAIRS[variance]
        return JointProbabilities(_joint(pps, data, keep=keep, folder=folder), form)
    if method.lower() not in APPROXIMATE:
        raise Unsupported(f"pps {method}")
    form = APPROXIMATE[method.lower()]
    columns = probability_columns(spec)
    later = tuple(data[name] for name in columns[1:]) if form == "brewer" else ()
    if columns[1:] and not later:
        raise Unsupported(f"pps {method} with later stages")
    first = data[columns[0]] if columns else 1 / data[spec["weights"]]
    return ApproximateProbabilities(first, form, PAIRS[variance], _mean_square(pps, form), later)


def probability_columns(spec: dict) -> list[str]:
    """Return the columns of probabilities by stage: where R takes them for the fpc, they stand there."""
    named = spec["fpc"] or spec["probs"] or []
    named = named or spec["pps"].get("probabilities") or spec["pps"].get("probs") or []
    return [named] if isinstance(named, str) else list(named)


def _mean_square(pps: dict, form: str) -> float | None:
    """Return the one number beside the method: for Hartley and Rao the population's mean square."""
    known = TEXTS | {"probabilities", "probs"}
    others = {key: value for key, value in pps.items() if key not in known and value is not None}
    if not others:
        return None
    numbers = [value for value in others.values() if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if form != "hartley_rao" or len(others) != 1 or len(numbers) != 1:
        raise Unsupported(f"pps {', '.join(others)}")
    return float(numbers[0])


def _joint(pps: dict, data: Data, *, keep: np.ndarray, folder: Path) -> np.ndarray:
    """Return the joint probabilities of the rows of the design, however they are written."""
    for value in (value for key, value in pps.items() if key not in TEXTS):
        found = _square(value, data, folder)
        if found is None:
            continue
        if found.shape == (len(keep), len(keep)):
            return found[np.ix_(keep, keep)]
        return found
    raise Unsupported(f"pps {pps['method']} without joint probabilities")


def _square(value: object, data: Data, folder: Path) -> np.ndarray | None:
    if isinstance(value, str):
        path = folder / (value if value.endswith(".csv") else f"{value}.csv")
        found = _read(path) if path.is_file() else None
        if found is not None:
            return found
        columns = [name for name in data if name.startswith(value)]
        return np.column_stack([data[name] for name in columns]) if len(columns) > 1 else None
    if not isinstance(value, list) or not value:
        return None
    if isinstance(value[0], list):
        return np.array(value, dtype=float)
    if all(isinstance(name, str) and name in data for name in value):
        return np.column_stack([data[name] for name in value])
    return None


def _read(path: Path) -> np.ndarray | None:
    """Read a square of numbers, if the file is one: with a head and names of its rows or without, or as i, j, value."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row]
    if len(rows) > 1 and (not _are_numbers(rows[0]) or len(rows) == len(rows[1]) + 1):
        rows = rows[1:]
    if len(rows[0]) == 3 and len(rows) != 3 and all(_are_numbers(row[2:]) for row in rows):
        return _from_list(rows)
    if len(rows[0]) == len(rows) + 1:
        rows = [row[1:] for row in rows]
    square = len(rows[0]) == len(rows) and all(_are_numbers(row) for row in rows)
    return np.array(rows, dtype=float) if square else None


def _from_list(rows: list[list[str]]) -> np.ndarray:
    labels = list(dict.fromkeys(row[0] for row in rows) | dict.fromkeys(row[1] for row in rows))
    place = {label: position for position, label in enumerate(labels)}
    square = np.full((len(labels), len(labels)), np.nan)
    for first, second, value in rows:
        square[place[first], place[second]] = square[place[second], place[first]] = float(value)
    return square


def _are_numbers(row: list[str]) -> bool:
    try:
        [float(value) for value in row]
    except ValueError:
        return False
    return True
