"""Translation as work: the states of a text in a language, the steps between them, and who may take which.

After TRAPD (translation, review, adjudication, pretesting, documentation; Harkness 2003, European Social Survey): two
people translate independently, a third compares, somebody decides, the result is tried out, and then it is locked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from querschnitt.core.errors import InputError, StateError, suggestion


class State(StrEnum):
    """Where a text stands in a language. A machine draft is one until a person has taken it over."""

    OPEN = "open"
    MACHINE = "machine"
    TRANSLATED = "translated"
    SECOND = "second"
    REVIEWED = "reviewed"
    ADJUDICATED = "adjudicated"
    PRETESTED = "pretested"
    LOCKED = "locked"


ORDER = tuple(State)
"""The states in the order of the work."""


class Step(StrEnum):
    """What a person does with a text in a language."""

    TRANSLATE = "translate"
    SECOND = "second"
    REVIEW = "review"
    ADJUDICATE = "adjudicate"
    PRETEST = "pretest"
    LOCK = "lock"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    UNLOCK = "unlock"


WRITING = frozenset({Step.TRANSLATE, Step.SECOND, Step.REVIEW, Step.ADJUDICATE})
"""Steps in which a wording is written; the others leave it as it is."""

REASONED = frozenset({Step.SEND_BACK, Step.UNLOCK})
"""Steps that need a reason."""

RESULT: Mapping[Step, State] = MappingProxyType(
    {
        Step.TRANSLATE: State.TRANSLATED,
        Step.SECOND: State.SECOND,
        Step.REVIEW: State.REVIEWED,
        Step.ADJUDICATE: State.ADJUDICATED,
        Step.PRETEST: State.PRETESTED,
        Step.LOCK: State.LOCKED,
        Step.SEND_BACK: State.TRANSLATED,
        Step.UNLOCK: State.REVIEWED,
    }
)
"""The state a step leads to. A confirmation leaves the state as it is."""

BEFORE: Mapping[Step, tuple[State, ...]] = MappingProxyType(
    {
        Step.TRANSLATE: ORDER[:-1],
        Step.SECOND: (State.TRANSLATED, State.SECOND),
        Step.REVIEW: (State.SECOND, State.REVIEWED),
        Step.ADJUDICATE: (State.REVIEWED, State.ADJUDICATED),
        Step.PRETEST: (State.ADJUDICATED,),
        Step.LOCK: (State.PRETESTED,),
        Step.CONFIRM: ORDER[2:],
        Step.SEND_BACK: ORDER[3:-1],
        Step.UNLOCK: (State.LOCKED,),
    }
)
"""The states in which a step can be taken."""

NEXT: Mapping[State, Step] = MappingProxyType(
    {
        State.OPEN: Step.TRANSLATE,
        State.MACHINE: Step.TRANSLATE,
        State.TRANSLATED: Step.SECOND,
        State.SECOND: Step.REVIEW,
        State.REVIEWED: Step.ADJUDICATE,
        State.ADJUDICATED: Step.PRETEST,
        State.PRETESTED: Step.LOCK,
    }
)
"""The step that brings a text on. A locked text has none."""

_OFFICE, _TRANSLATOR, _REVIEWER = "statistics", "translator", "reviewer"
RESTRICTED = frozenset({_TRANSLATOR, _REVIEWER})
"""Roles of people from outside the office: they see the rooms of their languages and nothing else."""

MAY: Mapping[Step, frozenset[str]] = MappingProxyType(
    {
        Step.TRANSLATE: frozenset({_OFFICE, _TRANSLATOR}),
        Step.SECOND: frozenset({_OFFICE, _TRANSLATOR}),
        Step.REVIEW: frozenset({_OFFICE, _REVIEWER}),
        Step.ADJUDICATE: frozenset({_OFFICE, _REVIEWER}),
        Step.PRETEST: frozenset({_OFFICE, _REVIEWER}),
        Step.LOCK: frozenset({_OFFICE}),
        Step.CONFIRM: frozenset({_OFFICE, _TRANSLATOR, _REVIEWER}),
        Step.SEND_BACK: frozenset({_OFFICE, _REVIEWER}),
        Step.UNLOCK: frozenset({_OFFICE}),
    }
)
"""Step -> roles of the house that may take it."""


WORKING = frozenset({_OFFICE, _TRANSLATOR, _REVIEWER})
"""Roles that work on translations; the others of the house only look."""


@dataclass(frozen=True)
class Rules:
    """What a wave has decided about its translations; that the second translator is another person is no choice.

    Attributes
    ----------
    reviewer_is_another : the reviewer has translated neither version
    adjudicator_is_another : who decides has neither translated nor reviewed
    """

    reviewer_is_another: bool = True
    adjudicator_is_another: bool = True

    @classmethod
    def of(cls, decided: Mapping[str, object]) -> Rules:
        """Read rules as a wave keeps them.

        Raises
        ------
        InputError : if a rule is unknown, or is neither true nor false
        """
        known = ("reviewer_is_another", "adjudicator_is_another")
        for name, value in decided.items():
            if name not in known:
                raise InputError(
                    f"Unknown rule '{name}'", where="table translation", expected=", ".join(known),
                    hint=suggestion(name, known),
                )  # fmt: skip
            if not isinstance(value, bool):
                raise InputError(
                    "This rule is either true or false", where=f"translation.{name}", expected="true or false",
                    got=value,
                )  # fmt: skip
        return cls(**{name: bool(value) for name, value in decided.items()})


@dataclass(frozen=True)
class Person:
    """Who acts: the name of the account, its role, and for translators and reviewers the languages they may see."""

    name: str
    role: str = _OFFICE
    languages: frozenset[str] = frozenset()

    def may_see(self, tag: str) -> bool:
        """Whether the texts of a language are this person's business."""
        return self.role not in RESTRICTED or tag in self.languages


