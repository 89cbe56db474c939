"""Variance by linearisation against examples on paper."""

from dataclasses import dataclass

import numpy as np
import pytest

from querschnitt.core.errors import EstimationError, InputError, ShapeError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LinearisedDesign, LonelyUnits
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.statistics import complete, mean, total
from querschnitt.core.estimation.variables import categorical, domains_by, everybody, numeric

Y = np.array([1.0, 2.0, 3.0, 6.0, 4.0])
CLUSTERS = np.array(["a", "a", "b", "b", "c"])


def totals_of(design: LinearisedDesign, values: np.ndarray = Y, **options: object) -> Figures:
    return estimate(design, total([numeric("y", values)], **options))


def test_three_clusters_drawn_with_replacement() -> None:
    # Totals 2 x (3, 9, 4), their mean 32/3.
    design = LinearisedDesign(np.full(5, 2.0), stages_of(5, clusters=[CLUSTERS]))
    by_hand = 3 / 2 * ((6 - 32 / 3) ** 2 + (18 - 32 / 3) ** 2 + (8 - 32 / 3) ** 2)
    figures = totals_of(design)
    assert figures.estimate == pytest.approx([32.0])
    assert figures.variance == pytest.approx([by_hand])
    assert figures.df == 2
    assert figures.notes == ("no finite population correction",)


def test_two_stages_add_the_part_within() -> None:
    # 3 of 6 clusters; within them 2 of 4, 2 of 2, 1 of 1: weights 4, 2, 2. Only the first cluster varies within.
    sizes = [np.full(5, 6.0), np.array([4.0, 4.0, 2.0, 2.0, 1.0])]
    rows = np.arange(5)
    stages = stages_of(5, clusters=[CLUSTERS, rows], population_sizes=sizes)
    design = LinearisedDesign(stages.weights, stages)
    assert design.weights.tolist() == [4.0, 4.0, 2.0, 2.0, 2.0]
    between = 0.5 * 3 / 2 * ((12 - 38 / 3) ** 2 + (18 - 38 / 3) ** 2 + (8 - 38 / 3) ** 2)
    within = 0.5 * 0.5 * 2 * ((4 - 6) ** 2 + (8 - 6) ** 2)
    assert totals_of(design).variance == pytest.approx([between + within])


def test_strata_of_the_second_stage_part_the_spread_within() -> None:
    # 2 of 4 clusters; in the first 2 of 4 units of each of two strata, the second counted in full.
    clusters, strata = np.array([1, 1, 1, 1, 2, 2]), np.array([1, 1, 2, 2, 1, 1])
    sizes = [np.full(6, 4.0), np.array([4.0, 4.0, 4.0, 4.0, 2.0, 2.0])]
    stages = stages_of(6, clusters=[clusters, np.arange(6)], population_sizes=sizes, later_strata=[strata])
    design = LinearisedDesign(stages.weights, stages)
    assert design.weights.tolist() == [4.0, 4.0, 4.0, 4.0, 2.0, 2.0]
    figures = estimate(design, total([numeric("y", np.array([1.0, 2.0, 7.0, 9.0, 3.0, 5.0]))]))
    between = 0.5 * 2 * 2 * ((76 - 16) / 2) ** 2
    within = 0.5 * 0.5 * 2 * (2 * 2.0**2 + 2 * 4.0**2)  # totals 4, 8 and 28, 36 around their strata's means
    assert figures.variance == pytest.approx([between + within])
    assert figures.df == 1


def test_labels_of_a_later_stage_may_start_anew_in_its_strata() -> None:
    drawn = {"clusters": [np.array([1, 1, 1, 1]), np.array([1, 2, 1, 2])], "later_strata": [np.array([1, 1, 2, 2])]}
    assert stages_of(4, **drawn, nest=True).units[1].tolist() == [0, 1, 2, 3]
    with pytest.raises(EstimationError, match="lies in two strata. Place: cluster 1.*say that they are nested"):
        stages_of(4, **drawn)


