"""What holds for every statistic under every design: scale, order of rows, domains, known totals, closed forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LinearisedDesign, LonelyUnits
from querschnitt.core.estimation.model_matrix import ModelMatrix
from querschnitt.core.estimation.models import Regression, fit_model
from querschnitt.core.estimation.quantiles import QuantileOptions, estimate_quantiles
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.second_phase import SecondPhase
from querschnitt.core.estimation.stages import Stages, stages_of
from querschnitt.core.estimation.statistics import Correlations, cdf, mean, ratio, total, variance
from querschnitt.core.estimation.two_phase import TwoPhaseDesign
from querschnitt.core.estimation.unequal import ApproximateProbabilities, JointProbabilities
from querschnitt.core.estimation.variables import categorical, domains_by, everybody, numeric
from querschnitt.core.weighting.calibration import (
    CalibrationToTotals,
    Linear,
    Logit,
    PostStratification,
    RakingDistance,
    RakingToMargins,
    Sinh,
    Terms,
)
from querschnitt.core.weighting.raking import Margin
from querschnitt.core.weighting.replicates import balanced, calibrate_each, jack1, jackn, primary_units

N = 24


@dataclass(frozen=True)
class Rows:
    """A sample of 24: three strata, two units of four rows in each, two margins, three variables."""

    weights: np.ndarray
    strata: np.ndarray
    units: np.ndarray
    sex: np.ndarray
    old: np.ndarray
    y: np.ndarray
    x: np.ndarray
    yes: np.ndarray
    scale: float = 1.0

    def ordered(self, order: list[int]) -> Rows:
        columns = {name: value[order] for name, value in vars(self).items() if name != "scale"}
        return Rows(**columns, scale=self.scale)

    def scaled(self, scale: float) -> Rows:
        return replace(self, weights=self.weights * scale, scale=scale)

    @property
    def stages(self) -> Stages:
        sizes = np.array([7.0, 9.0, 12.0])[self.strata]
        return stages_of(N, strata=self.strata, clusters=[self.units], population_sizes=[sizes])

    @property
    def margins(self) -> tuple[Margin, Margin]:
        total_of = 6.0 * N * self.scale
        sex = Margin("sex", self.sex, total_of * np.array([0.45, 0.55]), ("f", "m"))
        return sex, Margin("old", self.old, total_of * np.array([0.6, 0.4]), ("no", "yes"))

    @property
    def terms(self) -> Terms:
        columns = np.column_stack([np.ones(N), self.sex, self.old]).astype(float)
        sex, old = self.margins
        return Terms(("people", "m", "old"), columns, np.array([sex.totals.sum(), sex.totals[1], old.totals[1]]))


def rows_of(seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    units = np.repeat(np.arange(6), 4)
    weights, y, x = rng.uniform(3, 9, N), rng.gamma(2, 10, N), rng.normal(5, 1, N)
    place = x.reshape(6, 4).argsort(axis=1).argsort(axis=1).ravel()  # in its unit; yes and no take turns along x
    return Rows(
        weights=weights,
        strata=units // 2,
        units=units,
        sex=np.tile([0, 1], N // 2),
        old=np.tile([0, 0, 1, 1, 0, 1], N // 6),
        y=y,
        x=x,
        yes=place % 2 == 0,
    )


def calibrated(step: Callable[[Rows], object]) -> Callable[[Rows], LinearisedDesign]:
    def design(rows: Rows) -> LinearisedDesign:
        before = LinearisedDesign(rows.weights, rows.stages)
        return before.after(step(rows).apply(rows.weights))

    return design


STEPS: dict[str, Callable[[Rows], object]] = {
    "post-stratified": lambda rows: PostStratification(rows.margins[0]),
    "raked": lambda rows: RakingToMargins(rows.margins),
    "linear": lambda rows: CalibrationToTotals(rows.terms, Linear()),
    "bounded": lambda rows: CalibrationToTotals(rows.terms, Linear(0.2, 3.0)),
    "raking distance": lambda rows: CalibrationToTotals(rows.terms, RakingDistance()),
    "logit": lambda rows: CalibrationToTotals(rows.terms, Logit(0.2, 3.0)),
    "sinh": lambda rows: CalibrationToTotals(rows.terms, Sinh(0.2, 3.0)),
}


def replicated(rows: Rows, kind: str) -> ReplicateDesign:
    if kind == "jack1":
        return ReplicateDesign(jack1(rows.weights, primary_units(rows.units)))
    units = primary_units(rows.units, strata=rows.strata)
    if kind == "balanced":
        return ReplicateDesign(balanced(rows.weights, units))
    return ReplicateDesign(jackn(rows.weights, units))


def unequal(rows: Rows, form: str) -> LinearisedDesign:
    """Each row a unit of its own, with a probability that its weight does not tell."""
    stages = stages_of(N, strata=rows.strata)
    own = 0.2 + 0.5 * np.abs(np.sin(rows.x))
    if form == "joint":
        joint = np.outer(own, own) * 0.97
        np.fill_diagonal(joint, own)
        return LinearisedDesign(rows.weights, stages, unequal=JointProbabilities(joint, "yates_grundy"))
    return LinearisedDesign(rows.weights, stages, unequal=ApproximateProbabilities(own, form))


def two_phase(rows: Rows) -> TwoPhaseDesign:
    """All 24 rows are observed of a first phase; half of the second phase's strata would only change the rows."""
    first = stages_of(N, strata=rows.strata, population_sizes=[np.array([30.0, 40, 50])[rows.strata]])
    second = SecondPhase(stages_of(N, strata=rows.sex), np.ones(N, dtype=bool))
    return TwoPhaseDesign(first, rows.weights, second)


