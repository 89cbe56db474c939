"""How interviews went, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from querschnitt.core.errors import InputError
from querschnitt.core.outcomes.course import Course, Duration, durations, sent_rate, stop_rates

ORDER = ["you", "work", "health", "wishes"]


def left(page: str, *before: str) -> Course:
    return Course(frozenset((*before, page)), stopped_at=page)


def sent(*pages: str, minutes: float = 0.0, mode: str = "web", device: str = "phone") -> Course:
    return Course(frozenset(pages or ORDER), minutes=minutes, mode=mode, device=device)


def test_interviews_stop_where_a_person_counts_them() -> None:
    """Ten began: two left at the first page, one at work, one before sending; one of the sent ones skipped health."""
    courses = [
        left("you"), left("you"), left("work", "you"), left("review", *ORDER),
        sent("you", "work", "wishes"), *(sent() for _ in range(5)),
    ]  # fmt: skip
    found = {rate.name: (rate.numerator, rate.denominator, rate.value) for rate in stop_rates(courses, order=ORDER)}
    assert found == {"you": (2, 10, 0.2), "work": (1, 8, 0.125), "review": (1, 1, 1.0)}
    whole = sent_rate(courses)
    assert (whole.numerator, whole.denominator, whole.value) == (6, 10, 0.6)
    assert whole.definition == "interviews sent / interviews begun"


def test_pages_come_in_the_order_of_the_questionnaire_and_unknown_ones_last() -> None:
    courses = [left(page) for page in ("wishes", "an_old_page", "work", "you", "work")]
    assert [rate.name for rate in stop_rates(courses, order=ORDER)] == ["you", "work", "wishes", "an_old_page"]


def test_who_stopped_where_nobody_was_is_a_mistake() -> None:
    with pytest.raises(InputError, match="did not reach"):
        stop_rates([Course(frozenset({"you"}), stopped_at="work")], order=ORDER)


def test_without_an_interview_there_is_no_rate() -> None:
    assert stop_rates([], order=ORDER) == ()
    assert sent_rate([]).denominator == 0
    assert sent_rate([]).value != sent_rate([]).value
    assert durations([]) == ()


COURSES = strategies.lists(
    strategies.integers(0, len(ORDER)).map(
        lambda passed: left(ORDER[passed], *ORDER[:passed]) if passed < len(ORDER) else sent()
    )
)


@given(COURSES)
def test_all_who_did_not_send_stopped_somewhere(courses: list[Course]) -> None:
    found = stop_rates(courses, order=ORDER)
    assert sum(rate.numerator for rate in found) == len(courses) - sent_rate(courses).numerator
    assert all(0 < rate.numerator <= rate.denominator <= len(courses) for rate in found)


def test_a_page_that_all_must_pass_multiplies_to_the_rate_of_the_whole() -> None:
    """Where all go the same way, the shares that go on multiply to the share that sent."""
    courses = [left("you"), left("work", "you"), left("work", "you"), sent(), sent(), sent(), sent()]
    product = 1.0
    for rate in stop_rates(courses, order=ORDER):
        product *= 1 - rate.value
    assert product == pytest.approx(sent_rate(courses).value) == pytest.approx(4 / 7)


def test_the_median_is_that_of_sent_interviews_of_one_mode_and_device() -> None:
    courses = [
        *(sent(minutes=m) for m in (10.0, 14.0, 700.0)),
        *(sent(minutes=m, device="desktop") for m in (8.0, 9.0)),
        sent(minutes=25.0, mode="live", device="tablet"),
        Course(frozenset({"you"}), stopped_at="you", minutes=1.0, mode="web", device="phone"),
    ]
    assert durations(courses) == (
        Duration("web", "phone", 3, 14.0),
        Duration("web", "desktop", 2, 8.5),
        Duration("live", "tablet", 1, 25.0),
    )
