"""One replication: draw, let people respond, weight, estimate, compare; and whether the intervals hold the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.publication import ShareMethod, publish
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.variables import Domains, Variable
from querschnitt.core.estimation.wave_design import wave_design
from querschnitt.core.sampling.selection import Sample, draw_at_random
from querschnitt.core.trend.change import changes_of_shares
from querschnitt.core.weighting.base import base_weights
from querschnitt.core.weighting.calibration import MetMargins
from querschnitt.core.weighting.chain import Weighed, run_chain
from querschnitt.core.weighting.gross_sample import NONRESPONDENT, RESPONDENT, GrossSample, Population
from querschnitt.core.weighting.plan import CROSS, crossed
from querschnitt.demo.benchmark.world import Indicators, Wave, World, true_shares
from querschnitt.demo.respond import behave, essential_share, report
from querschnitt.demo.respond.wave_2016 import tell

NOT_ELIGIBLE = ("died", "moved_away", "not_in_population")
SMALL = 0.10
GROUP_ITEMS = (
    "life_satisfied", "optimistic", "disadvantaged", "employed", "academic", "german_mostly", "club_active=yes",
    "home_in_leipzig=fully", "german_level=good", "problem_language",
)  # fmt: skip
TIED_ITEMS = (
    "sat_safety=very_satisfied", "sat_safety=satisfied", "sat_safety=neither", "sat_safety=dissatisfied",
    "sat_transport=very_satisfied", "sat_transport=neither", "sat_transport=dissatisfied", "employment=full_time",
    "employment=part_time", "employment=family", "jobsearch_problems=childcare", "dis_public_space=sometimes",
)  # fmt: skip
"""Items that hang on sex and borough, of which answering hangs too: without raking they go wrong first."""
SENSITIVE = "disadvantaged"


@dataclass(frozen=True)
class Truths:
    """The true figures, computed once: shares in total and by group, changes in total and by region."""

    total: FloatArray
    groups: FloatArray
    changes: FloatArray
    latent_changes: FloatArray
    moved_away: FloatArray


@dataclass(frozen=True)
class Held:
    """One replication: whether each interval held the truth (by row of the result), gaps, and interviews by wave."""

    total: BoolArray
    small: BoolArray
    tied: BoolArray
    groups: BoolArray
    changes: BoolArray
    latent: BoolArray
    moved_away: BoolArray
    base_gap: float
    rake_gap: float
    interviews: dict[str, int]


@dataclass(frozen=True)
class _Fielded:
    """One wave of one replication, as far as the estimates need it; rows are those of the target population."""

    rows: IntArray
    design: LinearisedDesign
    valid: BoolArray
    moved_away: Figures
    base_gap: float
    rake_gap: float


def truths_of(world: World) -> Truths:
    """Compute what the intervals have to hold, among those of the target population who live here."""
    now, before = world.waves["2020"], world.waves["2016"]
    total = true_shares(now.indicators, now.lives_here[:, None])[:, 0]
    by_group = true_shares(now.indicators, _domains(now, "group", now.lives_here))
    changes = _changes(now, now.indicators, before, before.indicators)
    latent = _changes(now, now.indicators, before, world.latent_2016)
    moved = _moved_away_domains(now, now.drawable)
    shares = (now.truth.people.moved_away[now.drawable].astype(np.float64) @ moved) / moved.sum(axis=0)
    return Truths(total, by_group, changes, latent, shares[None, :])


def replicate(world: World, truths: Truths, *, seed: int) -> Held:
    """Run one replication; the seed decides draw, behaviour and what is left out."""
    now, before = world.waves["2020"], world.waves["2016"]
    later, earlier = field_2020(world, seed=seed), _field_2016(world, seed=seed)
    everything = _estimates(later, now.indicators, domains=np.ones((len(later.rows), 1), dtype=np.bool_))
    held = _holds(everything, truths.total[:, None])[:, 0]
    small = truths.total < SMALL
    columns = [now.indicators.names.index(name) for name in GROUP_ITEMS]
    by_group = _estimates(later, now.indicators, domains=_domains(now, "group", later.rows), columns=columns)
    changes = _change_estimates(later, now, earlier, before)
    return Held(
        total=held[~small],
        small=held[small],
        tied=held[[now.indicators.names.index(name) for name in TIED_ITEMS]],
        groups=_holds(by_group, truths.groups[columns]),
        changes=_within(changes, truths.changes),
        latent=_within(changes, truths.latent_changes)[[_common(now, before).index(SENSITIVE)]],
        moved_away=_holds(later.moved_away, truths.moved_away),
        base_gap=max(later.base_gap, earlier.base_gap),
        rake_gap=max(later.rake_gap, earlier.rake_gap),
        interviews={"2020": len(later.rows), "2016": len(earlier.rows)},
    )


def field_2020(world: World, *, seed: int) -> _Fielded:
    """Draw and field the wave of 2020."""
    wave = world.waves["2020"]
    sample, rows = _draw(wave, seed=seed)
    truth = wave.truth.rows(rows)
    behaviour = behave(truth, world.scenario, seed=seed)
    reports = report(truth, behaviour, world.outline, scenario=world.scenario, seed=seed)
    usable = behaviour.begun & (essential_share(reports, world.outline) >= world.rule[1])
    eligible = ~np.isin(behaviour.outcome, NOT_ELIGIBLE)
    given = {sources: reports.given(*sources) for sources in set(wave.indicators.sources)}
    valid = np.column_stack([given[sources] for sources in wave.indicators.sources])
    return _weighted(wave, sample, rows, eligible=eligible, usable=usable, valid=valid)


def _field_2016(world: World, *, seed: int) -> _Fielded:
    wave = world.waves["2016"]
    sample, rows = _draw(wave, seed=seed + 500_000)
    truth = wave.truth.rows(rows)
    told = tell(truth, behave(truth, world.scenario, seed=seed), world.scenario, seed=seed)
    eligible = ~np.isin(told.outcome, NOT_ELIGIBLE)
    valid = np.column_stack([told.valid[name] for name in wave.indicators.names])
    return _weighted(wave, sample, rows, eligible=eligible, usable=told.usable, valid=valid)


def _draw(wave: Wave, *, seed: int) -> tuple[Sample, IntArray]:
    """Draw by the design; rows of the target population in the order of the sample."""
    sample = draw_at_random(wave.frame, wave.design, generator=np.random.default_rng(seed))
    return sample, wave.drawable[sample.index]


def _weighted(
    wave: Wave, sample: Sample, rows: IntArray, *, eligible: BoolArray, usable: BoolArray, valid: BoolArray
) -> _Fielded:
    drawn = GrossSample(
        probability=sample.probability[eligible],
        status=np.where(usable[eligible], RESPONDENT, NONRESPONDENT),
        texts={name: wave.columns[name][rows[eligible]] for name in wave.plan.variables},
    )
    done = run_chain(wave.plan, drawn, Population(wave.counts))
    levels, strata = np.unique(sample.stratum[usable], return_inverse=True)
    met = MetMargins(done.weights, done.margins)  # whether they are met is what `rake_gap` measures
    design = wave_design(met, strata.astype(np.int64), population_sizes=wave.sizes[levels], lonely="adjust")
    base = base_weights(sample.probability)
    return _Fielded(
        rows=rows[usable],
        design=design,
        valid=valid[usable],
        moved_away=_moved_away(wave, sample, rows, base=base),
        base_gap=max(_base_gap(sample, base), _chain_gap(done, sample.probability[eligible])),
        rake_gap=_rake_gap(wave, done, rows[usable]),
    )


def _moved_away(wave: Wave, sample: Sample, rows: IntArray, *, base: FloatArray) -> Figures:
    """Estimate the share of the frame that moved away, from everybody drawn (as a look at the register would show).

    With thousands drawn the design's own variance is reliable, so the interval is the one that rests on it alone.
    """
    design = wave_design(base, sample.stratum, population_sizes=sample.sizes.astype(np.float64))
    moved = wave.truth.people.moved_away[rows][:, None]
    domains = _moved_away_domains(wave, rows)
    return _shares(design, moved, valid=np.ones_like(moved), domains=domains, method="logit")


def _moved_away_domains(wave: Wave, rows: IntArray) -> BoolArray:
    """Return total, regions and age classes, across which the base weights differ."""
    return np.column_stack([_change_domains(wave, rows), _domains(wave, "age_class", rows)])


def _base_gap(sample: Sample, base: FloatArray) -> float:
    """Return the largest relative gap between the base-weighted sample and the frame, over the strata."""
    weighted = np.bincount(sample.stratum, weights=base, minlength=len(sample.sizes))
    return float(np.abs(weighted / sample.sizes - 1).max())


def _chain_gap(done: Weighed, probability: FloatArray) -> float:
    """Return the relative gap between the sum of weights the chain began with and that of 1 / probability."""
    return float(abs(done.steps[0].sum / (1.0 / probability).sum() - 1))


def _rake_gap(wave: Wave, done: Weighed, rows: IntArray) -> float:
    """Return the largest relative gap between the final weights and the population, over all levels of all margins."""
    weights, gaps = done.weights, [0.0]
    for names in wave.plan.margins:
        levels, codes = np.unique(crossed({n: wave.columns[n][rows] for n in names}, names), return_inverse=True)
        sums = np.bincount(codes, weights=weights)
        wanted = np.array([wave.counts[CROSS.join(names)][level] for level in levels.tolist()])
        gaps.append(float(np.abs(sums / wanted - 1).max()))
    return max(gaps)


def _estimates(
    fielded: _Fielded, indicators: Indicators, *, domains: BoolArray, columns: list[int] | None = None
) -> Figures:
    which = slice(None) if columns is None else columns
    values = indicators.values[fielded.rows][:, which]
    valid = (fielded.valid & indicators.asked[fielded.rows])[:, which]
    return _shares(fielded.design, values, valid=valid, domains=domains)


def _shares(
    design: LinearisedDesign,
    values: BoolArray,
    *,
    valid: BoolArray,
    domains: BoolArray,
    method: ShareMethod = "wilson",
) -> Figures:
    """Publish the shares of columns of yes and no, each with its own base, in domains of shape (n, D)."""
    columns = values.astype(np.float64)
    items = [Variable(str(place), (f"{place}=yes",), columns[:, [place]], known) for place, known in enumerate(valid.T)]
    groups = Domains(tuple(map(str, range(domains.shape[1]))), domains)
    return publish(design, items, groups, method=method).shares


def _domains(wave: Wave, variable: str, rows: IntArray | BoolArray) -> BoolArray:
    """Return the domains of a frame variable: one column a level of the population, shape (len(rows), D).

    A mask keeps the rows of the population and empties those it excludes.
    """
    levels = np.unique(wave.columns[variable])
    if rows.dtype == np.bool_:
        return np.asarray((wave.columns[variable][:, None] == levels[None, :]) & rows[:, None])
    return np.asarray(wave.columns[variable][rows][:, None] == levels[None, :])


def _change_domains(wave: Wave, rows: IntArray | BoolArray) -> BoolArray:
    regions = _domains(wave, "region", rows)
    return np.column_stack([regions.any(axis=1), regions])


def _common(now: Wave, before: Wave) -> list[str]:
    return [name for name in before.indicators.names if name in now.indicators.names]


def _changes(now: Wave, after: Indicators, before: Wave, earlier: Indicators) -> FloatArray:
    """Return the true changes of the common items in total and by region, shape (k, 6)."""
    names = _common(now, before)
    later = true_shares(after, _change_domains(now, now.lives_here))[[after.names.index(n) for n in names]]
    first = true_shares(earlier, _change_domains(before, before.lives_here))[[earlier.names.index(n) for n in names]]
    return later - first


def _change_estimates(later: _Fielded, now: Wave, earlier: _Fielded, before: Wave) -> tuple[FloatArray, FloatArray]:
    names = _common(now, before)
    columns_now = [now.indicators.names.index(name) for name in names]
    columns_before = [before.indicators.names.index(name) for name in names]
    after = _estimates(later, now.indicators, domains=_change_domains(now, later.rows), columns=columns_now)
    first = _estimates(
        earlier, before.indicators, domains=_change_domains(before, earlier.rows), columns=columns_before
    )
    changes = changes_of_shares(first, after)
    return changes.ci_low.reshape(len(names), -1), changes.ci_high.reshape(len(names), -1)


def _holds(figures: Figures, truth: FloatArray) -> BoolArray:
    low, high = figures.ci
    return _within((low.reshape(truth.shape), high.reshape(truth.shape)), truth)


def _within(bounds: tuple[FloatArray, FloatArray], truth: FloatArray) -> BoolArray:
    return np.asarray((bounds[0] <= truth) & (truth <= bounds[1]))
