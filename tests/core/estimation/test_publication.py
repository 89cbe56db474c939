"""A whole publication equals its cells one by one, under every design, and says how good each cell is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import EstimationError, InputError, ShapeError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.intervals import blended_n, t_interval, wilson
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.publication import Publication, publish
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.statistics import mean, ratio
from querschnitt.core.estimation.variables import Domains, Variable, categorical, domains_by, everybody, numeric
from querschnitt.core.estimation.wave_design import wave_design
from querschnitt.core.weighting.calibration import RakingToMargins, met_margins
from querschnitt.core.weighting.raking import Margin
from querschnitt.core.weighting.replicates import calibrate_each, primary_units, rao_wu
from tests.core.estimation.calibrated import ROWS, raked_surveys, reordered, yes_or_no

N = 60
RNG = np.random.default_rng(5)
STRATA, SEX = np.arange(N) % 3, RNG.integers(0, 2, N)
SIZES = np.array([400.0, 300.0, 500.0])
BASE = (SIZES / 20)[STRATA] * RNG.uniform(0.8, 1.2, N)
MARGINS = (
    Margin("stratum", STRATA, SIZES, ("a", "b", "c")),
    Margin("sex", SEX, np.array([650.0, 550.0]), ("f", "m")),
)
WEIGHTS = RakingToMargins(MARGINS).apply(BASE).weights
STAGES = stages_of(N, strata=STRATA, population_sizes=[SIZES[STRATA]])
UNITS = primary_units(np.arange(N), strata=STRATA, population=SIZES[STRATA])
DRAWN = rao_wu(BASE, UNITS, count=60, generator=np.random.default_rng(8))
DESIGNS = {
    "calibrated": wave_design(met_margins(WEIGHTS, MARGINS), STRATA, population_sizes=SIZES),
    "clusters": wave_design(WEIGHTS, np.zeros(N, dtype=int), clusters=np.arange(N) // 4),
    "replicates": ReplicateDesign(calibrate_each(DRAWN, [RakingToMargins(MARGINS)])),
}
VOTE = categorical("vote", RNG.choice(["yes", "no", ""], N, p=[0.4, 0.4, 0.2]), levels=["yes", "no"])
INCOME = numeric("income", np.where(RNG.random(N) < 0.3, np.nan, RNG.normal(900, 300, N)))
DOMAINS = domains_by([categorical("sex", SEX, levels=[0, 1])])
EVERY = Domains(("", *DOMAINS.names), np.column_stack([np.ones(N, dtype=bool), DOMAINS.members]))


def published(design: Design) -> Publication:
    return publish(design, [VOTE, INCOME], EVERY)


@pytest.mark.parametrize("name", DESIGNS)
def test_every_cell_is_what_it_is_alone(name) -> None:
    design, done = DESIGNS[name], published(DESIGNS[name])
    for item, category in ((VOTE, "yes"), (VOTE, "no"), (INCOME, "")):
        for place, domain in enumerate(EVERY.names):
            rows = everybody(N, where=item.known & EVERY.members[:, place])
            column = item.names.index(f"vote={category}") if category else 0
            one = estimate(design, mean([item], domains=rows)).at([column])
            cell = done.at(item.name, category=category, domain=domain)
            for attribute in ("estimate", "se", "n", "weighted_n", "deff", "cv"):
                assert getattr(cell, attribute) == pytest.approx(getattr(one, attribute), rel=1e-9), attribute
            if one.n_psu is not None:
                assert (cell.n_psu, cell.n_strata) == (one.n_psu, one.n_strata)


def test_intervals_and_degrees_of_freedom_by_an_explicit_loop() -> None:
    done = published(DESIGNS["calibrated"])
    rows = VOTE.known & (SEX == 0)
    cell = done.at("vote", category="yes", domain="sex=0")
    unseen = (1 - 20 / SIZES)[STRATA]
    kish = np.array([WEIGHTS[rows].sum() ** 2 / np.sum(np.square(WEIGHTS[rows]) * unseen[rows])])
    size = blended_n(cell.estimate, cell.variance, n=np.array([float(rows.sum())]), kish_n=kish)
    assert cell.n_eff == pytest.approx(size)
    assert np.array(cell.ci) == pytest.approx(np.array(wilson(cell.estimate, size)))
    amount = done.at("income")
    told = np.square(WEIGHTS[INCOME.known])
    df = told.sum() ** 2 / np.square(told).sum()
    assert df < INCOME.known.sum() * (1 - 1 / 20)
    assert amount.df == pytest.approx([df])
    assert np.array(amount.ci) == pytest.approx(np.array(t_interval(amount.estimate, amount.se, df=np.array([df]))))


def test_replicates_take_degrees_of_freedom_from_the_stages_where_they_are_given() -> None:
    without = publish(DESIGNS["replicates"], [VOTE], EVERY)
    with_stages = publish(DESIGNS["replicates"], [VOTE], EVERY, stages=STAGES)
    assert without.shares.n_psu is None
    assert set(without.shares.df) == {DESIGNS["replicates"].df}
    assert with_stages.shares.df[0] == pytest.approx(VOTE.known.sum() * (1 - 1 / 20))


def test_means_with_equal_weights_have_the_degrees_of_freedom_of_their_units() -> None:
    design = wave_design(np.full(N, 20.0), STRATA, population_sizes=SIZES)
    assert publish(design, [INCOME], EVERY).means.df[0] == pytest.approx(INCOME.known.sum() * (1 - 1 / 20))


@pytest.mark.parametrize(("population", "expected"), [(np.inf, 60.0), (120.0, 120.0), (60.0, 6e8)])
def test_shares_know_how_much_of_the_population_was_seen(population, expected) -> None:
    """Nobody says yes, so the size is Kish's: of 60 in 120 it is worth 60 / (1 - 1/2); who asks all has no doubt."""
    sizes = None if np.isinf(population) else np.array([population])
    design = wave_design(np.full(N, 2.0), np.zeros(N, dtype=int), population_sizes=sizes)
    never = Variable("q", ("q=yes",), np.zeros((N, 1)), np.ones(N, dtype=bool))
    cell = publish(design, [never], everybody(N)).shares
    assert cell.n_eff == pytest.approx([expected])
    assert np.isfinite(cell.ci).all()