UNEQUAL = ("joint", "overton", "hartley_rao", "brewer", "poisson")
DESIGNS: dict[str, Callable[[Rows], object]] = {
    "stages": lambda rows: LinearisedDesign(rows.weights, rows.stages),
    "lonely": lambda rows: LinearisedDesign(
        rows.weights, stages_of(N, strata=np.where(rows.units == 0, 0, 1), clusters=[rows.units]), LonelyUnits("adjust")
    ),
    **{name: calibrated(step) for name, step in STEPS.items()},
    **{form: (lambda rows, form=form: unequal(rows, form)) for form in UNEQUAL},
    **{kind: (lambda rows, kind=kind: replicated(rows, kind)) for kind in ("jack1", "jackn", "balanced")},
    "two phases": two_phase,
}  # fmt: skip


def by_sex(rows: Rows) -> object:
    return domains_by([categorical("sex", rows.sex, levels=[0, 1])])


STATISTICS: dict[str, Callable[[Rows], object]] = {
    "mean": lambda rows: mean([numeric("y", rows.y), categorical("sex", rows.sex, levels=[0, 1])]),
    "domain mean": lambda rows: mean([numeric("y", rows.y)], domains=by_sex(rows)),
    "ratio": lambda rows: ratio([numeric("y", rows.y)], [numeric("x", rows.x)], domains=by_sex(rows)),
    "distribution": lambda rows: cdf(numeric("y", rows.y), [10.0, 20.0]),
    "variance": lambda rows: variance([numeric("y", rows.y), numeric("x", rows.x)]),
    "correlation": lambda rows: Correlations(variance([numeric("y", rows.y), numeric("x", rows.x)])),
}


