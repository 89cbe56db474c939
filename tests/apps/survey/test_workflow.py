"""The table of states and steps: what may follow what, and by whom."""

from __future__ import annotations

import pytest

from querschnitt.apps.survey.workflow import (
    NEXT,
    ORDER,
    Person,
    Rules,
    Standing,
    State,
    Step,
    allowed,
    check_step,
    land,
    refusal,
)
from querschnitt.core.errors import InputError, StateError

OFFICE, ADA, RIM = Person("office"), Person("ada", "translator"), Person("rim", "reviewer")


def test_the_next_step_of_each_state_leads_to_the_state_after_it() -> None:
    for state, after in zip(ORDER[2:], ORDER[3:], strict=False):
        assert land(NEXT[state], Standing(state), OFFICE).state is after
    assert land(NEXT[State.OPEN], Standing(), OFFICE).state is State.TRANSLATED
    assert State.LOCKED not in NEXT


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (State.OPEN, {Step.TRANSLATE}),
        (State.MACHINE, {Step.TRANSLATE}),
        (State.TRANSLATED, {Step.TRANSLATE, Step.SECOND}),
        (State.SECOND, {Step.TRANSLATE, Step.SECOND, Step.REVIEW, Step.SEND_BACK}),
        (State.REVIEWED, {Step.TRANSLATE, Step.REVIEW, Step.ADJUDICATE, Step.SEND_BACK}),
        (State.ADJUDICATED, {Step.TRANSLATE, Step.ADJUDICATE, Step.PRETEST, Step.SEND_BACK}),
        (State.PRETESTED, {Step.TRANSLATE, Step.LOCK, Step.SEND_BACK}),
        (State.LOCKED, {Step.UNLOCK}),
    ],
)
def test_what_the_office_may_do_in_each_state(state: State, steps: set[Step]) -> None:
    assert set(allowed(Standing(state), OFFICE, Rules())) == steps


@pytest.mark.parametrize(
    ("person", "steps"),
    [
        (ADA, {Step.TRANSLATE, Step.SECOND, Step.CONFIRM}),
        (RIM, {Step.REVIEW, Step.ADJUDICATE, Step.PRETEST, Step.CONFIRM, Step.SEND_BACK}),
        (Person("r", "reader"), set()),
        (Person("f", "fieldwork"), set()),
    ],
)
def test_what_each_role_may_ever_do(person: Person, steps: set[Step]) -> None:
    standings = [Standing(state, is_outdated=outdated) for state in State for outdated in (False, True)]
    assert {step for standing in standings for step in allowed(standing, person, Rules())} == steps


def said(step: Step, standing: Standing, person: Person, rules: Rules | None = None) -> StateError:
    with pytest.raises(StateError) as caught:
        check_step(step, standing, person, rules or Rules())
    return caught.value


def test_the_second_translator_is_another_person_whatever_the_rules_say() -> None:
    standing = Standing(State.TRANSLATED, {State.TRANSLATED: "ada"}, where="survey/age/label, ar")
    for rules in (Rules(), Rules(reviewer_is_another=False, adjudicator_is_another=False)):
        error = said(Step.SECOND, standing, ADA, rules)
        assert error.what == "Another person must translate this text a second time"
        assert error.got == "ada, who has translated it"
        assert error.where == "survey/age/label, ar"
    assert refusal(Step.SECOND, standing, Person("ben", "translator"), Rules()) is None


def test_reviewer_and_adjudicator_are_other_people_unless_the_wave_decides_otherwise() -> None:
    behind = {State.TRANSLATED: "ada", State.SECOND: "ben", State.REVIEWED: "rim"}
    second = Standing(State.SECOND, {State.TRANSLATED: "ada", State.SECOND: "ben"})
    reviewed = Standing(State.REVIEWED, behind)
    assert "review" in said(Step.REVIEW, second, Person("ben")).what
    assert "adjudicate" in said(Step.ADJUDICATE, reviewed, RIM).what
    easier = Rules(reviewer_is_another=False, adjudicator_is_another=False)
    assert refusal(Step.REVIEW, second, Person("ben"), easier) is None
    assert refusal(Step.ADJUDICATE, reviewed, RIM, easier) is None


def test_a_step_out_of_turn_says_which_comes_next() -> None:
    error = said(Step.LOCK, Standing(State.SECOND), OFFICE)
    assert error.what == "A text that is translated twice cannot be locked"
    assert error.hint == "Next: review it."
    assert said(Step.TRANSLATE, Standing(State.LOCKED), OFFICE).hint == "Unlock it first, with a reason."


@pytest.mark.parametrize("step", [Step.SECOND, Step.PRETEST, Step.LOCK])
def test_what_is_outdated_is_confirmed_first(step: Step) -> None:
    before = {Step.SECOND: State.TRANSLATED, Step.PRETEST: State.ADJUDICATED, Step.LOCK: State.PRETESTED}[step]
    assert "source has changed" in said(step, Standing(before, is_outdated=True), OFFICE).what
    assert Step.CONFIRM in allowed(Standing(before, is_outdated=True), OFFICE, Rules())
    assert said(Step.CONFIRM, Standing(before), OFFICE).what == "The source has not changed"


def test_a_draft_of_a_machine_is_never_confirmed_but_taken_over() -> None:
    assert refusal(Step.CONFIRM, Standing(State.MACHINE, is_outdated=True), OFFICE, Rules()) is not None


def test_who_stands_behind_a_text_after_a_step() -> None:
    everybody = {state: f"p{number}" for number, state in enumerate(ORDER[2:])}
    standing = Standing(State.LOCKED, everybody)
    assert land(Step.UNLOCK, standing, OFFICE).people == {
        State.TRANSLATED: "p0", State.SECOND: "p1", State.REVIEWED: "p2",
    }  # fmt: skip
    assert land(Step.TRANSLATE, Standing(State.REVIEWED, everybody), ADA).people == {State.TRANSLATED: "ada"}
    assert land(Step.CONFIRM, standing, OFFICE).people == everybody


def test_a_first_translator_who_corrects_leaves_the_second_version_alone() -> None:
    standing = Standing(State.SECOND, {State.TRANSLATED: "ada", State.SECOND: "ben"})
    assert land(Step.TRANSLATE, standing, ADA).state is State.SECOND
    assert land(Step.TRANSLATE, standing, OFFICE).people == {State.TRANSLATED: "office"}


def test_rules_are_read_strictly() -> None:
    assert Rules.of({"reviewer_is_another": False}) == Rules(reviewer_is_another=False)
    with pytest.raises(InputError, match="either true or false"):
        Rules.of({"reviewer_is_another": "no"})


def test_people_from_outside_see_their_languages_only() -> None:
    assert Person("ada", "translator", frozenset({"ar"})).may_see("ar")
    assert not Person("ada", "translator", frozenset({"ar"})).may_see("fa")
    assert OFFICE.may_see("fa")
