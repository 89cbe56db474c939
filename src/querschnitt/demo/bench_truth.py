"""Replications of draw, response, weights and estimates against the hidden truth.

Ends with status 0 if every judged row meets its goal, else 1. A mutant breaks one step on purpose and must end with 1.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from querschnitt.apps.arguments import positive
from querschnitt.core.arrays import FloatArray
from querschnitt.core.weighting import calibrations, walk
from querschnitt.core.weighting.calibration import Calibrated, RakingToMargins
from querschnitt.demo.benchmark import replication
from querschnitt.demo.benchmark.judgement import judge
from querschnitt.demo.benchmark.replication import Held, Truths, replicate, truths_of
from querschnitt.demo.benchmark.report import status_of, table_of, write_rows
from querschnitt.demo.benchmark.world import World, build_world
from querschnitt.demo.scenario import Scenario, read_scenario

ROOT = Path(__file__).parents[3]
LEIPZIG = ROOT / "examples" / "leipzig"
RESULT = ROOT / "var" / "bench" / "truth.json"
REGISTER_SEED = 2020
JUDGED_WITH, TOO_FEW = 400, 100  # replications
MUTANTS = ("no-base-weights", "no-rake", "response-depends-on-answer")
MUTANT_ITEM, MUTANT_EFFECT = "disadvantaged", 1.0
_state: dict[str, tuple[World, Truths]] = {}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the replications, print the table, write the result; return the exit status."""
    options = _options(arguments)
    console = Console(width=max(110, Console().width))
    started = time.monotonic()
    world = _build(options.mutant)
    truths = truths_of(world)
    held = list(_run(world, truths, options=options, console=console))
    rows = judge(held)
    seconds = time.monotonic() - started
    broken = f", mutant {options.mutant}" if options.mutant else ""
    title = f"Against the hidden truth: {len(held)} replications{broken}, {seconds:.0f} s"
    console.print(table_of(rows, title=title))
    if caution := _caution(len(held)):
        console.print(caution)
    write_rows(rows, options.output, replications=len(held), mutant=options.mutant)
    return status_of(rows)


def _caution(replications: int) -> str:
    if replications >= TOO_FEW:
        return ""
    return (
        f"The goals are judged with {JUDGED_WITH} replications; with {replications} a row may miss its goal by chance."
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench_truth", description=__doc__)
    parser.add_argument("--replications", type=positive, default=JUDGED_WITH)
    parser.add_argument("--mutant", choices=MUTANTS, default="")
    parser.add_argument("--workers", type=positive, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--output", type=Path, default=RESULT)
    return parser.parse_args(arguments)


def _build(mutant: str) -> World:
    scenario = _scenario(mutant)
    with tempfile.TemporaryDirectory() as folder:
        return build_world(LEIPZIG, seed=REGISTER_SEED, folder=Path(folder), scenario=scenario)


def _scenario(mutant: str) -> Scenario:
    scenario = read_scenario(LEIPZIG)
    if mutant != "response-depends-on-answer":
        return scenario
    return scenario.with_simulation("on_answer", item=MUTANT_ITEM, effect=MUTANT_EFFECT)


def _run(world: World, truths: Truths, *, options: argparse.Namespace, console: Console) -> Iterator[Held]:
    """Give the replications in the order of their seeds, whoever computed them."""
    seeds = range(1, options.replications + 1)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    context = multiprocessing.get_context("spawn")
    with context.Pool(options.workers, initializer=_prepare, initargs=(world, truths, options.mutant)) as pool:
        done = pool.imap(_one, seeds, chunksize=2)
        yield from track(done, description="Replications", total=len(seeds), console=console)


def _prepare(world: World, truths: Truths, mutant: str) -> None:
    _state["world"] = (world, truths)
    _break(mutant)


def _one(seed: int) -> Held:
    world, truths = _state["world"]
    return replicate(world, truths, seed=seed)


def _break(mutant: str) -> None:
    """Break a step of the chain, as somebody might by mistake."""
    if mutant == "no-base-weights":
        for module in (walk, replication):
            vars(module)["base_weights"] = _equal_weights
    if mutant == "no-rake":
        vars(calibrations)["RakingToMargins"] = _NotRaked


def _equal_weights(probability: FloatArray) -> FloatArray:
    return np.full(len(probability), 1.0 / probability.mean())


class _NotRaked(RakingToMargins):
    """A raking that gives the weights back as they were."""

    def apply(self, weights: FloatArray) -> Calibrated:
        return replace(super().apply(weights), weights=weights)


if __name__ == "__main__":
    raise SystemExit(main())
