"""Replicates of the whole chain: margins in every replicate, closed forms, and the error of estimated totals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from querschnitt.core.errors import DesignError, WeightingError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.statistics import mean, total
from querschnitt.core.estimation.variables import numeric
from querschnitt.core.weighting.calibration import CalibrationToTotals, Terms
from querschnitt.core.weighting.chain import run_chain
from querschnitt.core.weighting.gross_sample import GrossSample, Population
from tests.core.weighting.drawn import BASE, RAKING, by_classes, city, plan_of

JACKKNIFE = {"kind": "replicates", "method": "jackknife"}


def bootstrap(count: int = 60, **options: object) -> dict[str, object]:
    return {"kind": "replicates", "method": "bootstrap", "count": count, "seed": 3, **options}


def variance(replicates, y: np.ndarray) -> float:
    totals = y @ replicates.matrix
    return float(replicates.scale * (replicates.rscales * (totals - totals.mean()) ** 2).sum())


@pytest.mark.parametrize(
    "model",
    [by_classes("region", "sex"), {"kind": "nonresponse", "method": "propensity", "terms": [["region"], ["sex"]]}],
    ids=["classes", "propensity"],
)
@pytest.mark.parametrize("calibration", ["raking", "linear", "logit"])
def test_every_replicate_meets_the_margins(model, calibration) -> None:
    sample, population = city()
    step = {**RAKING, "method": calibration} | ({"bounds": [0.1, 6.0]} if calibration == "logit" else {})
    done = run_chain(plan_of(BASE, model, step, bootstrap()), sample, population)
    matrix, answered = done.replicates.matrix, sample.among(done.respondents)
    assert matrix.shape == (len(done.weights), 60)
    for name in ("region", "sex"):
        for level, count in population.counts[name].items():
            assert matrix[answered.text(name) == level].sum(axis=0) == pytest.approx(np.full(60, count), rel=1e-7)


def test_each_replicate_is_the_chain_run_on_its_base_weights() -> None:
    # The replicates know nothing the chain does not: base weights of one replicate, taken through the plan by hand.
    sample, population = city()
    plan = plan_of(BASE, by_classes("region", "sex"), RAKING)
    whole = run_chain(plan_of(BASE, by_classes("region", "sex"), RAKING, bootstrap(fay=0.5)), sample, population)
    bare = run_chain(plan_of(BASE, bootstrap(fay=0.5)), replace(sample, status=np.array(["respondent"] * 200)),
                     population)  # fmt: skip
    # Nobody is silent in `bare`; its fpc differs, so only without it are base weights of both the same.
    drawn = bare.replicates.matrix[:, 0]
    shrunk = 1 / (1 / sample.probability + (drawn - 1 / sample.probability) * _reach(sample))
    again = run_chain(plan, replace(sample, probability=shrunk), population)
    assert whole.replicates.matrix[:, 0] == pytest.approx(again.weights, rel=1e-7)


def _reach(sample: GrossSample) -> np.ndarray:
    """Square root of the unseen part with the respondents, over that with all who were drawn, by stratum."""
    region = sample.text("region")
    sizes = np.where(region == "n", 600.0, 400.0)
    answered = np.array([(sample.has("respondent") & (region == level)).sum() for level in region])
    return np.sqrt((1 - answered / sizes) / (1 - 100 / sizes))


def test_the_jackknife_of_base_weights_is_the_textbook_variance() -> None:
    rng = np.random.default_rng(2)
    strata, y = np.repeat(["a", "b"], [6, 9]), rng.normal(10, 3, 15)
    probability = np.repeat([0.2, 0.3], [6, 9])
    everybody = GrossSample(probability, np.array(["respondent"] * 15), {"strata": strata}, strata=strata)
    done = run_chain(plan_of(BASE, JACKKNIFE), everybody, Population({}))
    expected = sum(
        (1 - f) * n * np.var(y[strata == level], ddof=1) / f**2 for level, n, f in (("a", 6, 0.2), ("b", 9, 0.3))
    )
    assert variance(done.replicates, y) == pytest.approx(expected)


def test_equal_chances_to_answer_give_the_variance_of_both_phases() -> None:
    # In one stratum with one class the weight of all is N / r: the variance is (1 - r/N) N^2 s^2 / r.
    rng = np.random.default_rng(4)
    answers, y = np.arange(60) < 25, rng.normal(5, 2, 25)
    sample = GrossSample(np.full(60, 0.25), np.where(answers, "respondent", "nonrespondent"), {"all": np.full(60, "x")})
    done = run_chain(plan_of(BASE, by_classes("all"), bootstrap(4000)), sample, Population({}))
    expected = (1 - 25 / 240) * 240**2 * np.var(y, ddof=1) / 25
    # of 4,000 replicates the variance has a standard error of 2.3 %; the ratio N / r adds terms of the order 1/n
    assert variance(done.replicates, y) == pytest.approx(expected, rel=0.12)


def test_a_calibration_with_many_terms_leaves_the_variance_of_noise_right() -> None:
    # Of noise the variance of a total is known; what is estimated of it is compared over 4,000 kinds of noise.
    sample, population = city()
    block = np.char.add("b", (np.arange(200) % 10).astype(str))
    sample = replace(sample, texts={**sample.texts, "block": block})
    population = Population({**population.counts, "block": dict.fromkeys(np.unique(block).tolist(), 100.0)})
    raking = {**RAKING, "margins": [["region"], ["sex"], ["block"]]}
    done = run_chain(plan_of(BASE, by_classes("region", "sex"), raking, bootstrap(300)), sample, population)
    answered, region = sample.has("respondent"), sample.text("region")[done.respondents]
    sizes = {"n": 600, "s": 400}
    unseen = np.array([1 - (sample.text("region")[answered] == level).sum() / sizes[level] for level in region])
    noise = np.random.default_rng(6).normal(size=(4000, len(done.weights)))
    totals = noise @ done.replicates.matrix
    apart = np.square(totals - totals.mean(axis=1, keepdims=True)).sum(axis=1)
    true = np.square(done.weights) @ unseen
    assert done.replicates.scale * apart.mean() == pytest.approx(true, rel=0.02)  # 6 errors of 4,000 variances
    assert apart.mean() / 299 < 0.98 * true  # the scale of the draw alone


def test_clusters_are_drawn_as_a_whole_and_have_no_finite_correction() -> None:
    sample, population = city()
    blocks = replace(sample, psu=np.array([str(i // 5) for i in range(sample.n)]))
    done = run_chain(plan_of(BASE, by_classes("region"), JACKKNIFE), blocks, population)
    assert done.replicates.matrix.shape[1] == 40
    assert "no finite population correction" in done.replicates.notes
    answered = blocks.among(done.respondents).psu
    assert all(len({*(done.replicates.matrix[answered == unit, 0] == 0)}) == 1 for unit in np.unique(answered))


def test_the_representativity_has_an_interval() -> None:
    sample, population = city(drawn=1000)
    model = {"kind": "nonresponse", "method": "propensity", "terms": [["region"], ["sex"]]}
    report = run_chain(plan_of(BASE, model, bootstrap(200)), sample, population).step("nonresponse").representativity
    low, high = report.interval
    assert low < report.r < high
    # The true propensities are 0.55, 0.75, 0.35, 0.55 with region 6:4 and sex 1:1: S = sqrt(0.0096 + 0.01), R = 0.72.
    assert low < 1 - 2 * np.sqrt(0.0096 + 0.01) < high


def test_refusals() -> None:
    sample, population = city()
    alone = replace(sample, strata=np.array(["x"] * 199 + ["y"]))
    with pytest.raises(DesignError, match="only one primary unit"):
        run_chain(plan_of(BASE, by_classes("region"), bootstrap()), alone, population)
    large, population = city(drawn=2400)
    with pytest.raises(WeightingError, match="too many replicates") as caught:
        run_chain(plan_of(BASE, by_classes("region"), JACKKNIFE), replace(large, probability=np.full(2400, 0.9)),
                  population)  # fmt: skip
    assert "bootstrap" in caught.value.hint


def test_a_class_that_a_replicate_loses_is_named_and_a_share_helps() -> None:
    sample, population = city()
    two = np.isin(np.arange(200), np.flatnonzero(sample.has("respondent"))[:2])
    rare = replace(
        sample, texts={**sample.texts, "tiny": np.where(two | (np.arange(200) > 190), "t", "o")},
        probability=None if sample.probability is None else sample.probability,
        psu=np.arange(200).astype(str), status=np.where(np.arange(200) > 190, "nonrespondent", sample.status),
    )  # fmt: skip
    with pytest.raises(WeightingError, match="nobody who could stand for it") as caught:
        run_chain(plan_of(BASE, by_classes("tiny"), bootstrap(300)), rare, population)
    assert caught.value.where.startswith("replicate")
    assert caught.value.where.endswith("class 't'")
    done = run_chain(plan_of(BASE, by_classes("tiny"), bootstrap(300, fay=0.5)), rare, population)
    assert done.replicates.matrix.min() > 0


class TestTotalsWithAnError:
    """Totals that were estimated elsewhere: their error is in the variance, by linearisation and by replicates."""

    def steps(self, se: float) -> dict[str, object]:
        totals = {"sex": {"f": {"total": 1560, "se": se}, "m": {"total": 1440, "se": se}}}
        return {"kind": "calibration", "method": "poststratification", "margins": [["sex"]], "totals": totals}

    def test_by_hand(self) -> None:
        # Means of y are 3 and 7; totals with standard errors 2 and 1: adds 3^2 2^2 + 7^2 1^2 = 85 to the variance.
        values = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])
        terms = Terms(("f", "m"), values, np.array([20.0, 40.0]), np.diag([4.0, 1.0]))
        done = CalibrationToTotals(terms).apply(np.full(4, 10.0))
        y = numeric("y", np.array([2.0, 4, 6, 8]))
        exact = CalibrationToTotals(replace(terms, covariance=None)).apply(np.full(4, 10.0))
        stages = stages_of(4, strata=np.zeros(4, dtype=np.int64))
        before = LinearisedDesign(np.full(4, 10.0), stages)
        plain, uncertain = (estimate(before.after(step), total([y])) for step in (exact, done))
        assert uncertain.estimate == pytest.approx(plain.estimate)
        assert uncertain.variance - plain.variance == pytest.approx([85.0])

    def test_a_later_calibration_to_exact_totals_takes_the_error_away(self) -> None:
        values = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])
        terms = Terms(("f", "m"), values, np.array([20.0, 40.0]), np.diag([4.0, 1.0]))
        uncertain = CalibrationToTotals(terms).apply(np.full(4, 10.0))
        exact = CalibrationToTotals(replace(terms, covariance=None)).apply(uncertain.weights)
        stages = stages_of(4, strata=np.zeros(4, dtype=np.int64))
        y = total([numeric("y", np.array([2.0, 4, 6, 8]))])
        both = LinearisedDesign(np.full(4, 10.0), stages).after(uncertain).after(exact)
        alone = LinearisedDesign(np.full(4, 10.0), stages).after(exact)
        assert both.covariance(y) == pytest.approx(alone.covariance(y))

    @pytest.mark.parametrize("method", ["poststratification", "linear", "exponential"])
    def test_replicates_have_it_too(self, method: str) -> None:
        sample, population = city(drawn=600)
        step = {**self.steps(60.0), "method": method}
        done = run_chain(plan_of(BASE, by_classes("region", "sex"), step, bootstrap(3000)), sample, population)
        region = sample.among(done.respondents).text("region")
        design = LinearisedDesign(
            done.before,
            stages_of(len(region), strata=np.unique(region, return_inverse=True)[1],
                      population_sizes=[np.where(region == "n", 1800.0, 1200.0)]),
        ).after(done.adjustments[0])  # fmt: skip
        y = numeric("y", sample.among(done.respondents).numbers["rooms"])
        linear = estimate(design, total([y]))
        replicated = estimate(ReplicateDesign(done.replicates), total([y]))
        assert linear.estimate == pytest.approx(replicated.estimate)
        # the error of the totals (60 twice, mean of y about 3) is nearly all of it: 60 x 3 x sqrt 2
        assert linear.se[0] > 240
        assert replicated.se[0] == pytest.approx(linear.se[0], rel=0.06)  # four standard errors of 3,000 replicates

    def test_a_mean_hardly_knows_of_them(self) -> None:
        sample, population = city(drawn=600)
        y = None
        errors = []
        for se in (0.0, 60.0):
            done = run_chain(plan_of(BASE, by_classes("region", "sex"), self.steps(se)), sample, population)
            y = numeric("y", sample.among(done.respondents).numbers["rooms"])
            design = LinearisedDesign(done.before, stages_of(len(done.weights))).after(done.adjustments[0])
            errors.append(estimate(design, mean([y])).se[0])
        assert errors[0] < errors[1] < 1.2 * errors[0]
