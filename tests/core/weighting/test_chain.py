"""The chain: each step by hand, what it reports, and what never changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import InputError, WeightingError
from querschnitt.core.weighting.chain import run_chain
from querschnitt.core.weighting.gross_sample import GrossSample, Population
from tests.core.weighting.drawn import BASE, RAKING, by_classes, city, plan_of

CALIBRATIONS = {
    "raking": RAKING,
    "poststratification": {"kind": "calibration", "method": "poststratification", "margins": [["sex"]]},
    "linear": {**RAKING, "method": "linear", "measures": ["rooms"]},
    "exponential": {**RAKING, "method": "exponential", "measures": ["rooms"]},
    "logit": {**RAKING, "method": "logit", "bounds": [0.3, 3.0]},
}


def sample_of(probability: list[float], status: str, **texts: str) -> GrossSample:
    """Return a sample; each letter is a person: r, n, u, i, l."""
    names = {"r": "respondent", "n": "nonrespondent", "u": "unknown", "i": "ineligible", "l": "left"}
    columns = {name: np.array(list(letters)) for name, letters in texts.items()}
    return GrossSample(np.array(probability), np.array([names[letter] for letter in status]), columns)


def test_a_wave_by_hand() -> None:
    # 4 of 8 people answered. Class a: 4 drawn at 1/10, 1 answered -> 40; class b: 4 drawn at 1/5, 3 answered -> 20/3
    # each. Raked to 50 women and 30 men.
    sample = sample_of([0.1] * 4 + [0.2] * 4, "rnnnrrrn", area="aaaabbbb", sex="fmmmfmmf")
    raking = {"kind": "calibration", "method": "raking", "margins": [["sex"]]}
    done = run_chain(
        plan_of(BASE, {**by_classes("area"), "largest_factor": 99}, raking),
        sample,
        Population({"sex": {"f": 50, "m": 30}}),
    )
    women = 40 + 20 / 3
    assert done.weights == pytest.approx([40 * 50 / women, 20 / 3 * 50 / women, 15, 15])
    assert done.before == pytest.approx([40, 20 / 3, 20 / 3, 20 / 3])
    assert done.respondents.tolist() == [True, False, False, False, True, True, True, False]
    base, nonresponse, raked = done.steps
    assert (base.n, base.sum) == (8, pytest.approx(60))
    assert (nonresponse.n, nonresponse.sum) == (4, pytest.approx(60))
    assert nonresponse.largest_factor == pytest.approx(4)
    assert [(c.label, c.n, c.respondents, c.factor) for c in nonresponse.classes] == [
        ("a", 4, 1, pytest.approx(4)),
        ("b", 4, 3, pytest.approx(4 / 3)),
    ]
    assert nonresponse.changes[0].label == "a"
    assert (raked.sum, raked.minimum) == (pytest.approx(80), pytest.approx(20 / 3 * 50 / women))
    assert raked.kish == pytest.approx(1 + np.var(done.weights) / 20**2)
    assert raked.n_eff * raked.kish == pytest.approx(4)
    assert [(m.level, m.known, m.before, m.after) for m in raked.margins] == [
        ("f", 50, pytest.approx(women), pytest.approx(50)),
        ("m", 30, pytest.approx(40 / 3), pytest.approx(30)),
    ]


def test_unknown_eligibility_by_hand() -> None:
    # d = 10 for all. West: of 4, one is known to be eligible, one not, two unknown: each known one takes 20. East: of
    # 2, both are known. AAPOR's e = (20 + 10 + ...): eligible 10 + 20 of known 40, before the step.
    sample = sample_of([0.1] * 6, "riuurn", side="wwwwee")
    unknown = {"kind": "unknown_eligibility", "classes": ["side"], "minimum": 1}
    done = run_chain(plan_of(BASE, unknown, by_classes("side")), sample, Population({}))
    base, spread, nonresponse = done.steps
    assert base.sum == pytest.approx(60)
    assert (spread.n, spread.sum) == (3, pytest.approx(20 + 20))  # the one who is not eligible takes 20 away
    assert spread.eligibility is not None
    assert (spread.eligibility.eligible, spread.eligibility.ineligible, spread.eligibility.unknown) == (3, 1, 2)
    assert spread.eligibility.e == pytest.approx(30 / 40)
    assert [(c.label, c.respondents, c.factor) for c in spread.classes] == [("e", 2, 1.0), ("w", 2, 2.0)]
    assert done.weights == pytest.approx([20, 20])
    assert nonresponse.sum == pytest.approx(40)


def test_without_a_step_for_them_unknown_cases_count_as_eligible() -> None:
    done = run_chain(plan_of(BASE, by_classes("side")), sample_of([0.1] * 6, "riuurn", side="wwwwee"), Population({}))
    assert done.weights == pytest.approx([30, 20])


def test_those_left_in_the_second_phase_have_no_weight() -> None:
    # Four at 1/10; two were silent, one of them was asked once more (probability 1/2) and answered.
    sample = sample_of([0.1, 0.1, 0.05, 0.1], "rrrl", side="wwww")
    done = run_chain(plan_of(BASE), sample, Population({}))
    assert done.weights == pytest.approx([10, 10, 20])
    assert done.steps[0].sum == pytest.approx(40)


def test_a_saturated_propensity_is_the_classes_and_the_comparison_says_so() -> None:
    sample, population = city()
    propensity = {"method": "propensity", "terms": [["region", "sex"]]}
    done = run_chain(plan_of(BASE, {**by_classes("region", "sex"), "compare": propensity}), sample, population)
    other = run_chain(plan_of(BASE, {"kind": "nonresponse", **propensity}), sample, population)
    assert other.weights == pytest.approx(done.weights, rel=1e-9)
    comparison = done.step("nonresponse").comparison
    assert comparison.methods == ("classes", "propensity")
    assert comparison.correlation == pytest.approx(1)
    assert comparison.kish[0] == pytest.approx(comparison.kish[1])
    assert comparison.mean_difference[0] > 0.05
    assert comparison.mean_difference[1:] == pytest.approx((0, 0), abs=1e-9)  # both classes are balanced


def test_a_tree_makes_the_classes() -> None:
    sample, population = city(drawn=2000)
    tree = {"kind": "nonresponse", "method": "tree", "variables": ["region", "sex"]}
    report = run_chain(plan_of(BASE, tree), sample, population).step("nonresponse")
    assert {split.variable for split in report.splits} == {"region", "sex"}
    assert sum(c.n for c in report.classes) == 2000


def test_quintiles_of_propensity_and_a_number_in_the_model() -> None:
    sample, population = city(drawn=1000)
    model = {"kind": "nonresponse", "method": "propensity", "terms": [["region"], ["sex"], ["rooms"]], "groups": 5}
    report = run_chain(plan_of(BASE, model), sample, population).step("nonresponse")
    assert len(report.classes) == 5
    assert all(150 < c.n < 250 for c in report.classes)
    factors = [c.factor for c in report.classes]
    assert factors == sorted(factors, reverse=True)
    assert [name for name, _ in report.terms] == ["constant", "region = s", "sex = m", "rooms"]


@pytest.mark.parametrize("method", CALIBRATIONS)
@given(seed=st.integers(0, 10_000))
@settings(deadline=None, max_examples=8)
def test_calibrated_totals_are_the_margins(method: str, seed: int) -> None:
    sample, population = city(seed)
    done = run_chain(plan_of(BASE, by_classes("region"), CALIBRATIONS[method]), sample, population)
    answered = sample.among(done.respondents)
    for margin in CALIBRATIONS[method]["margins"]:
        for level, count in population.counts[margin[0]].items():
            assert done.weights[answered.text(margin[0]) == level].sum() == pytest.approx(count, rel=1e-8)
    if "measures" in CALIBRATIONS[method]:
        assert done.weights @ answered.numbers["rooms"] == pytest.approx(3100, rel=1e-8)
    assert all(line.after == pytest.approx(line.known) for line in done.steps[-1].margins)


@given(seed=st.integers(0, 10_000), scale=st.floats(0.01, 1.0))
@settings(deadline=None, max_examples=20)
def test_neither_order_nor_scale_of_the_probabilities_matters(seed: int, scale: float) -> None:
    sample, population = city(seed)
    plan = plan_of(BASE, by_classes("region", "sex"), RAKING)
    weights = run_chain(plan, sample, population).weights
    smaller = replace(sample, probability=sample.probability * scale)
    assert run_chain(plan, smaller, population).weights == pytest.approx(weights, rel=1e-8)
    order = np.random.default_rng(seed).permutation(sample.n)
    moved = GrossSample(sample.probability[order], sample.status[order], {k: v[order] for k, v in sample.texts.items()})
    ours = np.zeros(sample.n)
    ours[sample.has("respondent")] = weights
    assert run_chain(plan, moved, population).weights == pytest.approx(ours[order][moved.has("respondent")], rel=1e-8)


def test_trimming_and_calibration_take_turns() -> None:
    sample, population = city()
    cap = {"kind": "trimming", "upper": 9.0}
    done = run_chain(plan_of(BASE, by_classes("region", "sex"), RAKING, cap, RAKING), sample, population)
    assert [step.name for step in done.steps] == ["base", "nonresponse", "raking", "trimming", "raking"]
    trimmed = done.steps[3]
    assert (trimmed.maximum, trimmed.sum) == (pytest.approx(9.0), pytest.approx(1000))
    assert (trimmed.binding[0].bound, trimmed.binding[0].value) == ("upper", 9.0)
    assert trimmed.binding[0].n == (done.adjustments[1].weights >= 9.0).sum()
    assert done.weights[sample.among(done.respondents).text("sex") == "f"].sum() == pytest.approx(520)
    assert len(done.adjustments) == 3
    assert [margin.name for margin in done.margins] == ["region", "sex"]
    relative = run_chain(plan_of(BASE, by_classes("region", "sex"), {"kind": "trimming", "times_median": 1.2}), sample,
                         population)  # fmt: skip
    assert relative.weights.max() == pytest.approx(1.2 * np.median(relative.before))


def test_weights_by_group_and_balance() -> None:
    sample, population = city()
    done = run_chain(plan_of(BASE, by_classes("region"), RAKING), sample, population)
    women = next(level for level in done.levels if level.level == "f")
    mine = sample.among(done.respondents).text("sex") == "f"
    assert (women.variable, women.n, women.known, women.of_population) == ("sex", mine.sum(), 0.52, True)
    base = 1 / sample.probability[done.respondents]
    assert women.before == pytest.approx(base[mine].sum() / base.sum())
    assert women.after == pytest.approx(0.52)
    assert (women.minimum, women.maximum) == (done.weights[mine].min(), done.weights[mine].max())


def test_households_keep_one_weight() -> None:
    # Households of one, two and three; three totals leave one answer: weights 12, 9 and 11.
    sample = sample_of([0.1] * 6, "rrrrrr", home="abbccc", sex="fmfmff")
    totals = {"sex": {"f": 12 + 9 + 22, "m": 9 + 11}, "households": 32}
    step = {"kind": "calibration", "method": "linear", "margins": [["sex"]], "measures": ["households"]}
    done = run_chain(plan_of(BASE, {**step, "households": "home", "totals": totals}), sample, Population({}))
    assert done.weights == pytest.approx([12, 9, 9, 11, 11, 11])


class TestRefusals:
    """What cannot be done without going on over a doubt."""

    def test_data_without_probabilities_have_no_weights(self) -> None:
        for probability in (None, np.full(2, np.nan)):
            with pytest.raises(WeightingError, match="no inclusion probabilities, so there are no weights") as caught:
                GrossSample(probability, np.array(["respondent"] * 2), {})
            assert "convenience sample" in caught.value.hint

    def test_one_missing_probability_is_named(self) -> None:
        with pytest.raises(WeightingError, match="above 0 and not above 1") as caught:
            run_chain(plan_of(BASE), sample_of([0.1, np.nan], "rr"), Population({}))
        assert caught.value.where == "row 2"

    def test_silence_has_to_be_dealt_with(self) -> None:
        with pytest.raises(WeightingError, match="2 people did not answer") as caught:
            run_chain(plan_of(BASE), sample_of([0.1] * 4, "rnui"), Population({}))
        assert "nonresponse" in str(caught.value.expected)

    def test_a_level_in_which_nobody_answered(self) -> None:
        sample, population = city()
        counts = {**population.counts, "region": {"n": 600.0, "s": 390.0, "w": 10.0}}
        with pytest.raises(WeightingError, match="Nobody answered in level 'w' of margin 'region'") as caught:
            run_chain(plan_of(BASE, by_classes("sex"), RAKING), sample, Population(counts))
        assert (caught.value.where, "Merge levels" in caught.value.hint) == ("1 of 3 levels are empty", True)

    def test_a_margin_or_measure_that_nobody_counted(self) -> None:
        sample, _ = city()
        with pytest.raises(WeightingError, match="Nothing is known of the margin 'region'"):
            run_chain(plan_of(BASE, by_classes("sex"), RAKING), sample, Population({}))
        step = {"kind": "calibration", "method": "linear", "measures": ["rooms"]}
        with pytest.raises(WeightingError, match="The total of 'rooms' is not known") as caught:
            run_chain(plan_of(BASE, by_classes("sex"), step), sample, Population({}))
        assert "totals.rooms" in caught.value.hint

    def test_negative_weights(self) -> None:
        sample, population = city()
        step = {**RAKING, "method": "linear", "measures": ["rooms"]}
        far = Population(population.counts, {"rooms": 4900.0})
        with pytest.raises(WeightingError, match="not positive") as caught:
            run_chain(plan_of(BASE, by_classes("sex"), step), sample, far)
        assert "exponential" in caught.value.hint

    def test_unknown_words(self) -> None:
        sample, population = city()
        with pytest.raises(InputError, match="no variable 'regoin'") as caught:
            run_chain(plan_of(BASE, by_classes("regoin")), sample, population)
        assert caught.value.hint == "Did you mean 'region'?"
        with pytest.raises(InputError, match="Unknown status") as caught:
            GrossSample(np.ones(1), np.array(["responded"]), {})
        assert caught.value.hint == "Did you mean 'respondent'?"
