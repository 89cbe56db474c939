"""Every design through the one way in: 20,000 seeds show the probabilities that the sample itself states."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.conditional_poisson import conditional_poisson
from querschnitt.core.sampling.design import Coordination, Design, Stages, parse_design
from querschnitt.core.sampling.frame import Frame, frame_of
from querschnitt.core.sampling.inclusion import inclusion_probabilities
from querschnitt.core.sampling.selection import Prepared, prepare
from querschnitt.core.sampling.stages import Staged, joint_of_stages
from tests.core.sampling.theory import DRAWS, LEVEL, p_first, p_second, p_unbiased

IDS = [f"p{number:02d}" for number in range(16)]
STRATA = ["north"] * 9 + ["south"] * 7
SIZES = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 40, 2, 2, 3, 5, 8, 13, 1])
VALUES = SIZES * np.tile([1.0, 3, 2, 2], 4) + 5
DISTRICTS = ["a"] * 2 + ["b"] * 3 + ["c"] * 4 + ["d"] * 2 + ["e"] * 5
HOUSEHOLDS = [1, 1, 1, 2, 2, 3, 4, 4, 5, 6, 7, 7, 7, 7, 8, 9]
FRAME = frame_of(IDS, STRATA, columns={"size": SIZES, "age": SIZES % 7, "district": DISTRICTS, "household": HOUSEHOLDS})
COUNTS = {"north": 4, "south": 3}


def design(**entries) -> Design:
    plain = {} if "stages" in entries else {"allocation": "fixed", "counts": COUNTS}
    return parse_design({"name": "theory", "stratify_by": "region"} | plain | entries)


def many(prepared: Prepared, *, draws: int = DRAWS, last_batch: int = 9) -> FloatArray:
    """Return who was drawn, and released up to a batch, by each of so many seeds, shape (draws, N)."""
    drawn = np.zeros((draws, len(prepared.frame.unit_ids)))
    for seed, row in enumerate(drawn):
        sample = prepared.draw(seed)
        row[sample.index[sample.batch <= last_batch]] = 1
    return drawn


def of_strata(*parts: FloatArray) -> FloatArray:
    """Return second-order probabilities of strata that are drawn apart."""
    first = np.concatenate([np.diag(part) for part in parts])
    joint, start = np.outer(first, first), 0
    for part in parts:
        joint[start : start + len(part), start : start + len(part)] = part
        start += len(part)
    return joint


def simple(size: int, drawn: int) -> FloatArray:
    joint = np.full((size, size), drawn * (drawn - 1) / (size * (size - 1)))
    np.fill_diagonal(joint, drawn / size)
    return joint


def poisson_joint(probability: FloatArray) -> FloatArray:
    joint = np.outer(probability, probability)
    np.fill_diagonal(joint, probability)
    return joint


TARGET = np.concatenate([inclusion_probabilities(SIZES[:9], 4), inclusion_probabilities(SIZES[9:], 3)])
CONDITIONAL = of_strata(conditional_poisson(TARGET[:9]).joint(), conditional_poisson(TARGET[9:]).joint())
NORTH, SOUTH = np.array([0, 0, 1, 1, 1, 2, 2, 2, 2]), np.array([0, 0, 1, 1, 1, 1, 1])


def staged(first: FloatArray, cluster: FloatArray, joint: FloatArray) -> FloatArray:
    sizes = np.bincount(cluster)
    everybody = Staged(np.arange(len(cluster)), cluster, first=first[cluster], second=(2 / sizes)[cluster])
    return joint_of_stages(everybody, joint=joint, sizes=sizes)


BY_SIZE = conditional_poisson(inclusion_probabilities(np.array([2.0, 3, 4]), 2))


@pytest.mark.parametrize(
    ("entries", "stated", "joint"),
    [
        ({}, None, of_strata(simple(9, 4), simple(7, 3))),
        ({"selection": "systematic", "sort_by": ["age"]}, np.repeat([4 / 9, 3 / 7], [9, 7]), None),
        ({"selection": "poisson", "measure": "size"}, TARGET, poisson_joint(TARGET)),
        ({"selection": "sequential", "measure": "size"}, None, None),
        ({"selection": "sequential"}, None, of_strata(simple(9, 4), simple(7, 3))),
        ({"selection": "pareto", "measure": "size"}, None, None),
        ({"selection": "conditional", "measure": "size"}, TARGET, CONDITIONAL),
        (
            {"stages": {"cluster": "district", "clusters": {"north": 2, "south": 1}, "take": 2}},
            None,
            of_strata(
                staged(np.full(3, 2 / 3), NORTH, simple(3, 2)), staged(np.full(2, 1 / 2), SOUTH, simple(2, 1))
            ),
        ),
        (
            {"stages": {"cluster": "district", "clusters": {"north": 2, "south": 1}, "take": 2, "first_stage": "size"}},
            np.repeat([4 / 9, 2 / 7], [9, 7]),
            of_strata(
                staged(BY_SIZE.probabilities, NORTH, BY_SIZE.joint()),
                staged(np.array([2 / 7, 5 / 7]), SOUTH, np.diag([2 / 7, 5 / 7])),
            ),
        ),
        # five households in the north, four in the south: n_h / H_h, over the persons of the household
        (
            {"one_per_household": True},
            np.array([4 / 15, 4 / 15, 4 / 15, 0.4, 0.4, 0.8, 0.4, 0.4, 0.8, 0.75, *[0.75 / 4] * 4, 0.75, 0.75]),
            None,
        ),
    ],
    ids=["random", "systematic", "poisson", "sequential", "sequential-equal", "pareto", "conditional", "stages",
         "stages-by-size", "household"],
)  # fmt: skip
def test_many_draws_show_the_probabilities_that_are_stated(entries, stated, joint) -> None:
    prepared = prepare(FRAME, design(**entries))
    probability = prepared.way.probability
    if stated is not None:
        assert probability == pytest.approx(stated, rel=1e-9)
    drawn = many(prepared)
    assert p_first(drawn, probability, joint) > LEVEL
    assert p_unbiased(drawn, probability, VALUES) > LEVEL
    if joint is not None:
        assert p_second(drawn, joint) > LEVEL
    if entries.get("selection") != "poisson":
        assert np.all(drawn.sum(axis=1) == prepared.allocation.sum())


@pytest.mark.parametrize(
    "entries",
    [{}, {"selection": "sequential"}, {"selection": "pareto", "measure": "size"}, {"one_per_household": True}],
    ids=["random", "sequential", "pareto", "household"],
)
def test_the_first_batch_is_a_sample_of_its_own_with_its_share_of_the_probability(entries) -> None:
    prepared = prepare(FRAME, design(**entries, batches=[3, 4]))
    sample = prepared.draw(1)
    share = np.bincount(sample.stratum[sample.batch == 1], minlength=2) / prepared.allocation
    drawn = many(prepared, draws=DRAWS // 4, last_batch=1)
    assert p_first(drawn, prepared.way.probability * share[FRAME.stratum]) > LEVEL


def test_a_test_that_would_pass_with_any_probabilities_tests_nothing() -> None:
    drawn = many(prepare(FRAME, design(selection="sequential", measure="size")), draws=DRAWS // 4)
    assert p_first(drawn, TARGET) < LEVEL


def test_persons_of_a_household_are_never_drawn_together() -> None:
    prepared = prepare(FRAME, design(one_per_household=True))
    for seed in range(200):
        households = np.array(HOUSEHOLDS)[prepared.draw(seed).index]
        assert len(set(households.tolist())) == 7


@pytest.mark.parametrize("selection", ["poisson", "sequential", "pareto"])
def test_waves_with_one_key_meet_the_same_people_and_with_a_shift_others(selection: str) -> None:
    frame = frame_of([f"u{i}" for i in range(2000)], ["x"] * 2000)

    def drawn(key: str, shift: float, size: int) -> set[int]:
        family = Coordination(key, shift=shift)
        plan = Design("w", "", size, selection=selection, coordinate_with=family)
        return set(prepare(frame, plan).draw(1).index.tolist())

    first = drawn("waves", 0.0, 400)
    assert len(first - drawn("waves", 0.0, 600)) == 0
    assert not first & drawn("waves", 0.5, 600)
    assert len(first & drawn("other", 0.0, 400)) == pytest.approx(80, abs=40)


@pytest.mark.parametrize(
    "entries",
    [
        {}, {"selection": "systematic", "sort_by": ["age"]}, {"selection": "poisson", "measure": "size"},
        {"selection": "pareto", "measure": "size", "batches": [3, 4]}, {"selection": "conditional", "measure": "size"},
        {"one_per_household": True},
        {"stages": {"cluster": "district", "clusters": 1, "take": 2, "first_stage": "size"}},
    ],
)  # fmt: skip
def test_the_order_of_rows_is_nothing(entries) -> None:
    plan, mixed = design(**entries), np.random.default_rng(3).permutation(16)
    other = Frame(
        tuple(IDS[row] for row in mixed), FRAME.stratum[mixed], FRAME.levels,
        columns={name: values[mixed] for name, values in FRAME.columns.items()},
    )  # fmt: skip
    for seed in range(20):
        one, two = prepare(FRAME, plan).draw(seed), prepare(other, plan).draw(seed)
        assert [IDS[row] for row in one.index] == [other.unit_ids[row] for row in two.index]
        assert one.probability.tolist() == two.probability.tolist()
        assert one.batch.tolist() == two.batch.tolist()


def test_the_first_draw_stays_as_it_was_when_more_are_added() -> None:
    first = design(batches=[3, 4])
    both = design(batches=[3, 4], additions=[{"north": 2}, {"north": 1, "south": 4}])
    for seed in range(30):
        before, after = prepare(FRAME, first).draw(seed), prepare(FRAME, both).draw(seed)
        batch_of = dict(zip(after.index.tolist(), after.batch.tolist(), strict=True))
        assert {row: batch_of[row] for row in before.index.tolist()} == dict(
            zip(before.index.tolist(), before.batch.tolist(), strict=True)
        )
        assert np.bincount(after.batch).tolist() == [0, 3, 4, 2, 5]
        assert sorted(set(after.probability.tolist())) == [7 / 9, 1.0]


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"selection": "pareto", "measure": "rooms"}, "no such column.*column 'rooms'.*size, age"),
        ({"selection": "poisson", "measure": "zero"}, "Not a measure.*column 'zero', unit 'p03'.*1 of 16"),
        ({"stages": {"cluster": "region2", "clusters": 1, "take": 2}}, "several strata.*cluster 'x'"),
        ({"stages": {"cluster": "district", "clusters": 1, "take": 3}}, "stages.take, cluster 'a'.*1 to 2.*2 clusters"),
        ({"stages": {"cluster": "district", "clusters": 3, "take": 2}}, "stratum 'south'.*1 to 2.*Found: 3"),
        ({"one_per_household": "region2"}, "cannot be promised.*households in several"),
        ({"allocation": "proportional", "counts": {}, "sample_size": 1}, "Nobody.*stratum 'south'.*minimum = 1"),
    ],
)
def test_what_cannot_be_drawn_of_this_frame_is_named(entries, said) -> None:
    columns = {**FRAME.columns, "zero": np.arange(16.0) - 3 + 100 * (np.arange(16) < 3), "region2": ["x"] * 16}
    with pytest.raises(DesignError, match=said):
        prepare(frame_of(IDS, STRATA, columns=columns), design(**entries))


def test_whole_batches_of_households_add_up() -> None:
    stages = Stages("district", 1, take=2)
    plan = Design("d", "", 0, allocation="stages", stages=stages)
    sample = prepare(frame_of(IDS, ["all"] * 16, columns=FRAME.columns), plan).draw(3)
    assert len(set(np.array(DISTRICTS)[sample.index])) == 1
    assert sample.first is not None and set(sample.first.tolist()) == {1 / 5}
