"""How long a whole publication takes: two waves, all questions in all domains, 500 calibrated bootstrap replicates.

`publication_job` writes the data of both waves, then measures in a process of its own, from the files to the figures.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import FloatArray
from querschnitt.core.estimation.publication import Publication, publish
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.variables import Domains, Variable, categorical
from querschnitt.core.weighting.calibration import RakingToMargins
from querschnitt.core.weighting.raking import margin_of
from querschnitt.core.weighting.replicates import Replicates, calibrate_each, primary_units, rao_wu
from querschnitt.tables.microdata import Column, Microdata, read_microdata, write_microdata

ANSWERS = {"later": 5_000, "earlier": 1_500}
POPULATION, QUESTIONS, REPLICATES, SEED = 60_000, 45, 500, 2020
CATEGORIES = ("very_good", "good", "so_so", "bad", "very_bad")
UNANSWERED = 0.15  # not asked, or no answer
DIMENSIONS = {"sex": 2, "age_class": 5, "group": 25, "group8": 8, "region": 5}
BOROUGHS = 10


def publication_job(*, answers: dict[str, int] | None = None, replicates: int = REPLICATES) -> dict[str, float]:
    """Return seconds (in all, and by step), cells, and the peak memory in GB of the process that made them."""
    with tempfile.TemporaryDirectory() as folder:
        rng = np.random.default_rng(SEED)
        for name, n in (answers or ANSWERS).items():
            write_wave(Path(folder) / f"{name}.parquet", n=n, rng=rng)
        command = [sys.executable, "-m", "querschnitt.demo.benchmark.publication", folder, str(replicates)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout)
    return found


def write_wave(path: Path, *, n: int, rng: np.random.Generator) -> None:
    """Write answers of n invented people, with stratum, base weight and what is known of them from the register."""
    group = np.sort(np.arange(n) % DIMENSIONS["group"])
    sizes = rng.integers(1_000, 4_000, DIMENSIONS["group"]) * (POPULATION / 2_500 / DIMENSIONS["group"])
    known = {
        "group": group,
        "group8": group % DIMENSIONS["group8"],
        "region": group % DIMENSIONS["region"],
        "sex": rng.integers(0, DIMENSIONS["sex"], n),
        "age_class": rng.integers(0, DIMENSIONS["age_class"], n),
        "borough": rng.integers(0, BOROUGHS, n),
    }
    columns = [Column(name, "text", [f"{name}_{code}" for code in codes]) for name, codes in known.items()]
    people = np.rint(sizes)[group]
    columns += [Column("people", "number", people), Column("base", "number", people / np.bincount(group)[group])]
    for number in range(QUESTIONS):
        leaning = rng.dirichlet(np.full(len(CATEGORIES), 2.0), DIMENSIONS["group"]).cumsum(axis=1)
        code = (rng.random(n)[:, None] > leaning[group]).sum(axis=1).clip(max=len(CATEGORIES) - 1)
        silent = rng.random(n) < UNANSWERED
        texts = [None if no else CATEGORIES[place] for place, no in zip(code, silent, strict=True)]
        columns.append(Column(f"question_{number}", "text", texts))
    write_microdata(columns, path)


def publish_wave(path: Path, *, replicates: int) -> tuple[Publication, dict[str, float]]:
    """Read a wave, draw and calibrate its replicates, and estimate everything; with the seconds of each step."""
    clock = [time.perf_counter()]
    data = read_microdata(path)
    questions, domains = _questions(data), _domains(data)
    clock.append(time.perf_counter())
    drawn = _replicates(data, count=replicates)
    clock.append(time.perf_counter())
    calibrated = calibrate_each(drawn, [_raking(data, drawn.weights)])
    clock.append(time.perf_counter())
    stages = stages_of(data.n, strata=data.text("group"), population_sizes=[data.numbers("people")])
    done = publish(ReplicateDesign(calibrated), questions, domains, stages=stages)
    clock.append(time.perf_counter())
    steps = ("read", "replicates", "calibration", "figures")
    return done, dict(zip(steps, np.diff(clock).tolist(), strict=True))


def _questions(data: Microdata) -> list[Variable]:
    names = [f"question_{number}" for number in range(QUESTIONS)]
    return [categorical(name, data.text(name), levels=CATEGORIES) for name in names]


def _domains(data: Microdata) -> Domains:
    names, members = [""], [np.ones(data.n, dtype=np.bool_)]
    for dimension in DIMENSIONS:
        values: npt.NDArray[np.str_] = data.text(dimension)
        levels = np.unique(values).tolist()
        names += [f"{dimension}={level}" for level in levels]
        members += [values == level for level in levels]
    return Domains(tuple(names), np.column_stack(members))


def _replicates(data: Microdata, *, count: int) -> Replicates:
    rows = np.arange(data.n)
    units = primary_units(rows, strata=data.text("group"), population=data.numbers("people"))
    return rao_wu(data.numbers("base"), units, count=count, generator=np.random.default_rng(SEED))


def _raking(data: Microdata, weights: FloatArray) -> RakingToMargins:
    """Rake to groups, sex by age and boroughs, with totals a little off what the base weights give."""
    tables = {
        "group": data.text("group"),
        "sex by age": np.char.add(data.text("sex"), data.text("age_class")),
        "borough": data.text("borough"),
    }
    margins = []
    for name, values in tables.items():
        levels, codes = np.unique(values, return_inverse=True)
        totals = np.bincount(codes, weights=weights) * (1 + 0.1 * np.cos(np.arange(len(levels))))
        totals *= weights.sum() / totals.sum()
        margins.append(
            margin_of(name, values.tolist(), totals=dict(zip(levels.tolist(), totals.tolist(), strict=True)))
        )
    return RakingToMargins(tuple(margins))


def _measure(folder: Path, *, replicates: int) -> dict[str, float]:
    started, cells = time.perf_counter(), 0
    steps: dict[str, float] = {}
    for path in sorted(folder.glob("*.parquet")):
        done, took = publish_wave(path, replicates=replicates)
        cells += len(done.shares.names) + len(done.means.names)
        steps = {name: steps.get(name, 0.0) + seconds for name, seconds in took.items()}
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"seconds": seconds, "cells": cells, "memory_gb": memory, **steps}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(_measure(Path(sys.argv[1]), replicates=int(sys.argv[2]))))
    else:
        sys.stdout.write(f"{json.dumps(publication_job(), indent=2)}\n")
