"""Each inconsistency is named, one by one, with the numbers the editions print."""

from __future__ import annotations

import pytest

from querschnitt.core.editions import Edition, Kind, Rule, Succession, Version, check_successions, settled
from tests.core.editions.test_synopsis import AFTER, BEFORE, STEP


def without(*left_out: int) -> list[Succession]:
    return [each for place, each in enumerate(STEP) if place not in left_out]


@pytest.mark.parametrize(
    ("successions", "rule", "earlier", "later"),
    [
        (without(6), Rule.VANISHED, "1.6", ""),
        (without(7), Rule.UNEXPLAINED, "", "1.6"),
        ([*STEP, Succession(Kind.ENDED, "z")], Rule.UNKNOWN_EARLIER, "z", ""),
        ([*STEP, Succession(Kind.NEW, later="z")], Rule.UNKNOWN_LATER, "", "z"),
        ([*STEP, Succession(Kind.ENDED, "a")], Rule.EARLIER_TWICE, "1.1", ""),
        ([*STEP, Succession(Kind.NEW, later="a")], Rule.LATER_TWICE, "", "1.1"),
        (without(3), Rule.SPLIT_INTO_ONE, "1.3", ""),
        (without(5), Rule.MERGED_FROM_ONE, "", "1.5"),
        ([*without(6), Succession(Kind.ENDED, "f", "n")], Rule.WRONG_SIDES, "1.6", "1.6"),
        ([*without(6, 7), Succession(Kind.REWORDED, "f", "n")], Rule.OTHER_IDENTITY, "1.6", "1.6"),
        ([*without(0), Succession(Kind.ENDED, "a"), Succession(Kind.NEW, later="a")], Rule.LOST_IDENTITY, "1.1", "1.1"),
        ([*without(0), Succession(Kind.REWORDED, "a", "a")], Rule.OTHER_KIND, "1.1", "1.1"),
        ([*without(1), Succession(Kind.KEPT, "b", "b")], Rule.OTHER_KIND, "1.2", "1.2"),
        ([*without(1), Succession(Kind.MOVED, "b", "b")], Rule.OTHER_KIND, "1.2", "1.2"),
        ([*without(4), Succession(Kind.SPLIT, "d", "d")], Rule.LATER_TWICE, "", "1.5"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(successions: list[Succession], rule: Rule, earlier: str, later: str) -> None:
    found = check_successions(BEFORE, AFTER, successions)
    assert (rule, earlier, later) in [(each.rule, each.earlier, each.later) for each in found]


def test_what_is_whole_has_nothing_wrong() -> None:
    assert check_successions(BEFORE, AFTER, STEP) == ()


@pytest.mark.parametrize(
    ("field", "follows", "text", "kind"),
    [
        ("1", {}, "Kurse", Kind.KEPT),
        ("1", {}, "Mehr Kurse", Kind.REWORDED),
        ("2", {}, "Kurse", Kind.MOVED),
        ("2", {}, "Mehr Kurse", Kind.MOVED),
        ("2", {"2": frozenset({"1"})}, "Kurse", Kind.KEPT),
        ("2", {"2": frozenset({"1", "3"})}, "Mehr Kurse", Kind.REWORDED),
        ("1", {"1": frozenset({"3"})}, "Kurse", Kind.MOVED),
    ],
)
def test_the_contents_say_kept_reworded_or_moved(
    field: str, follows: dict[str, frozenset[str]], text: str, kind: Kind
) -> None:
    before = Edition("2020", (Version("a", "1.1", "1", (("text", "Kurse"),)),))
    after = Edition("2023", (Version("a", "4.2", field, (("text", text),)),), follows)
    assert [each.kind for each in settled(before, after, [Succession(Kind.KEPT, "a", "a")])] == [kind]


def test_splits_and_merges_are_decisions_that_contents_do_not_change() -> None:
    assert [each.kind for each in settled(BEFORE, AFTER, STEP)] == [each.kind for each in STEP]
