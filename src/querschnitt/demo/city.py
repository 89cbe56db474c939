"""The simulated city of a run: the registers of both years and the hidden truth of those who live there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from querschnitt.apps.register.models import Frame, SampledUnit
from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.demo.register import Register, build_register, write_extract
from querschnitt.demo.respond.wave_2016 import told_2016
from querschnitt.demo.scenario import Scenario
from querschnitt.demo.truth import Answer, Number, Several, Truth, build_truth, fit_anchors, people_of, read_targets
from querschnitt.demo.truth.compare import Item, comparable
from querschnitt.tables import register as tables
from querschnitt.tables.items import Item as Printed
from querschnitt.tables.wavefile import WaveFile

WAVES = ("2016", "2020")
ALIAS = "statistics"
DIMENSIONS = ("sex", "age_class", "group", "group8", "region")


@dataclass(frozen=True)
class CityYear:
    """One register and the truth of its adults with background, ordered by person number."""

    register: Register
    truth: Truth

    def rows_of(self, persons: IntArray) -> IntArray:
        """Return the rows of these persons in the truth."""
        return np.searchsorted(self.truth.people.person, persons).astype(np.int64)


def build_city(folder: Path, scenario: Scenario, *, seed: int) -> dict[str, CityYear]:
    """Build both registers and the truth behind them."""
    targets = read_targets(folder / "truth.toml")
    years = {}
    for wave in WAVES:
        register = build_register(wave, seed, scenario)
        anchors = fit_anchors(wave, scenario, targets[wave])
        people = people_of(register, scenario)
        years[wave] = CityYear(register, build_truth(wave, people, scenario, anchors=anchors, seed=seed))
    return years


def write_extracts(
    years: Mapping[str, CityYear], scenario: Scenario, waves: Mapping[str, WaveFile], folder: Path
) -> dict[str, Path]:
    """Write the extracts of both registers, as the city's register office would."""
    return {
        wave: write_extract(
            year.register,
            folder / f"register-{wave}.csv",
            scenario=scenario,
            profile=tables.read_profile(waves[wave].file("profile")),
        )
        for wave, year in years.items()
    }


@dataclass(frozen=True)
class Drawn:
    """The persons drawn in a wave, in the order of their numbers, and their truth in the same order."""

    units: tuple[SampledUnit, ...]
    truth: Truth

    @property
    def number(self) -> IntArray:
        return np.array([unit.number for unit in self.units], dtype=np.int64)


def drawn_in(wave: str, year: CityYear) -> Drawn:
    """Return the sample of a wave as the software drew it, with the truth of those people."""
    units = tuple(SampledUnit.objects.using(ALIAS).filter(sample__wave=wave).order_by("number"))
    persons = np.array([int(unit.person_id) for unit in units], dtype=np.int64)
    return Drawn(units, year.truth.rows(year.rows_of(persons)))


@dataclass(frozen=True)
class TrueFigures:
    """The true figures of the target population of a wave, among those who really live there."""

    truth: Truth
    columns: Mapping[str, npt.NDArray[np.str_]]
    derived: Mapping[str, Item]
    lives_here: BoolArray

    def value(self, item: Printed, category: str, *, dimension: str, domain: str) -> float | None:
        """Return the true share or mean of an item in a domain; None where nobody is asked."""
        values, asked = self._answers(item, category)
        members = asked & self.lives_here
        if dimension != "total":
            members = members & (self.columns[dimension] == domain)
        return float(values[members].mean()) if members.any() else None

    def _answers(self, item: Printed, category: str) -> tuple[FloatArray, BoolArray]:
        if item.name in self.derived and item.kind in ("derived", "yes_no", "number"):
            known = self.derived[item.name]
            return known.values, known.asked
        answer = self.truth.answers[item.name]
        if isinstance(answer, Number):
            values = answer.values.astype(np.float64)
            told = values if item.years_before is None else item.years_before - values
            return told, np.asarray(answer.values >= 0)
        if isinstance(answer, Several):
            return answer.has(category).astype(np.float64), answer.asked
        return self._one(answer, item, category)

    def _one(self, answer: Answer, item: Printed, category: str) -> tuple[FloatArray, BoolArray]:
        if item.kind == "written":
            return answer.is_("yes").astype(np.float64), np.ones(len(answer.codes), dtype=np.bool_)
        return answer.is_(category).astype(np.float64), np.asarray(answer.codes >= 0)


def true_figures(wave: str, year: CityYear, *, as_told: Scenario | None = None) -> TrueFigures:
    """Return the true figures of a wave; with ``as_told`` those the interviewers of 2016 would have heard from all."""
    frame = Frame.objects.using(ALIAS).get(wave=wave)
    columns = tables.read_columns(Path(frame.file), "person_id", *DIMENSIONS)
    truth = year.truth.rows(year.rows_of(columns["person_id"].astype(np.int64)))
    derived = told_2016(truth, as_told) if as_told is not None else comparable(truth)
    texts = {name: np.asarray(columns[name], dtype=np.str_) for name in DIMENSIONS}
    return TrueFigures(truth, texts, derived, truth.people.lives_here)
