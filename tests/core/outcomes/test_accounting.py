"""The account adds up, always."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.outcomes.accounting import account
from querschnitt.core.outcomes.codes import DISPOSITIONS
from querschnitt.core.outcomes.rates import rates

COUNTS = st.dictionaries(st.sampled_from([d.key for d in DISPOSITIONS]), st.integers(0, 5000))


def test_a_sample_by_hand() -> None:
    lines = {
        line.key: (line.kind, line.count)
        for line in account(
            {"complete": 60, "partial": 15, "break_off": 5, "refused": 20, "died": 1, "moved_away": 9, "unable": 2,
             "letter_undeliverable": 8, "nothing_returned": 80}
        )
    }  # fmt: skip
    assert lines["gross_sample"] == ("sum", 200)
    assert lines["neutral_losses"] == ("minus", 10)
    assert lines["eligible_sample"] == ("sum", 190)
    assert (lines["refusals"][1], lines["break_off"][1], lines["other_reasons"][1]) == (20, 5, 2)
    assert lines["usable_interviews"] == ("sum", 75)


@given(counts=COUNTS)
def test_every_sum_is_the_sum_before_less_what_is_taken_off(counts) -> None:
    running = None
    for line in account(counts):
        if line.kind == "sum":
            assert running is None or running == line.count
            running = line.count
        elif line.kind == "minus":
            running -= line.count
    assert running == counts.get("complete", 0) + counts.get("partial", 0)


PARTS = {
    "neutral_losses": ("died", "moved_away", "not_in_population"),
    "refusals": ("refused", "refused_by_other", "blank_returned"),
    "usable_interviews": ("complete", "partial"),
}


@given(counts=COUNTS)
def test_parts_add_up_to_the_line_they_belong_to(counts) -> None:
    lines = {line.key: line for line in account(counts)}
    for whole, parts in PARTS.items():
        assert lines[whole].count == sum(lines[part].count for part in parts)
    assert {key for key, line in lines.items() if line.kind == "of_which"} == {p for ps in PARTS.values() for p in ps}


@given(counts=COUNTS)
def test_the_headline_rate_is_the_share_of_the_last_line(counts) -> None:
    lines = {line.key: line for line in account(counts)}
    rr2 = next(rate for rate in rates(counts) if rate.name == "RR2")
    assert (lines["usable_interviews"].count, lines["eligible_sample"].count) == (rr2.numerator, rr2.denominator)