@dataclass(frozen=True)
class Standing:
    """Where a text stands in a language, and who brought it there: state -> name of the person."""

    state: State = State.OPEN
    people: Mapping[State, str] = field(default_factory=dict)
    is_outdated: bool = False
    where: str = ""


class Reason(StrEnum):
    """Why a step is refused."""

    ROLE = "role"
    LANGUAGE = "language"
    TURN = "turn"
    LOCKED = "locked"
    OUTDATED = "outdated"
    NOT_OUTDATED = "not_outdated"
    PERSON = "person"
    MEANWHILE = "meanwhile"
    NO_REASON = "no_reason"


class RefusedError(StateError):
    """A step that the rules do not allow. `reason`, `step`, `state`, `who` let a page say it in its own language."""

    def __init__(
        self, reason: Reason, step: Step, what: str, *, state: State = State.OPEN, who: str = "", **parts: str
    ) -> None:
        self.reason, self.step, self.state, self.who = reason, step, state, who
        super().__init__(what, **parts)


def check_step(step: Step, standing: Standing, person: Person, rules: Rules) -> None:
    """Refuse a step that the rules do not allow.

    Raises
    ------
    RefusedError : with the reason and the way out
    """
    where = standing.where
    if person.role not in MAY[step]:
        raise RefusedError(
            Reason.ROLE, step, f"Your role may not {_SPOKEN[step].format('texts')}", where=where,
            expected=" or ".join(sorted(MAY[step])), got=person.role or "no role", hint="Ask the statistics office.",
        )  # fmt: skip
    if standing.state is State.LOCKED and standing.state not in BEFORE[step]:
        raise RefusedError(
            Reason.LOCKED, step, "The text is locked", where=where, hint="Unlock it first, with a reason."
        )
    if standing.state not in BEFORE[step]:
        raise RefusedError(
            Reason.TURN, step, f"A text that is {_STANDING[standing.state]} cannot be {_DONE[step]}",
            state=standing.state, where=where, hint=_way_out(step, standing.state),
        )  # fmt: skip
    if standing.is_outdated and step in (Step.SECOND, Step.PRETEST, Step.LOCK):
        raise RefusedError(
            Reason.OUTDATED, step, "The source has changed since this was translated", where=where,
            hint="Confirm the translation, or change it.",
        )  # fmt: skip
    if step is Step.CONFIRM and not standing.is_outdated:
        raise RefusedError(
            Reason.NOT_OUTDATED, step, "The source has not changed", where=where, hint="There is nothing to confirm."
        )
    _check_person(step, standing, person, rules)


