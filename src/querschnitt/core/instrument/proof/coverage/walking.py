"""Walks through the questionnaire with the engine that serves respondents, giving answers on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from querschnitt.core.instrument.model import NO, YES, Instrument, Kind, Question, split_name
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.passage import Passage
from querschnitt.core.instrument.proof.coverage.answering import Answering
from querschnitt.core.instrument.proof.coverage.goals import Goal
from querschnitt.core.instrument.proof.coverage.watching import Log
from querschnitt.core.instrument.values import Missing, Value


class Answers(dict[str, Value]):
    """A sheet that grows while it is walked. It says beforehand how many instances an open repeat has."""

    def __init__(self, instrument: Instrument, instances: int) -> None:
        super().__init__()
        self.instrument, self.instances = instrument, instances

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        if name not in self and name.endswith("]"):
            base, place = split_name(name)
            section = self.instrument.sections.get(base)
            if section is not None and section.is_open:
                return YES if place[-1] < self.instances else NO
        return super().get(name, default)


@dataclass(frozen=True)
class Sheet:
    """One sheet of answers that was walked to its end.

    Attributes
    ----------
    answers : by the names of the sheet
    refused : answers that were tried and refused, by question
    pages : names of the pages, in order
    reached : the goals that it reaches
    stuck : the question that no answer brings on; then the way ends there
    """

    answers: Mapping[str, Value]
    refused: Mapping[str, Value]
    pages: tuple[str, ...]
    reached: frozenset[Goal]
    stuck: str = ""


@dataclass
class Walk:
    """One walk. `wishes` are answers by the name in the workbook; in a repeat all instances get them.

    Attributes
    ----------
    unrefused : questions whose constraint has refused nothing yet
    """

    instrument: Instrument
    occasion: Occasion
    log: Log
    answering: Answering
    wishes: Mapping[str, object]
    unrefused: set[str]
    instances: int = 1
    reached: set[Goal] = field(default_factory=set)
    refused: dict[str, Value] = field(default_factory=dict)
    stuck: str = ""

    def sheet(self) -> Sheet:
        """Walk to the end, and return the sheet."""
        self.log.clear()
        answers = Answers(self.instrument, self.instances)
        passage = Passage(self.instrument, answers, self.occasion)
        pages = []
        for page in passage.pages():
            shown = [question for question in page.questions if self._meet(passage, question, answers)]
            if shown:
                pages.append(page.name)
            if self.stuck:
                break
        self.reached.update(_conditions(self.log))
        return Sheet(dict(answers), self.refused, tuple(pages), frozenset(self.reached), self.stuck)

    def _meet(self, passage: Passage, question: Question, answers: Answers) -> bool:
        """Meet a question and answer it; whether it is shown."""
        if self.stuck or (question.relevant is not None and not question.relevant.holds(passage.environment)):
            return False
        offered = passage.meet(question)
        if question.kind is Kind.HIDDEN:
            self.reached.add(Goal("question", question.origin))
        if offered is None:
            return False
        if not question.asks_for_more:
            self.reached.add(Goal("question", question.origin))
        if offered.takes_answers:
            self._answer(passage, offered, answers)
        return True

    def _answer(self, passage: Passage, question: Question, answers: Answers) -> None:
        value = self._value(passage, question, answers)
        is_required = question.required or (
            question.required_if is not None and question.required_if.holds(passage.environment)
        )
        if value is None and is_required:
            value = self.answering.choose(question, passage.environment, None)
        if value is None and is_required:
            self.stuck = question.name
        if value is not None:
            answers[question.name] = value
            if not question.asks_for_more:
                self.reached.update(_chosen(question, value))
        self.answering.remember(question, value)
        passage.accept(question, value)

    def _value(self, passage: Passage, question: Question, answers: Answers) -> Value | None:
        if question.asks_for_more:
            return answers.get(question.name)  # type: ignore[return-value]
        environment = passage.environment
        if question.origin in self.unrefused:
            refused = self.answering.refused(question, environment)
            if refused is not None:
                self.refused[question.name] = refused
                self.reached.add(Goal("condition", question.origin, "constraint", "question", False))
        value = self.answering.choose(question, environment, self.wishes.get(question.origin))
        if value is not None and question.constraint is not None and not isinstance(value, Missing):
            self.reached.add(Goal("condition", question.origin, "constraint", "question", True))
        return value


def _chosen(question: Question, value: Value) -> Iterator[Goal]:
    codes = value if isinstance(value, tuple) else (value.value if isinstance(value, Missing) else value,)
    if question.kind is Kind.RANK and not isinstance(value, Missing):
        return
    for code in codes:
        if code in question.codes or code in question.missing:
            yield Goal("choice", question.origin, str(code))


def _conditions(log: Log) -> Iterator[Goal]:
    for (owner, name, column), values in log.outcomes.items():
        for value in values:
            yield Goal("condition", name, column, owner, value)
    for name, counts in log.counts.items():
        for count in counts:
            yield Goal("condition", name, "repeat_count", "group", count >= 1)