def test_a_domain_keeps_the_clusters_without_members() -> None:
    design = LinearisedDesign(np.full(5, 2.0), stages_of(5, clusters=[CLUSTERS]))
    inside = np.array([True, True, False, False, False])
    figures = totals_of(design, domains=everybody(5, where=inside))
    assert figures.variance == pytest.approx([3 / 2 * ((6 - 2) ** 2 + 2**2 + 2**2)])
    assert figures.df == 2
    assert figures.n.tolist() == [2]


STRATA = np.array([1, 1, 2, 3, 3])
REGULAR = 2 / 1 * (0.5**2 * 2) + 2 / 1 * (1.0**2 * 2)
MEAN_RULES = {"remove": REGULAR, "certainty": REGULAR, "adjust": REGULAR + 9.0, "average": REGULAR * 3 / 2}


@pytest.mark.parametrize("rule", MEAN_RULES)
def test_a_lonely_unit_by_rule(rule: str) -> None:
    design = LinearisedDesign(np.ones(5), stages_of(5, strata=STRATA), lonely=LonelyUnits(rule))
    assert totals_of(design).variance == pytest.approx([MEAN_RULES[rule]])
    assert design.notes[-1] == f"1 strata with one primary unit: {rule}"


def test_a_lonely_unit_is_never_passed_over_silently() -> None:
    with pytest.raises(EstimationError, match="single primary unit.*stratum 2.*'adjust' or 'average'"):
        totals_of(LinearisedDesign(np.ones(5), stages_of(5, strata=STRATA)))


def test_average_counts_the_strata_in_which_the_domain_has_rows() -> None:
    design = LinearisedDesign(np.ones(5), stages_of(5, strata=STRATA), lonely=LonelyUnits("average"))
    first, all_but_one = np.array([True, True, False, False, False]), np.array([True, True, True, True, False])
    # In stratum 3 a domain of one row of two: totals 6 and 0 around 3.
    assert totals_of(design, domains=everybody(5, where=first)).variance == pytest.approx([1.0])
    assert totals_of(design, domains=everybody(5, where=all_but_one)).variance == pytest.approx([(1 + 2 * 18) * 3 / 2])


def test_average_needs_a_stratum_with_two_units() -> None:
    design = LinearisedDesign(np.ones(5), stages_of(5, strata=np.arange(5)), lonely=LonelyUnits("average"))
    with pytest.raises(EstimationError, match="nothing to average"):
        totals_of(design)


def test_a_stratum_counted_in_full_is_not_lonely() -> None:
    sizes = [np.array([4.0, 4.0, 1.0, 2.0, 2.0])]
    design = LinearisedDesign(np.ones(5), stages_of(5, strata=STRATA, population_sizes=sizes))
    assert totals_of(design).variance == pytest.approx([0.5 * 2 * 0.5])


def test_a_unit_alone_in_a_domain_deviates_from_zero_where_asked() -> None:
    stages = stages_of(4, strata=np.array([1, 1, 2, 2]))
    domain = everybody(4, where=np.array([True, False, True, True]))
    plain = LinearisedDesign(np.ones(4), stages, lonely=LonelyUnits("adjust"))
    asked = LinearisedDesign(np.ones(4), stages, lonely=LonelyUnits("adjust", in_domains=True))
    averaged = LinearisedDesign(np.ones(4), stages, lonely=LonelyUnits("average", in_domains=True))
    values = np.array([4.0, 9.0, 1.0, 3.0])
    second = 2 * (1.0 + 1.0)
    assert totals_of(plain, values, domains=domain).variance == pytest.approx([2 * (4 + 4) + second])
    assert totals_of(asked, values, domains=domain).variance == pytest.approx([2 * 16 + second])
    assert totals_of(averaged, values, domains=domain).variance == pytest.approx([second * 2])


def test_rows_with_missing_values_leave_as_a_domain() -> None:
    values = np.array([1.0, np.nan, 3.0, 6.0, 4.0])
    design = LinearisedDesign(np.full(5, 2.0), stages_of(5))
    variable = numeric("y", values)
    with pytest.raises(InputError, match=r"missing. Place: y, row 2 \(1 rows\)"):
        estimate(design, mean([variable]))
    figures = estimate(design, mean([variable], domains=everybody(5, where=complete([variable]))))
    # Scores (y - 3.5) / 8 x 2 over five units, one of them zero: the sum is zero, so is the mean.
    assert figures.variance == pytest.approx([5 / 4 * (2.5**2 + 0.5**2 + 2.5**2 + 0.5**2) / 16])


