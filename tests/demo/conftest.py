"""A small city: the example's scenario with a fraction of its people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from querschnitt.demo.register import Register, build_register
from querschnitt.demo.respond import Outline, outline_of
from querschnitt.demo.scenario import Origin, Scenario, read_scenario
from querschnitt.demo.truth import Truth, build_truth, fit_anchors, people_of, read_targets
from querschnitt.tables.xlsform import read_instrument

LEIPZIG = Path(__file__).parents[2] / "examples" / "leipzig"
FRACTION = 10


def _smaller(origin: Origin) -> Origin:
    return replace(origin, population={wave: max(count // FRACTION, 3) for wave, count in origin.population.items()})


@pytest.fixture(scope="session")
def leipzig() -> Path:
    return LEIPZIG


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """Return the scenario of the example as it is."""
    return read_scenario(LEIPZIG)


@pytest.fixture(scope="session")
def small(scenario: Scenario) -> Scenario:
    """Return a tenth of the example's people with background, and few others."""
    origins = tuple(_smaller(origin) for origin in scenario.origins)
    registers = {wave: replace(facts, natives=6000) for wave, facts in scenario.registers.items()}
    return replace(scenario, origins=origins, as_in_files=origins, registers=registers)


@pytest.fixture(scope="session")
def register(small: Scenario) -> Register:
    return build_register("2020", 7, small)


def truth_of(wave: str, small: Scenario, *, seed: int = 7, changed: Scenario | None = None) -> Truth:
    """Return the truth of a small city, or of a changed one under the anchors of the unchanged."""
    anchors = fit_anchors(wave, small, read_targets(LEIPZIG / "truth.toml")[wave])
    lived = changed or small
    people = people_of(build_register(wave, seed, lived), lived)
    return build_truth(wave, people, lived, anchors=anchors, seed=seed)


@pytest.fixture(scope="session")
def truth(small: Scenario) -> Truth:
    return truth_of("2020", small)


@pytest.fixture(scope="session")
def outline() -> Outline:
    return outline_of(read_instrument(LEIPZIG / "migrantenbefragung_2020.xlsx"))
