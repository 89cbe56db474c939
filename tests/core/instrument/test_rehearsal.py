from __future__ import annotations

from pytest import approx

from querschnitt.core.instrument.rehearsal import Exchanges, Held, summarise
from tests.questionnaires import everything


def held(number: int, **more: object) -> Held:
    given: dict[str, object] = {
        "mode": "web",
        "language": "de",
        "pages": ("you", "work"),
        "outcomes": {"age": "answered", "born_here": "dk"},
        "minutes": 10.0,
    }
    return Held(number=number, **(given | more))  # type: ignore[arg-type]


def test_shares_of_a_question_are_of_the_times_it_was_asked() -> None:
    result = summarise(
        everything(),
        [
            held(1),
            held(2, outcomes={"age": "empty", "member_age[1]": "answered", "member_age[2]": "empty"}),
            held(3, outcomes={"age": "refused"}),
            held(4, outcomes={"age": "left"}, left_at="you", pages=("you",)),
        ],
    )
    lines = {line.name: line for line in result.questions}
    age, member = lines["age"], lines["member_age"]
    assert (age.reached, age.asked) == (1.0, 3)
    assert (age.answered, age.refused, age.empty) == (approx(1 / 3), approx(1 / 3), approx(1 / 3))
    assert (member.reached, member.asked, member.answered) == (0.25, 2, 0.5)
    assert "country" in result.never_reached
    assert "age" not in result.never_reached


def test_notes_and_calculated_values_are_no_lines() -> None:
    names = {line.name for line in summarise(everything(), [held(1)]).questions}
    assert names == {q.name for q in everything().questions.values() if q.takes_answers}
    assert not names & {"intro", "works"}


def test_who_leaves_is_counted_where_it_happens_and_not_in_the_lengths() -> None:
    result = summarise(everything(), [held(1), held(2, left_at="work", minutes=500.0), held(3, minutes=12.0)])
    pages = {line.name: line for line in result.pages}
    assert (result.interviews, result.sent) == (3, 2)
    assert (pages["work"].left, pages["work"].interviews, pages["end"].interviews) == (1, 3, 0)
    assert (result.minutes.least, result.minutes.middle, result.minutes.most) == (10.0, 11.0, 12.0)


def test_the_length_of_a_language_is_at_average_pace_and_its_upper_end_with_all_paces() -> None:
    slow = [held(number, language="ar", minutes=30.0, pace=1.5) for number in range(10)]
    quick = [held(10 + number, language="de", minutes=5.0, pace=0.5) for number in range(10)]
    lengths = {line.language: line for line in summarise(everything(), slow + quick).lengths}
    assert lengths["ar"].median == approx(20.0)
    assert lengths["de"].median == approx(10.0)
    assert lengths["de"].high == approx(15.0)
    assert lengths["ar"].interviews == 10


def test_the_longest_path_is_one_that_was_walked() -> None:
    result = summarise(everything(), [held(1), held(2, pages=("you", "work", "details", "end"))])
    assert result.longest == ("you", "work", "details", "end")
    assert (result.steps.least, result.steps.most) == (2, 4)


def test_what_the_service_said_is_added_up() -> None:
    talk = Exchanges({200: 3, 303: 2}, {"age": 1}, (0.1, 0.2), ("wrong",))
    result = summarise(everything(), [held(1, exchanges=talk), held(2, exchanges=talk), held(3)])
    assert result.exchanges == Exchanges({200: 6, 303: 4}, {"age": 2}, (0.1, 0.2, 0.1, 0.2), ("wrong", "wrong"))
    assert result.requests == 10


def test_a_rehearsal_in_which_nobody_sends_has_no_lengths() -> None:
    result = summarise(everything(), [held(1, left_at="you")])
    assert (result.sent, result.lengths, result.minutes.most, result.longest) == (0, (), 0.0, ())
