"""A chain of weights under way: who is still in it, with which weights, and what each step did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.base import base_weights
from querschnitt.core.weighting.calibration import Calibrated, Terms, Trimming
from querschnitt.core.weighting.calibrations import make_ready
from querschnitt.core.weighting.chain_replicates import Resampled, replicates_of_chain, resample, through_links
from querschnitt.core.weighting.comparison import compare_models, representativity_of
from querschnitt.core.weighting.gross_sample import (
    INELIGIBLE,
    LEFT,
    NONRESPONDENT,
    RESPONDENT,
    UNKNOWN,
    GrossSample,
    Population,
)
from querschnitt.core.weighting.links import Calibrating, Leaving, Link, Redistribution
from querschnitt.core.weighting.nonresponse import adjust_by_classes
from querschnitt.core.weighting.plan import CROSS, crossed
from querschnitt.core.weighting.raking import Margin
from querschnitt.core.weighting.replicates import Replicates
from querschnitt.core.weighting.reports import (
    MOST_EMPTY,
    Binding,
    Change,
    Eligibility,
    MarginLine,
    Step,
    describe,
    empty_cells,
    largest_changes,
    margin_lines,
)
from querschnitt.core.weighting.response_models import Fitted, crossed_classes, fit_model, response_classes
from querschnitt.core.weighting.steps import Calibration, Nonresponse, Replication, Trim, UnknownEligibility


@dataclass
class Walk:
    """A chain under way: who is still in it, with which weights."""

    sample: GrossSample
    population: Population
    rows: BoolArray = field(init=False)
    weights: FloatArray = field(init=False)
    base: FloatArray = field(init=False)
    steps: list[Step] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    adjustments: list[Calibrated] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)
    before: FloatArray = field(init=False)
    is_closed: bool = False
    fitted: list[tuple[Fitted, int, FloatArray, BoolArray]] = field(default_factory=list)
    replicates: Replicates | None = None

    @property
    def here(self) -> GrossSample:
        """The people who are still in the chain."""
        return self.sample.among(self.rows)

    def begin(self, *, eligibility_follows: bool) -> None:
        standing = ~self.sample.has(LEFT)
        assert self.sample.probability is not None
        values = base_weights(self.sample.probability[standing])
        self.rows, self.weights = standing, values
        self.base = np.zeros(self.sample.n)
        self.base[standing] = values
        self.steps.append(replace(describe(values, np.ones(len(values)), name="base"), method="inverse"))
        self.links.append(Leaving(standing))
        if not eligibility_follows:
            self._go_on(self.here.has(RESPONDENT, NONRESPONDENT, UNKNOWN))

    def _go_on(self, staying: BoolArray) -> None:
        """Let people leave whose weight nobody takes."""
        self.links.append(Leaving(staying))
        self.weights = self.weights[staying]
        self.rows = _narrowed(self.rows, staying)

    def _take(self, link: Link, staying: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Go through a link; return the weights of those who stay, before and after."""
        before = self.weights[staying]
        self.weights = link.each(self.weights[:, None])[:, 0]
        self.links.append(link)
        self.rows = _narrowed(self.rows, staying)
        return before, self.weights

    def spread_unknown(self, plan: UnknownEligibility) -> None:
        here, weights = self.here, self.weights
        known, eligible = ~here.has(UNKNOWN), here.has(RESPONDENT, NONRESPONDENT)
        if not eligible.any():
            raise WeightingError("Nobody who was drawn is known to be eligible", expected="at least one", got=0)
        classes = crossed_classes(here, plan.classes)
        done = adjust_by_classes(weights, known, classes=classes, rule=plan.rule)
        link = Redistribution(done.codes, done.labels, known, eligible)
        before, after = self._take(link, eligible)
        e = float(weights[eligible].sum() / weights[known].sum())
        report = describe(after, after / before, name="unknown_eligibility", note=CROSS.join(plan.classes))
        labels = np.asarray(done.labels)[done.codes[eligible]]
        found = replace(
            report,
            eligibility=Eligibility(int(eligible.sum()), int(here.has(INELIGIBLE).sum()), int((~known).sum()), e),
            classes=response_classes(done.codes, done.labels, weights, responded=known),
            collapses=done.collapses,
            changes=largest_changes(labels, before, after),
        )
        self.steps.append(found)

    def adjust(self, plan: Nonresponse) -> None:
        here, weights = self.here, self.weights
        responded = here.has(RESPONDENT)
        fitted = fit_model(plan.model, here, weights, responded=responded)
        before, after = self._take(fitted.link, responded)
        report = describe(after, after / before, name="nonresponse", note=_words(plan.model.variables))
        report = replace(
            report, method=plan.model.method, classes=fitted.classes, collapses=fitted.collapses,
            splits=fitted.splits, terms=_terms(fitted), changes=_changes_of(fitted, before, after),
        )  # fmt: skip
        models = [fitted]
        if plan.compared is not None:
            other = fit_model(plan.compared, here, weights, responded=responded)
            others = other.link.each(weights[:, None])[:, 0]
            both = (plan.model.method, plan.compared.method)
            done = compare_models(here, weights, responded=responded, weights=(after, others), methods=both)
            report = replace(report, comparison=done, terms=report.terms or _terms(other))
            models.append(other)
        place = len(self.steps)
        self.fitted = [(model, len(self.links) - 1, weights, responded) for model in models if model.model][:1]
        self.steps.append(report)
        self._note_representativity(place, drawn=None)

    def _note_representativity(self, place: int, *, drawn: Resampled | None) -> None:
        for model, links, weights, responded in self.fitted:
            matrix = None if drawn is None else through_links(drawn.matrix, self.links[:links])
            factors = None if drawn is None else drawn.variance_factors
            found = representativity_of(model, weights, responded, matrix=matrix, variance=factors)
            self.steps[place] = replace(self.steps[place], representativity=found)

    def close_nonresponse(self) -> None:
        """Before the first calibration: whoever did not answer must have been dealt with."""
        silent = int(self.here.has(NONRESPONDENT, UNKNOWN).sum())
        if silent:
            raise WeightingError(
                f"{silent} people did not answer, and the plan does not say what becomes of their weight",
                expected='a step kind = "nonresponse"',
                hint="Put it before the first calibration.",
            )
        if not self.rows.any():
            raise WeightingError("Nobody answered, so there is nothing to weight", expected="at least one", got=0)
        if not self.is_closed:
            self.before, self.is_closed = self.weights, True

    def calibrate(self, plan: Calibration) -> None:
        self.close_nonresponse()
        ready = make_ready(plan, self.here, self.population)
        before = self.weights
        done = ready.step.apply(before)
        _refuse_negative(done, plan)
        self._calibrated(done, Calibrating(ready.step))
        lines: list[MarginLine] = []
        for margin, errors in zip(ready.margins, ready.errors, strict=True):
            lines += margin_lines(margin, before, self.weights, errors=errors)
        if ready.terms is not None:
            lines += _measure_lines(plan, ready.terms, before, self.weights)
        empty = empty_cells(ready.margins)
        report = describe(self.weights, done.factors, name=plan.method, note=_words(map(CROSS.join, plan.margins)))
        cells = [name for margin in plan.margins for name in margin]
        texts = crossed(self.here.texts, list(dict.fromkeys(cells))) if cells else np.full(len(before), "")
        self.steps.append(
            replace(
                report, method=plan.method, margins=tuple(lines), empty=empty[:MOST_EMPTY], n_empty=len(empty),
                rounds=done.iterations, gap=done.largest_gap, binding=_binding(done, plan.bounds or (0.0, np.inf)),
                changes=largest_changes(texts, before, self.weights),
            )
        )  # fmt: skip
        known = {margin.name for margin in self.margins}
        self.margins += [margin for margin in ready.margins if margin.name not in known]

    def trim(self, plan: Trim) -> None:
        self.close_nonresponse()
        upper = plan.times_median * float(np.median(self.weights)) if plan.times_median else plan.upper
        step, before = Trimming(plan.lower, upper), self.weights
        done = step.apply(before)
        self._calibrated(done, Calibrating(step))
        report = describe(self.weights, done.factors, name="trimming")
        binding = _binding(done, (plan.lower, upper))
        changed = largest_changes(np.array([f"{w:.6g}" for w in before]), before, self.weights)
        self.steps.append(replace(report, rounds=done.iterations, gap=done.largest_gap, binding=binding,
                                  changes=changed))  # fmt: skip

    def _calibrated(self, done: Calibrated, link: Link) -> None:
        self.weights = done.weights
        self.adjustments.append(done)
        self.links.append(link)

    def replicate(self, plan: Replication) -> None:
        self.close_nonresponse()
        drawn = resample(self.sample, self.base, plan)
        self.replicates = replicates_of_chain(self.weights, drawn, self.links, rows=self.rows, seed=plan.seed)
        for place, step in enumerate(self.steps):
            if step.representativity is not None:
                self._note_representativity(place, drawn=drawn)


