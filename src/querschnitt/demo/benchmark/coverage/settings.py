"""The settings of the study: a wave as the city draws it, a hard sample of small strata, and the same with losses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.estimation.linearised import LinearisedDesign, Lonely, LonelyUnits
from querschnitt.core.estimation.publication import publish
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.statistics import mean
from querschnitt.core.estimation.variables import Domains, Variable
from querschnitt.core.sampling.design import Design
from querschnitt.core.trend.change import changes_of_means, changes_of_shares
from querschnitt.core.weighting.nonresponse import CollapseRule
from querschnitt.core.weighting.replicates import calibrate_each, jackn, primary_units
from querschnitt.demo.benchmark.coverage.evidence import Evidence
from querschnitt.demo.benchmark.coverage.fielding import Field, Fielded, Plan
from querschnitt.demo.benchmark.coverage.noise import NOISE, estimated_by_linearisation, estimated_by_replicates
from querschnitt.demo.benchmark.coverage.population import MOVED, POINTS, Population, moved_by
from querschnitt.demo.benchmark.coverage.sheet import Sheet
from querschnitt.demo.benchmark.coverage.statistics import (
    LINEARISED,
    TOLD,
    Answers,
    Whole,
    answers_of,
    put_linear,
    put_models,
    put_other_intervals,
    put_published,
    put_quantiles,
    put_statistic,
    put_true_quantiles,
    put_true_shares_and_means,
)

CITY = Plan(
    strata=("group",),
    design=Design("city", "group", 5000, allocation="power", power=0.5, minimum=100),
    classes=("region", "age_class", "stay_class"),
    margins=(("group",), ("sex", "age_class"), ("borough",)),
    rule=CollapseRule(),
)
CITY_DOMAINS, SMALL_DOMAINS = ("sex", "age_class", "group"), ("sex", "age_class")
FEWEST, MOST, LIGHTEST, HEAVIEST = 2, 15, 1.0, 14.0
"""Answers of the small strata, and their weights."""
STRATA = 28
BOOTSTRAP, JACKKNIFE = ", bootstrap", ", jackknife"
RISES = {"unchanged": 1.0, "risen by 10 %": 1.1}
RULES: tuple[Lonely, ...] = ("adjust", "average", "remove")
ANSWERING = 0.5


class City:
    """A wave as the city draws, loses, weights and publishes it; and a second one, in which something has changed."""

    def __init__(self, population: Population, *, seed: int, plan: Plan = CITY) -> None:
        self.field, self.truth = Field(population, plan), Sheet()
        self.everybody = answers_of(population, variables=CITY_DOMAINS)
        generator = np.random.default_rng(seed)
        self.before = np.column_stack([population.items[name] for name in MOVED])
        self.after = {
            points: np.column_stack([moved_by(column, points, generator) for column in self.before.T])
            for points in POINTS
        }
        whole = _put_truth(self.truth, self.everybody, self.field)
        income, all_of_them = population.amounts["income"], np.ones((len(population), 1), dtype=np.bool_)
        for points, after in self.after.items():
            one, two = self.before.mean(axis=0), after.mean(axis=0)
            both = [whole.expected.by_score(shares, all_of_them) for shares in (one, two)]
            evidence = Evidence(both[0].effective, np.maximum(both[0].takes, both[1].takes))
            self.truth.put_truth(("change", f"shares, {points} points"), two - one, evidence)
        evidence = whole.expected.answered_by(TOLD).by_t(income[:, None], all_of_them)
        for name, factor in RISES.items():
            self.truth.put_truth(("change", f"income, {name}"), (factor - 1) * income.mean(), evidence)

    def draw(self, generator: np.random.Generator) -> Sheet:
        """Field once, and estimate everything."""
        sheet, wave = Sheet(), self.field.wave(generator)
        answers = self.everybody.of(wave.rows, wave.told_income)
        _put_wave(sheet, wave, answers)
        put_linear(sheet, wave.engine, answers)
        put_linear(sheet, wave.published, answers, label=BOOTSTRAP)
        put_quantiles(sheet, wave.engine, answers)
        put_models(sheet, wave.engine, answers)
        self._put_changes(sheet, wave, self.field.wave(generator))
        return sheet

    def _put_changes(self, sheet: Sheet, first: Fielded, second: Fielded) -> None:
        before = _shares(first, self.before)
        for points, items in self.after.items():
            after = _shares(second, items)
            changes = changes_of_shares(before, after)
            found = (changes.difference, np.nan * changes.p, changes.ci_low, changes.ci_high)
            sheet.put(("change", f"shares, {points} points"), *found, df=_weaker(before, after))
        income = self.field.population.amounts["income"]
        before = _mean(first, income)
        for name, factor in RISES.items():
            after = _mean(second, factor * income)
            change = changes_of_means(before, after)
            found = (change.difference, before.variance + after.variance, change.ci_low, change.ci_high)
            sheet.put(("change", f"income, {name}"), *found, df=_weaker(before, after))


class SmallStrata:
    """A small population in strata of 2 to 15 answers with weights of 1 to 14, calibrated, with replicates."""

    def __init__(
        self, population: Population, *, seed: int, strata: int = STRATA, with_replicates: bool = True
    ) -> None:
        people, counts = small_population(population, strata=strata, seed=seed)
        design = Design("small strata", "stratum", sum(counts.values()), allocation="fixed", counts=counts)
        plan = Plan(("group", "sex"), design, margins=(("age_class",), ("stay_class",)), everybody_answers=True)
        self.field, self.truth, self.with_replicates = Field(people, plan), Sheet(), with_replicates
        self.everybody = answers_of(people, variables=SMALL_DOMAINS)
        put_linear(self.truth, _put_truth(self.truth, self.everybody, self.field), self.everybody, label=JACKKNIFE)

    def draw(self, generator: np.random.Generator) -> Sheet:
        """Field once, and estimate everything."""
        sheet, wave = Sheet(), self.field.wave(generator)
        answers = self.everybody.of(wave.rows, wave.told_income)
        _put_wave(sheet, wave, answers)
        put_linear(sheet, wave.engine, answers)
        put_linear(sheet, wave.published, answers, label=BOOTSTRAP)
        put_quantiles(sheet, wave.engine, answers)
        put_models(sheet, wave.engine, answers)
        if self.with_replicates:
            jackknife = jackknifed(wave)
            sheet.put((NOISE, "jackknife"), estimated_by_replicates(jackknife, wave.engine))
            put_linear(sheet, jackknife, answers, label=JACKKNIFE)
        return sheet


def jackknifed(wave: Fielded) -> ReplicateDesign:
    """Return the wave with a jackknife that went through the calibration."""
    stages = wave.stages
    units = primary_units(np.arange(stages.n), strata=stages.strata, population=stages.population_sizes[0])
    return ReplicateDesign(calibrate_each(jackn(wave.before, units), [wave.raking] if wave.raking else []))


class Losses:
    """The small strata again, but half of those drawn answer: strata with one answer, and with none."""

    def __init__(self, population: Population, *, seed: int, strata: int = STRATA) -> None:
        people, counts = small_population(population, strata=strata, seed=seed)
        older = people.register["age_class"] != "18-29"
        people = replace(people, answers_with=np.where(older, ANSWERING + 0.1, ANSWERING - 0.1))
        design = Design("losses", "stratum", sum(counts.values()), allocation="fixed", counts=counts)
        plan = Plan(
            ("group", "sex"), design, classes=("sex", "age_class"), margins=(("age_class",), ("stay_class",)),
            rule=CollapseRule(minimum=10),
        )  # fmt: skip
        self.field, self.truth = Field(people, plan), Sheet()
        self.everybody = answers_of(people, variables=SMALL_DOMAINS)
        whole = _whole(self.field)
        put_true_shares_and_means(self.truth, self.everybody, whole.expected)
        self._put_lonely(self.truth, whole, self.everybody)

    def draw(self, generator: np.random.Generator) -> Sheet:
        """Field once, and estimate shares and means under each rule for lonely strata."""
        sheet, wave = Sheet(), self.field.wave(generator)
        answers = self.everybody.of(wave.rows, wave.told_income)
        _put_wave(sheet, wave, answers)
        self._put_lonely(sheet, wave.engine, answers)
        return sheet

    def _put_lonely(self, sheet: Sheet, design: Whole | LinearisedDesign, answers: Answers) -> None:
        for rule in RULES:
            ruled = design if isinstance(design, Whole) else replace(design, lonely=LonelyUnits(rule))
            variables = [answers.item(name) for name in answers.shares["20 to 65 %"]]
            put_statistic(sheet, (f"lonely, {rule}", "shares"), ruled, mean(variables))
            put_statistic(sheet, (f"lonely, {rule}", "floor space"), ruled, mean([answers.amount("space")]))


def small_population(population: Population, *, strata: int, seed: int) -> tuple[Population, dict[str, int]]:
    """Return a part of the population in the largest cells of group and sex, with the number to draw from each.

    The numbers go round from 2 to 15; the weights, persons for each drawn, spread evenly from 1 to 14 and are dealt out
    by chance.
    """
    generator = np.random.default_rng(seed)
    codes, levels = population.codes("group", "sex")
    largest = np.argsort(-np.bincount(codes), kind="stable")[:strata]
    counts = FEWEST + np.arange(strata) % (MOST - FEWEST + 1)
    weights = generator.permutation(np.linspace(LIGHTEST, HEAVIEST, strata))
    rows = [
        generator.choice(np.flatnonzero(codes == code), round(count * weight), replace=False)
        for code, count, weight in zip(largest, counts, weights, strict=True)
    ]
    drawn = {levels[code]: int(count) for code, count in zip(largest, counts, strict=True)}
    return population.rows(np.sort(np.concatenate(rows))), drawn


def _put_wave(sheet: Sheet, wave: Fielded, answers: Answers) -> None:
    """Estimate what a wave publishes, by its replicates and by linearisation."""
    for name, ratio in (
        ("linearised", estimated_by_linearisation(wave.engine)),
        ("bootstrap", estimated_by_replicates(wave.published, wave.engine)),
    ):
        sheet.put((NOISE, name), ratio)
    put_published(sheet, wave.published, wave.stages, answers)
    put_published(sheet, wave.engine, wave.stages, answers, label=LINEARISED)
    put_other_intervals(sheet, wave.published, wave.stages, answers)


def _whole(field: Field) -> Whole:
    return Whole(np.ones(len(field.population)), field.expected)


def _put_truth(sheet: Sheet, everybody: Answers, field: Field) -> Whole:
    whole = _whole(field)
    put_true_shares_and_means(sheet, everybody, whole.expected)
    for label in ("", BOOTSTRAP):
        put_linear(sheet, whole, everybody, label=label)
    put_models(sheet, whole, everybody)
    put_true_quantiles(sheet, everybody, whole.expected)
    return whole


def _shares(wave: Fielded, items: BoolArray) -> Figures:
    values = items[wave.rows].astype(np.float64)
    names = tuple(f"item={place}" for place in range(values.shape[1]))
    everybody = np.ones(len(values), dtype=np.bool_)
    return publish(wave.published, [Variable("item", names, values, everybody)], _one(wave), stages=wave.stages).shares


def _mean(wave: Fielded, amounts: FloatArray) -> Figures:
    income = Variable("income", ("income",), amounts[wave.rows][:, None], wave.told_income)
    return publish(wave.published, [income], _one(wave), stages=wave.stages).means


def _one(wave: Fielded) -> Domains:
    return Domains(("",), np.ones((len(wave.rows), 1), dtype=np.bool_))


def _weaker(before: Figures, after: Figures) -> FloatArray:
    """Return the degrees of freedom of the weaker wave."""
    return np.minimum(np.asarray(before.df), np.asarray(after.df))