def figures(design: object, rows: Rows) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Estimates and covariances of every statistic that does not depend on the scale of the weights."""
    found = {}
    for name, statistic in STATISTICS.items():
        each = estimate(design, statistic(rows), deff=None)
        found[name] = each.estimate, each.covariance
    matrix = ModelMatrix(("(Intercept)", "x"), np.column_stack([np.ones(N), rows.x]))
    for family, response in (("gaussian", rows.y), ("binomial", rows.yes.astype(float))):
        model = fit_model(design, response, matrix, regression=Regression(family, df=20.0))
        found[family] = model.estimate, model.covariance
    options = QuantileOptions(interval="quantile" if isinstance(design, ReplicateDesign) else "mean", df=20.0)
    median = estimate_quantiles(design, rows.y, np.array([0.5]), options=options)
    found["median"] = median.estimate, np.array([median.ci_low, median.ci_high])
    return found


def alike(found: dict, expected: dict) -> None:
    for name, (point, spread) in expected.items():
        assert found[name][0] == pytest.approx(point, rel=1e-7, abs=1e-9), name
        assert found[name][1] == pytest.approx(spread, rel=1e-6, abs=1e-9, nan_ok=True), name


@pytest.mark.parametrize("design", DESIGNS)
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 500), order=st.permutations(range(N)), scale=st.floats(0.05, 50))
def test_neither_scale_of_weights_nor_order_of_rows_matters(design, seed, order, scale) -> None:
    """Means, ratios, distribution, variances, coefficients, medians; a total is multiplied, its variance squared."""
    rows, make = rows_of(seed), DESIGNS[design]
    order = range(N) if design == "balanced" else order  # which unit comes first decides which half-samples are taken
    other = rows.scaled(scale).ordered(list(order))
    first, second = make(rows), make(other)
    alike(figures(second, other), figures(first, rows))
    before, after = (estimate(d, total([numeric("y", r.y)]), deff=None) for d, r in ((first, rows), (second, other)))
    assert after.estimate == pytest.approx(before.estimate * scale)
    assert after.variance == pytest.approx(before.variance * scale**2, rel=1e-6)


@pytest.mark.parametrize("design", DESIGNS)
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 500), inside=st.lists(st.booleans(), min_size=N, max_size=N))
def test_a_domain_is_its_indicator(design, seed, inside) -> None:
    """A total in a domain is that of value x indicator; a mean in it the ratio to the indicator.

    Each unit has a member, so that no replicate loses the domain.
    """
    rows, made = rows_of(seed), DESIGNS[design](rows_of(seed))
    member = np.array(inside) | (np.arange(N) % 4 == 0)
    domain, one = everybody(N, where=member), numeric("one", member.astype(float))
    product = numeric("y", np.where(member, rows.y, 0.0))
    for within, whole in (
        (total([numeric("y", rows.y)], domains=domain), total([product])),
        (mean([numeric("y", rows.y)], domains=domain), ratio([product], [one])),
    ):
        found, expected = estimate(made, within, deff=None), estimate(made, whole, deff=None)
        assert found.estimate == pytest.approx(expected.estimate)
        assert found.variance == pytest.approx(expected.variance, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("step", STEPS)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 500))
def test_what_a_calibration_knows_is_met_and_has_no_variance(step, seed) -> None:
    """By linearisation and by replicates that went through the step; raking's ten passes leave a trace."""
    rows = rows_of(seed)
    margins = rows.margins[: 1 if step == "post-stratified" else 2]
    taylor = DESIGNS[step](rows)
    units = primary_units(np.arange(N), strata=rows.strata)
    kinds = [taylor]
    if step in ("post-stratified", "raked", "raking distance", "linear"):
        kinds.append(ReplicateDesign(calibrate_each(jackn(rows.weights, units), [STEPS[step](rows)])))
    for margin in margins:
        known = categorical(margin.name, margin.codes, levels=[0, 1])
        for design in kinds:
            found = estimate(design, total([known]), deff=None)
            assert found.estimate == pytest.approx(margin.totals, rel=1e-8)
            assert found.se == pytest.approx(np.zeros(2), abs=1e-4 * margin.totals.sum())


@given(seed=st.integers(0, 500), fraction=st.floats(0.05, 0.95))
@settings(max_examples=10, deadline=None)
def test_the_jackknife_without_strata_is_the_variance_between_units(seed, fraction) -> None:
    """JK1 of a total: (1 - f) times the number of units times the variance of their weighted totals."""
    rows = rows_of(seed)
    units = primary_units(rows.units, population=np.full(N, 6 / fraction))
    totals = np.bincount(rows.units, weights=rows.weights * rows.y)
    found = ReplicateDesign(jack1(rows.weights, units)).covariance(total([numeric("y", rows.y)]))[0, 0]
    assert found == pytest.approx((1 - fraction) * 6 * totals.var(ddof=1), rel=1e-8, abs=1e-9)


@given(seed=st.integers(0, 500))
@settings(max_examples=10, deadline=None)
def test_the_stratified_jackknife_and_half_samples_are_the_linearised_variance(seed) -> None:
    """JKn with population sizes, and the full set of half-samples without, of two totals with their covariance."""
    rows = rows_of(seed)
    statistic = total([numeric("y", rows.y), numeric("x", rows.x)])
    sizes = rows.stages.population_sizes[0]
    with_sizes = primary_units(rows.units, strata=rows.strata, population=sizes)
    by_stages = LinearisedDesign(rows.weights, rows.stages).covariance(statistic)
    assert ReplicateDesign(jackn(rows.weights, with_sizes)).covariance(statistic) == pytest.approx(by_stages)
    without = stages_of(N, strata=rows.strata, clusters=[rows.units])
    plain = LinearisedDesign(rows.weights, without).covariance(statistic)
    assert replicated(rows, "balanced").covariance(statistic) == pytest.approx(plain)