def _refuse_negative(done: Calibrated, plan: Calibration) -> None:
    wrong = int((done.weights <= 0).sum())
    if wrong:
        raise WeightingError(
            "The calibration gives weights that are not positive", where=f"{wrong} of {len(done.weights)} respondents",
            expected="> 0", got=float(done.weights.min()),
            hint=f'Give bounds (bounds = [0.2, 5.0]) or choose another method than "{plan.method}": "exponential".',
        )  # fmt: skip


def _narrowed(rows: BoolArray, staying: BoolArray) -> BoolArray:
    narrowed = np.zeros_like(rows)
    narrowed[np.flatnonzero(rows)[staying]] = True
    return narrowed


def _words(names: Sequence[str] | map[str]) -> str:
    return ", ".join(names)


def _terms(fitted: Fitted) -> tuple[tuple[str, float], ...]:
    if fitted.model is None:
        return ()
    return tuple(zip(fitted.names, fitted.model.coefficients.tolist(), strict=True))


def _changes_of(fitted: Fitted, before: FloatArray, after: FloatArray) -> tuple[Change, ...]:
    """Name the classes with the largest factors; without classes, the weights before."""
    if isinstance(fitted.link, Redistribution):
        codes = fitted.link.codes[fitted.link.staying]
        return largest_changes(np.asarray(fitted.link.labels)[codes], before, after)
    return largest_changes(np.array([f"{w:.6g}" for w in before]), before, after)


def _measure_lines(plan: Calibration, terms: Terms, before: FloatArray, after: FloatArray) -> list[MarginLine]:
    lines = []
    for name in plan.measures:
        i = terms.names.index(name)
        column, known = terms.values[:, i], float(terms.totals[i])
        se = 0.0 if terms.covariance is None else float(np.sqrt(terms.covariance[i, i]))
        lines.append(MarginLine(name, "", len(before), known, se, float(before @ column), float(after @ column)))
    return lines


def _binding(done: Calibrated, bounds: tuple[float, float]) -> tuple[Binding, ...]:
    sides = ((-1, "lower", bounds[0]), (1, "upper", bounds[1]))
    counts = [(name, value, int((done.at_bound == side).sum())) for side, name, value in sides]
    return tuple(Binding(name, float(value), n) for name, value, n in counts if n)