def _way_out(step: Step, state: State) -> str:
    if state in NEXT and ORDER.index(state) < ORDER.index(BEFORE[step][0]):
        return f"Next: {_SPOKEN[NEXT[state]].format('it')}."
    return ""


def _check_person(step: Step, standing: Standing, person: Person, rules: Rules) -> None:
    """Refuse a person who has had a hand in the text where another one is needed."""
    for state in _others(step, rules):
        if standing.people.get(state) == person.name:
            raise RefusedError(
                Reason.PERSON, step, f"Another person must {_SPOKEN[step].format('this text')}", state=state,
                who=person.name, where=standing.where, expected="somebody else",
                got=f"{person.name}, who has {_DONE_BY[state]} it",
                hint="Ask a colleague; the rules of this wave are on the page of the language.",
            )  # fmt: skip


def _others(step: Step, rules: Rules) -> tuple[State, ...]:
    """Return the states whose person may not take the step."""
    if step is Step.SECOND:
        return (State.TRANSLATED,)
    if step is Step.REVIEW and rules.reviewer_is_another:
        return (State.TRANSLATED, State.SECOND)
    if step is Step.ADJUDICATE and rules.adjudicator_is_another:
        return (State.TRANSLATED, State.SECOND, State.REVIEWED)
    return ()


def refusal(step: Step, standing: Standing, person: Person, rules: Rules) -> RefusedError | None:
    """Return why a step is refused, None if it may be taken."""
    try:
        check_step(step, standing, person, rules)
    except RefusedError as error:
        return error
    return None


def allowed(standing: Standing, person: Person, rules: Rules) -> tuple[Step, ...]:
    """Return the steps a person may take now, in the order of the work."""
    return tuple(step for step in Step if refusal(step, standing, person, rules) is None)


@dataclass(frozen=True)
class Landing:
    """Where a step leads: the state, and who stands behind the text then; what comes later is to be done anew."""

    state: State
    people: Mapping[State, str]


def land(step: Step, standing: Standing, person: Person) -> Landing:
    """Return what becomes of a text by a step that is allowed.

    A first translator who corrects the own version does not take the second one's work away.
    """
    if step is Step.CONFIRM:
        return Landing(standing.state, dict(standing.people))
    corrects = step is Step.TRANSLATE and standing.people.get(State.TRANSLATED) == person.name
    if corrects and standing.state is State.SECOND:
        return Landing(State.SECOND, dict(standing.people))
    state = RESULT[step]
    reached = ORDER.index(state) + (1 if step in REASONED else 0)
    people = {one: name for one, name in standing.people.items() if ORDER.index(one) < reached}
    if step not in REASONED:
        people[state] = person.name
    return Landing(state, people)


_SPOKEN: Mapping[Step, str] = MappingProxyType(
    {
        Step.TRANSLATE: "translate {}",
        Step.SECOND: "translate {} a second time",
        Step.REVIEW: "review {}",
        Step.ADJUDICATE: "adjudicate {}",
        Step.PRETEST: "mark {} as pretested",
        Step.LOCK: "lock {}",
        Step.CONFIRM: "confirm {}",
        Step.SEND_BACK: "send {} back",
        Step.UNLOCK: "unlock {}",
    }
)
_DONE: Mapping[Step, str] = MappingProxyType(
    {
        Step.TRANSLATE: "translated",
        Step.SECOND: "translated a second time",
        Step.REVIEW: "reviewed",
        Step.ADJUDICATE: "adjudicated",
        Step.PRETEST: "marked as pretested",
        Step.LOCK: "locked",
        Step.CONFIRM: "confirmed",
        Step.SEND_BACK: "sent back",
        Step.UNLOCK: "unlocked",
    }
)
_STANDING: Mapping[State, str] = MappingProxyType(
    {
        State.OPEN: "not translated",
        State.MACHINE: "a draft that nobody has taken over",
        State.TRANSLATED: "translated once",
        State.SECOND: "translated twice",
        State.REVIEWED: "reviewed",
        State.ADJUDICATED: "adjudicated",
        State.PRETESTED: "pretested",
        State.LOCKED: "locked",
    }
)
_DONE_BY: Mapping[State, str] = MappingProxyType(
    {
        State.TRANSLATED: "translated",
        State.SECOND: "translated",
        State.REVIEWED: "reviewed",
    }
)