@dataclass(frozen=True)
class ToTheNumber:
    """Calibration to a number of people: takes off the mean, weighted as before."""

    before: np.ndarray
    number: float

    @property
    def weights(self) -> np.ndarray:
        return self.before * self.number / self.before.sum()

    def residuals(self, scores: np.ndarray) -> np.ndarray:
        return scores - self.before @ scores / self.before.sum()


def test_calibration_makes_the_variance_that_of_the_residuals() -> None:
    weights = np.full(5, 2.0)
    design = LinearisedDesign(weights, stages_of(5)).after(ToTheNumber(weights, 15.0))
    constant = estimate(design, total([numeric("one", np.ones(5))]))
    assert constant.estimate == pytest.approx([15.0])
    assert constant.variance == pytest.approx([0.0], abs=1e-12)
    assert totals_of(design).variance == pytest.approx([5 / 4 * 9 * np.sum((Y - Y.mean()) ** 2)])


def test_negative_weights_come_from_calibration_alone_and_are_noted() -> None:
    design = LinearisedDesign(np.ones(5), stages_of(5)).after(ToTheNumber(np.array([3.0, 1, 1, 1, -1]), 5.0))
    assert design.notes[-1] == "1 negative weights after calibration"


def test_domains_over_two_factors_and_their_covariance() -> None:
    design = LinearisedDesign(np.ones(4), stages_of(4, clusters=[np.array([1, 1, 2, 2])]))
    sex = categorical("sex", np.array(["f", "m", "f", "m"]), levels=["f", "m"])
    figures = estimate(design, total([numeric("y", np.array([1.0, 2.0, 3.0, 8.0]))], domains=domains_by([sex])))
    assert figures.names == ("y|sex=f", "y|sex=m")
    # Cluster totals f (1, 3), m (2, 8): deviations (-1, 1) and (-3, 3), times n / (n - 1) = 2.
    assert figures.covariance == pytest.approx(np.array([[4.0, 12.0], [12.0, 36.0]]))


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"weights": np.array([1.0, -1.0])}, EstimationError, "not negative. Place: row 2"),
        ({"weights": np.ones(3)}, ShapeError, "'weights' has another length"),
    ],
)
def test_a_wrong_design_says_where(change: dict, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        LinearisedDesign(stages=stages_of(2), **change)


def test_a_design_has_rows() -> None:
    with pytest.raises(EstimationError, match="no rows"):
        stages_of(0)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"population_sizes": [np.array([5.0, 6.0])]}, "differs within a stratum.*stage 1, row 2"),
        ({"population_sizes": [np.array([0.5, 0.5])]}, "More units were drawn.*numbers of units, not fractions"),
        ({"population_sizes": [np.array([5.0, 5.0])] * 2}, "more population sizes than stages"),
        ({"later_strata": [np.array([1, 2])]}, "more columns of strata than stages"),
        ({"strata": np.array([1, 2]), "clusters": [np.array([7, 7])]}, "lies in two strata. Place: cluster 7"),
    ],
)
def test_wrong_stages_say_where(columns: dict, words: str) -> None:
    with pytest.raises(EstimationError, match=words):
        stages_of(2, **columns)


def test_many_weights_at_once_give_what_one_after_the_other_gives() -> None:
    weights = np.array([[1.0, 2.0], [3.0, 0.0], [1.0, 1.0]])
    variables = [numeric("y", np.array([1.0, 2.0, 6.0])), numeric("x", np.array([2.0, 0.0, 1.0]))]
    second = everybody(3, where=np.array([False, True, False]))
    for statistic in (total(variables), mean(variables)):
        assert statistic.value_under_each(weights).tolist() == [
            statistic.value(column).tolist() for column in weights.T
        ]
    assert np.isnan(mean(variables, domains=second).value_under_each(weights)[1]).all()
