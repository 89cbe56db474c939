from __future__ import annotations

import numpy as np

from querschnitt.demo.truth.anchors import Anchors, Luck, Targets

TARGETS = Targets(
    shares={"mood": {"good": 20, "fair": 50, "bad": 30}},
    named={"wish": {"a": 40, "b": 10}},
    means={"rent": 600},
)
KEYS = np.arange(10_000, dtype=np.int64)


def _shares(codes):
    return (np.bincount(codes, minlength=3) / len(codes)).round(2).tolist()


def test_ordered_answers_have_the_shares_and_follow_the_score():
    score = Luck(KEYS, 1).normal("score")
    answer = Anchors(TARGETS).ordered("mood", score)
    assert _shares(answer) == [0.2, 0.5, 0.3]
    assert score[answer == 0].min() > score[answer == 1].max() > score[answer == 2].max()


def test_answers_taken_in_turn_have_the_shares():
    luck = Luck(KEYS, 1)
    scores = {"good": luck.normal("x"), "fair": luck.normal("y")}
    assert _shares(Anchors(TARGETS).in_turn("mood", scores)) == [0.2, 0.5, 0.3]


def test_several_answers_have_their_shares_among_those_asked():
    luck = Luck(KEYS, 1)
    among = KEYS % 2 == 0
    named = Anchors(TARGETS).several("wish", {"a": luck.normal("a"), "b": luck.normal("b")}, among=among)
    assert not named[~among].any()
    assert named[among].mean(axis=0).round(2).tolist() == [0.4, 0.1]


def test_amounts_have_the_mean():
    assert np.isclose(Anchors(TARGETS).scaled("rent", np.array([1.0, 2.0, 3.0])).mean(), 600)


def test_fixed_anchors_do_not_move_with_the_people():
    score = Luck(KEYS, 1).normal("score")
    fitting = Anchors(TARGETS)
    first = fitting.ordered("mood", score)
    fixed = fitting.fixed()
    assert np.array_equal(fixed.ordered("mood", score[:100]), first[:100])
    assert _shares(fixed.ordered("mood", score + 10)) == [1.0, 0.0, 0.0]


def test_luck_is_normal_and_logistic():
    luck = Luck(np.arange(100_000, dtype=np.int64), 4)
    assert np.allclose([luck.normal("n").mean(), luck.normal("n").std()], [0, 1], atol=0.02)
    assert np.allclose([luck.logistic("l").mean(), luck.logistic("l").std()], [0, np.pi / np.sqrt(3)], atol=0.03)
