"""Whether intervals, variances and tests are right: repeated draws and responses from the example's population.

Ends with status 0 if every judged row meets its goal, else 1.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from querschnitt.apps.arguments import positive
from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import QuerschnittError
from querschnitt.demo.benchmark.coverage.judgement import figures_of, rows_of, rows_of_noise, rows_of_test
from querschnitt.demo.benchmark.coverage.population import Population, population_of
from querschnitt.demo.benchmark.coverage.settings import City, Losses, SmallStrata
from querschnitt.demo.benchmark.coverage.sheet import Key, laid_over
from querschnitt.demo.benchmark.report import Row, status_of, table_of, write_rows
from querschnitt.demo.benchmark.world import build_world

ROOT = Path(__file__).parents[3]
LEIPZIG = ROOT / "examples" / "leipzig"
RESULT = ROOT / "var" / "bench" / "coverage.json"
REGISTER_SEED, STUDY_SEED = 2020, 41
DRAWS_SEED = 44
"""Of the draws alone, after the goals were written down; those before, of the same population, had 41 and 43."""
JUDGED_WITH, TOO_FEW = 2000, 500  # draws
SETTINGS = {"city": City, "small strata": SmallStrata, "losses": Losses}
SHOWN = ("coverage", "size", "power", "draws")
"""Rows of the table; the file has bias and variances beside them."""
Drawn = Mapping[str, Mapping[Key, FloatArray] | None]
_state: dict[str, City | SmallStrata | Losses] = {}


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, print the table, write the result; return the exit status."""
    options = _options(arguments)
    console = Console(width=max(130, Console().width))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        world = build_world(LEIPZIG, seed=REGISTER_SEED, folder=Path(folder))
    population = population_of(world, seed=STUDY_SEED)
    drawn = _run(population, options=options, console=console)
    _prepare(population)
    rows, figures = judged(drawn)
    seconds, cpu = time.monotonic() - started, _cpu_seconds()
    shown = [row for row in rows if row.name.startswith(SHOWN)]
    console.print(
        table_of(
            shown,
            title=f"Against a known population: {options.draws} draws, {seconds:.0f} s, of processors {cpu:.0f} s",
        )
    )
    if options.draws < TOO_FEW:
        console.print(f"The goals are judged with {JUDGED_WITH} draws; with {options.draws} a row may miss by chance.")
    write_rows(
        rows, options.output, draws=options.draws, seconds=round(seconds), cpu_seconds=round(cpu), figures=figures
    )
    return status_of(rows)


def _cpu_seconds() -> float:
    """Return the time of processors that this run took, its workers' too."""
    return sum(os.times()[:4])


def judged(drawn: Sequence[Drawn]) -> tuple[list[Row], dict[str, object]]:
    """Return the rows of all settings, and every figure by its name for those who want to see more."""
    rows: list[Row] = []
    details: dict[str, object] = {}
    for name in SETTINGS:
        sheets = [sheet for each in drawn if (sheet := each[name]) is not None]
        draws, truth = laid_over(sheets), _state[name].truth.figures
        figures = figures_of(draws, truth)
        rows += [*rows_of(name, figures), *rows_of_test(name, draws), *rows_of_noise(name, draws)]
        rows.append(Row(f"draws refused / {name}", len(drawn) - len(sheets), "draws", "not judged", None))
        details |= {f"{name} / {family} / {part}": asdict(figure) for (family, part), figure in figures.items()}
    return rows, details


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench_coverage", description=__doc__)
    parser.add_argument("--draws", type=positive, default=JUDGED_WITH)
    parser.add_argument("--workers", type=positive, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--output", type=Path, default=RESULT)
    return parser.parse_args(arguments)


def _run(population: Population, *, options: argparse.Namespace, console: Console) -> list[Drawn]:
    """Return the draws in the order of their seeds, whoever computed them."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    context = multiprocessing.get_context("spawn")
    with context.Pool(options.workers, initializer=_prepare, initargs=(population,)) as pool:
        done = pool.imap(draw, range(options.draws), chunksize=4)
        return list(track(done, description="Draws", total=options.draws, console=console))


def _prepare(population: Population) -> None:
    _state.update({name: setting(population, seed=STUDY_SEED) for name, setting in SETTINGS.items()})


def draw(number: int) -> Drawn:
    """Draw once in each setting; a wave that cannot be weighted or estimated is refused and counted."""
    found: dict[str, Mapping[Key, FloatArray] | None] = {}
    for place, name in enumerate(SETTINGS):
        try:
            found[name] = _state[name].draw(np.random.default_rng([DRAWS_SEED, number, place])).figures
        except QuerschnittError:
            found[name] = None
    return found


if __name__ == "__main__":
    raise SystemExit(main())
