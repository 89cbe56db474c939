"""One wave of the study: drawn, answered, weighted; as the published chain does it, and as the engine sees it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.core.estimation.linearised import LinearisedDesign, Lonely, LonelyUnits
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.stages import Stages, stages_of
from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.frame import Frame, frame_of
from querschnitt.core.sampling.selection import draw_at_random
from querschnitt.core.weighting.calibration import CalibrationToTotals, RakingDistance, RakingToMargins, Terms
from querschnitt.core.weighting.chain_replicates import replicates_of_chain, resample
from querschnitt.core.weighting.gross_sample import NONRESPONDENT, RESPONDENT, GrossSample
from querschnitt.core.weighting.links import Calibrating, Leaving, Link, Redistribution
from querschnitt.core.weighting.nonresponse import Classes, CollapseRule, adjust_by_classes
from querschnitt.core.weighting.raking import Margin
from querschnitt.core.weighting.steps import Replication
from querschnitt.demo.benchmark.coverage.evidence import Expected
from querschnitt.demo.benchmark.coverage.population import Population

BOOTSTRAPS = 100
"""Sets of replicate weights of each wave. A city makes 500; the study cannot, 4,000 times and more."""
MISSING = 0.3
"""Of those who answer, the share that leaves out the income."""


@dataclass(frozen=True)
class Plan:
    """How the population is drawn and weighted.

    Attributes
    ----------
    strata : frame variables that the strata cross
    design : sample sizes
    classes : frame variables that the weighting classes cross; the first holds merged classes together
    margins : each of one or more crossed frame variables
    rule : when classes are merged
    lonely : what a stratum with one answer does
    everybody_answers : whether those drawn all answer
    """

    strata: tuple[str, ...]
    design: Design
    classes: tuple[str, ...] = ()
    margins: tuple[tuple[str, ...], ...] = ()
    rule: CollapseRule | None = None
    lonely: Lonely = "adjust"
    everybody_answers: bool = False


@dataclass(frozen=True)
class Fielded:
    """The answers of one wave.

    Attributes
    ----------
    rows : of the population, shape (n,)
    published : by the replicates that went through every step of the weighting: what a wave publishes with
    engine : by linearisation
    before : weights before the calibration, shape (n,)
    raking : the calibration; none without margins
    told_income : who did not leave the income out, shape (n,)
    """

    rows: IntArray
    published: ReplicateDesign
    engine: LinearisedDesign
    before: FloatArray
    raking: RakingToMargins | None
    told_income: BoolArray

    @property
    def stages(self) -> Stages:
        """Strata and units behind the rows."""
        return self.engine.stages


class Field:
    """Draws and weights waves of a population by a plan; what does not change between draws is prepared once."""

    def __init__(self, population: Population, plan: Plan) -> None:
        self.population, self.plan = population, plan
        codes, names = population.codes(*plan.strata)
        persons = np.char.mod("%06d", np.arange(len(population)))
        self.frame: Frame = frame_of(persons.tolist(), np.asarray(names)[codes])
        self._classes = population.codes(*plan.classes) if plan.classes else None
        self._parents = population.codes(plan.classes[0])[0] if plan.classes else None
        self._margins = tuple((" x ".join(names), *population.codes(*names)) for names in plan.margins)

    @property
    def expected(self) -> Expected:
        """What the design lets expect, with the chances of everybody to be drawn and to answer."""
        sizes = np.asarray(self.frame.sizes)
        drawn = (self.plan.design.allocate(sizes, self.frame.levels) / sizes)[self.frame.stratum]
        return Expected(drawn if self.plan.everybody_answers else drawn * self.population.answers_with)

    def wave(self, generator: np.random.Generator) -> Fielded:
        """Draw, let people answer, weight."""
        sample = draw_at_random(self.frame, self.plan.design, generator=generator)
        answered = np.ones(len(sample.index), dtype=np.bool_)
        if not self.plan.everybody_answers:
            answered = generator.random(len(answered)) < self.population.answers_with[sample.index]
        rows = sample.index[answered]
        base = 1.0 / sample.probability
        before, adjustment = self._adjusted(base, sample.index, answered)
        margins = tuple(
            Margin(name, codes[rows], np.bincount(codes).astype(np.float64), levels)
            for name, codes, levels in self._margins
        )
        raking = RakingToMargins(margins) if margins else None
        calibrated = [CalibrationToTotals(terms_of(margins), RakingDistance()).apply(before)] if margins else []
        weights = calibrated[-1].weights if calibrated else before
        present, strata = np.unique(sample.stratum[answered], return_inverse=True)
        sizes = self.frame.sizes[present].astype(np.float64)
        stages = stages_of(len(rows), strata=strata, population_sizes=[sizes[strata]])
        gross = GrossSample(
            sample.probability, np.where(answered, RESPONDENT, NONRESPONDENT), {}, strata=sample.stratum
        )
        plan = Replication("bootstrap", count=BOOTSTRAPS, seed=int(generator.integers(2**31)))
        links = (adjustment, *([Calibrating(raking)] if raking else []))
        replicates = replicates_of_chain(weights, resample(gross, base, plan), links, rows=answered, seed=plan.seed)
        return Fielded(
            rows=rows,
            published=ReplicateDesign(replicates),
            engine=LinearisedDesign(weights, stages, LonelyUnits(self.plan.lonely), tuple(calibrated)),
            before=before,
            raking=raking,
            told_income=generator.random(len(rows)) >= MISSING,
        )

    def _adjusted(self, base: FloatArray, drawn: IntArray, answered: BoolArray) -> tuple[FloatArray, Link]:
        """Let those who answered stand for their class; return their weights, and the step for replicates."""
        if self._classes is None or self._parents is None:
            return base[answered], Leaving(answered)
        codes, names = self._classes
        parents = np.zeros(len(names), dtype=np.int64)
        parents[codes] = self._parents
        classes = Classes(codes[drawn], names, parents=parents)
        done = adjust_by_classes(base, answered, classes=classes, rule=self.plan.rule)
        return done.weights[answered], Redistribution(done.codes, done.labels, answered, answered)


def terms_of(margins: tuple[Margin, ...]) -> Terms:
    """Return margins as terms of a calibration; each after the first without its first level, which would follow."""
    names, columns, totals = [], [], []
    for place, margin in enumerate(margins):
        for level in range(min(place, 1), len(margin.levels)):
            names.append(f"{margin.name}={margin.levels[level]}")
            columns.append(margin.codes == level)
            totals.append(margin.totals[level])
    return Terms(tuple(names), np.column_stack(columns).astype(np.float64), np.array(totals))