def test_persons_drawn_in_clusters_are_not_corrected_by_the_number_of_clusters() -> None:
    clusters = stages_of(N, clusters=[np.arange(N) // 4], population_sizes=[np.full(N, 20.0)])
    never = Variable("q", ("q=yes",), np.zeros((N, 1)), np.ones(N, dtype=bool))
    cell = publish(LinearisedDesign(np.full(N, 2.0), clusters), [never], everybody(N)).shares
    assert cell.n_eff == pytest.approx([N])


def test_an_empty_cell_has_no_figure_and_a_share_of_all_is_one_exactly() -> None:
    nobody = Domains(("all", "none"), np.array([[True, False]] * 4))
    always = Variable("q", ("q=yes",), np.ones((4, 1)), np.ones(4, dtype=bool))
    done = publish(LinearisedDesign(np.array([0.1, 0.2, 0.3, 0.7]), stages_of(4)), [always], nobody)
    assert (done.shares.estimate[0], done.shares.variance[0]) == (1.0, 0.0)
    assert (done.shares.n[1], np.isnan(done.shares.estimate[1]), np.isnan(done.shares.se[1])) == (0, True, True)


def test_what_is_wrong_is_named() -> None:
    design = LinearisedDesign(np.ones(2), stages_of(2))
    two = Variable("q", ("q=yes",), np.array([[1.0], [2.0]]), np.ones(2, dtype=bool))
    with pytest.raises(EstimationError, match="q=yes, row 2.*Expected: 0 or 1. Found: 2"):
        publish(design, [two], everybody(2))
    with pytest.raises(ShapeError, match="domains"):
        publish(design, [two], everybody(3))
    with pytest.raises(InputError, match="No such column.*Found: vote=yess.*vote=yes"):
        published(DESIGNS["calibrated"]).at("vote", category="yess")


def test_raking_all_replicates_at_once_is_raking_them_one_by_one() -> None:
    step = RakingToMargins(MARGINS)
    together = calibrate_each(DRAWN, [step]).matrix
    alone = np.column_stack([step.apply(column).weights for column in DRAWN.matrix.T])
    assert together == pytest.approx(alone, rel=1e-12)


MASK = st.lists(st.booleans(), min_size=ROWS, max_size=ROWS).map(np.array)


def share_of(design: Design, answers: np.ndarray, *, domain: np.ndarray | None = None) -> Figures:
    return publish(design, yes_or_no(answers[:, None]), everybody(len(answers), where=domain)).shares


@given(survey=raked_surveys(), answers=MASK, domain=MASK)
@settings(deadline=None)
def test_a_share_in_a_domain_is_the_ratio_of_two_indicators_of_the_whole(survey, answers, domain) -> None:
    domain[0] = True
    share = share_of(survey, answers, domain=domain)
    above, below = numeric("yes", answers & domain), numeric("in", domain)
    over = estimate(survey, ratio([above], [below]))
    assert (share.estimate[0], share.se[0]) == pytest.approx((over.estimate[0], over.se[0]), abs=1e-9)
    assert share.n[0] == domain.sum()
    low, high = share.ci
    assert low <= share.estimate <= high


@given(survey=raked_surveys(), answers=MASK, shuffle=st.permutations(range(ROWS)), scale=st.floats(0.1, 10))
@settings(deadline=None)
def test_scale_of_weights_and_order_of_rows_do_not_matter(survey, answers, shuffle, scale) -> None:
    order = np.array(shuffle)
    here, there = share_of(survey, answers), share_of(reordered(survey, order, scale=scale), answers[order])
    for name in ("estimate", "se", "ci", "n_eff"):
        ours, theirs = (np.array(getattr(share, name)) for share in (here, there))
        assert theirs == pytest.approx(ours, rel=1e-6, abs=1e-8)


@given(survey=raked_surveys(), answers=MASK)
@settings(deadline=None)
def test_the_complement_mirrors_the_interval(survey, answers) -> None:
    (low, high), (other_low, other_high) = share_of(survey, answers).ci, share_of(survey, ~answers).ci
    assert (1 - other_high[0], 1 - other_low[0]) == pytest.approx((low[0], high[0]), abs=1e-9)


def test_a_subset_would_give_another_standard_error() -> None:
    # one half in a domain of 2 of 4 respondents: as a domain, its size is by chance too
    domain = np.array([True, True, False, False])
    share = share_of(LinearisedDesign(np.ones(4), stages_of(4)), np.array([1.0, 0.0, 0.0, 0.0]), domain=domain)
    # linearised values +-1/4, 0, 0: 4/3 x 2/16; the subset would give 2/1 x 2/16
    assert share.se == pytest.approx([np.sqrt(4 / 3 * 2 / 16)])
