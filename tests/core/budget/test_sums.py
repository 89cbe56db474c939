"""Totals are sums of their parts, a correction replaces one line, nothing counts twice."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.budget import (
    NOTHING,
    Balance,
    Funding,
    Line,
    Stage,
    balance,
    balances,
    counting,
    missing,
    replaced,
)

AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False)


@st.composite
def books(draw: st.DrawFn) -> list[Line]:
    """Lines of a few measures and years, some of which correct an earlier one that nothing corrects yet."""
    lines: list[Line] = []
    for key in range(draw(st.integers(0, 25))):
        open_keys = [line.key for line in counting(lines)]
        corrects = draw(st.sampled_from([None, None, *open_keys]))
        lines.append(
            Line(
                key=key,
                year=draw(st.sampled_from([2021, 2022])),
                stage=draw(st.sampled_from(Stage)),
                amount=draw(AMOUNTS),
                purpose=draw(st.sampled_from("pq")),
                measure=draw(st.sampled_from(["", "a", "b"])),
                funding=draw(st.sampled_from(Funding)),
                corrects=corrects,
            )
        )
    return lines


def added(parts: Iterable[Balance]) -> Balance:
    return reduce(lambda one, other: one + other, parts, NOTHING)


@given(books())
def test_totals_are_sums_of_parts(lines: list[Line]) -> None:
    for by in ("measure", "year", "funding", "item"):
        assert added(balances(lines, lambda line, by=by: getattr(line, by)).values()) == balance(lines)


@given(books())
def test_a_correction_replaces_exactly_one_line(lines: list[Line]) -> None:
    corrections = [line for line in lines if line.corrects is not None]
    assert len(counting(lines)) == len(lines) - len(corrections)
    assert len(replaced(lines)) == len(corrections)


@given(books(), AMOUNTS)
def test_a_correction_changes_a_stage_by_the_difference(lines: list[Line], amount: Decimal) -> None:
    for line in counting(lines)[:1]:
        new = Line(**{**vars(line), "key": 99, "amount": amount, "corrects": line.key})
        before, after = balance(lines).stages, balance([*lines, new]).stages
        assert after[line.stage] == before[line.stage] - line.amount + amount
        assert {stage: before[stage] for stage in before if stage != line.stage} == {
            stage: after[stage] for stage in after if stage != line.stage
        }


@given(books())
def test_nothing_counts_twice(lines: list[Line]) -> None:
    """What is planned for an item is the amount of one of its lines."""
    for item, found in balances(lines, lambda line: line.item).items():
        own = {line.amount for line in counting(lines) if line.item == item}
        assert found.planned is None or found.planned in own


def line(key: int, stage: Stage, amount: int, **named: object) -> Line:
    return Line(key, 2021, stage, Decimal(amount), **named)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "planned"),
    [
        ([line(1, Stage.REQUESTED, 90)], None),
        ([line(1, Stage.DRAFT, 50)], 50),
        ([line(1, Stage.AMENDED, 60), line(2, Stage.DRAFT, 50)], 60),
        ([line(1, Stage.DRAFT, 50), line(2, Stage.STRUCK, 0)], 0),
        ([line(1, Stage.DRAFT, 50), line(2, Stage.STRUCK, 0), line(3, Stage.RESTORED, 40)], 40),
        ([line(1, Stage.STRUCK, 0), line(2, Stage.DECIDED, 30)], 30),
        ([line(1, Stage.DECIDED, 30), line(2, Stage.STRUCK, 10)], 10),
        ([line(1, Stage.DECIDED, 30), line(2, Stage.STRUCK, 10), line(3, Stage.RESTORED, 25)], 25),
        ([line(1, Stage.SPENT, 30)], None),
    ],
)
def test_which_line_says_what_is_planned(lines: list[Line], planned: int | None) -> None:
    assert balance(lines).planned == planned


def test_what_can_be_spent_and_what_is_left() -> None:
    found = balance(
        [
            line(1, Stage.DECIDED, 30),
            line(2, Stage.OVER_PLAN, 5),
            line(3, Stage.CARRIED_OVER, 4),
            line(4, Stage.SPENT, 41),
        ]
    )
    assert (found.fresh, found.available, found.spent, found.left) == (35, 39, 41, -2)


def test_no_figure_is_not_nought() -> None:
    assert (NOTHING.planned, NOTHING.available, NOTHING.left) == (None, None, None)
    assert balance([line(1, Stage.DECIDED, 0)]).planned == 0
    assert balance([line(1, Stage.DECIDED, 7)]).left is None
    known = [line(1, Stage.DECIDED, 0, measure="a"), line(2, Stage.DECIDED, 5)]
    assert missing(["a", "b"], known, year=2021) == ("b",)
    assert missing(["a", "b"], known, year=2022) == ("a", "b")
