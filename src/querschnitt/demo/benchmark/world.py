"""The world of the replications: two registers, their frames, the hidden truth, and the indicators with true values."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.sampling.design import Design, parse_design
from querschnitt.core.sampling.frame import Frame, frame_of
from querschnitt.core.weighting.plan import Counts, WeightingPlan, count_margins, parse_weighting
from querschnitt.demo.register import Register, build_register, write_extract
from querschnitt.demo.respond import Outline, outline_of
from querschnitt.demo.respond.wave_2016 import told_2016
from querschnitt.demo.scenario import Scenario, read_scenario
from querschnitt.demo.truth import Answer, Several, Truth, build_truth, fit_anchors, people_of, read_targets
from querschnitt.demo.truth.compare import COMPARED, Item, comparable
from querschnitt.tables import register as tables
from querschnitt.tables.wavefile import WaveFile, read_wave_file
from querschnitt.tables.xlsform import read_instrument

STRATA = {"2020": "group", "2016": "region"}


@dataclass(frozen=True)
class Indicators:
    """Shares to be estimated, one column each: true values of the whole target population, and who is asked."""

    names: tuple[str, ...]
    values: BoolArray
    asked: BoolArray
    sources: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Wave:
    """One wave: the target population row by row, the frame, and the files that decide design and weights."""

    truth: Truth
    columns: dict[str, npt.NDArray[np.str_]]
    frame: Frame
    drawable: npt.NDArray[np.int64]
    design: Design
    plan: WeightingPlan
    counts: Counts
    sizes: FloatArray
    indicators: Indicators

    @property
    def lives_here(self) -> BoolArray:
        """Who of the target population really lives here."""
        return self.truth.people.lives_here


@dataclass(frozen=True)
class World:
    """Both waves, and what the changes between them are."""

    scenario: Scenario
    outline: Outline
    waves: dict[str, Wave]
    latent_2016: Indicators
    rule: tuple[float, float]


def build_world(leipzig: Path, *, seed: int, folder: Path, scenario: Scenario | None = None) -> World:
    """Build everything once: the extracts go the way of a city's extract, through file, rules and frame."""
    scenario = scenario or read_scenario(leipzig)
    outline = outline_of(read_instrument(leipzig / "migrantenbefragung_2020.xlsx"))
    targets = read_targets(leipzig / "truth.toml")
    waves, latent = {}, None
    for slug in ("2016", "2020"):
        wavefile = read_wave_file(leipzig / f"wave_{slug}.toml")
        register = build_register(slug, seed, scenario)
        frame = _frame(register, scenario, wavefile, folder=folder)
        people = people_of(register, scenario)
        anchors = fit_anchors(slug, scenario, targets[slug])
        truth = build_truth(slug, people, scenario, anchors=anchors, seed=seed)
        wave, honest = _wave(truth, wavefile, frame, outline=outline, scenario=scenario)
        waves[slug] = wave
        latent = honest if slug == "2016" else latent
    assert latent is not None
    rule = (wavefile.complete, wavefile.partial)
    return World(scenario, outline, waves, latent, rule)


def _frame(register: Register, scenario: Scenario, wavefile: WaveFile, *, folder: Path) -> tables.FrameFile:
    """Take the register the way an extract goes, and return the target population of the wave."""
    profile = tables.read_profile(wavefile.file("profile"))
    file = write_extract(register, folder / f"{register.wave}.csv", scenario=scenario, profile=profile)
    extract = tables.read_extract(file, profile, into=folder / f"{register.wave}.parquet")
    derived = tables.derive(
        extract.path,
        definition=tables.read_definition(wavefile.file("definition")),
        groups=tables.read_groups(wavefile.file("groups")),
        boroughs=tables.read_boroughs(wavefile.file("districts")),
        reference_date=wavefile.reference_date,
        into=folder / f"{register.wave}-derived.parquet",
    )
    design = tomllib.loads(wavefile.file("design").read_text(encoding="utf-8"))
    rule = tables.parse_population(design["population"], where="population")
    return tables.frame(derived, population=rule, into=folder / f"{register.wave}-target.parquet")


def _wave(
    truth: Truth, wavefile: WaveFile, frame: tables.FrameFile, *, outline: Outline, scenario: Scenario
) -> tuple[Wave, Indicators]:
    plan = parse_weighting(tomllib.loads(wavefile.file("weighting").read_text(encoding="utf-8")), where="weighting")
    names = tuple(dict.fromkeys((*plan.variables, "group", "group8", "region")))
    columns = tables.read_columns(frame.path, "person_id", "drawable", *names)
    persons = columns["person_id"].astype(np.int64)
    truth = truth.rows(np.searchsorted(truth.people.person, persons))
    drawable = np.flatnonzero(columns["drawable"].astype(np.bool_))
    texts = {name: np.asarray(columns[name], dtype=np.str_) for name in names}
    strata = texts[STRATA[truth.wave]]
    honest = comparable(truth)
    told = told_2016(truth, scenario) if truth.wave == "2016" else honest
    sizes = np.unique(strata, return_counts=True)[1].astype(np.float64)
    questions = _questions(truth, outline) if truth.wave == "2020" else []
    design = tomllib.loads(wavefile.file("design").read_text(encoding="utf-8"))["design"]
    wave = Wave(
        truth=truth,
        columns=texts,
        frame=frame_of([str(person) for person in columns["person_id"][drawable]], strata[drawable]),
        drawable=drawable,
        design=parse_design(design),
        plan=plan.for_weights_alone(),
        counts=count_margins(plan, texts),
        sizes=sizes,
        indicators=_indicators([*_items(told), *questions]),
    )
    return wave, _indicators(_items(honest))


def _items(items: dict[str, Item]) -> list[tuple[str, Item]]:
    return [(name, items[name]) for name in (*COMPARED, "optimistic") if name in items and name != "net_income"]


def _questions(truth: Truth, outline: Outline) -> list[tuple[str, Item]]:
    """Return every category of every closed question as an item."""
    found = []
    for question in outline.questions:
        name, answer = question.name, truth.answers.get(question.name)
        if isinstance(answer, Answer) and not question.is_text and name != "sex":
            found += [
                (f"{name}={code}", Item(answer.is_(code).astype(np.float64), answer.codes >= 0, (name,)))
                for code in answer.labels
            ]
        if isinstance(answer, Several):
            found += [
                (f"{name}={code}", Item(answer.has(code).astype(np.float64), answer.asked, (name,)))
                for code in answer.labels
            ]
    return found


def _indicators(items: Sequence[tuple[str, Item]]) -> Indicators:
    return Indicators(
        names=tuple(name for name, _ in items),
        values=np.column_stack([item.values > 0 for _, item in items]),
        asked=np.column_stack([item.asked for _, item in items]),
        sources=tuple(item.sources for _, item in items),
    )


def true_shares(indicators: Indicators, domains: BoolArray) -> FloatArray:
    """Return the true shares of all indicators in domains of the target population, shape (k, D)."""
    members = domains.astype(np.float64)
    asked = indicators.asked.astype(np.float64).T @ members
    with np.errstate(invalid="ignore"):
        return np.asarray(((indicators.values & indicators.asked).astype(np.float64).T @ members) / asked)
