"""One passage through the questionnaire: page after page, with what is known on the way.

Questions are decided in order. A condition sees only answers in force: an answer that has become irrelevant, or that is
no longer offered, counts as not asked, is kept aside in the sheet, and is back when the way leads past its question
again. In a repeat a name is the value of the same instance; from outside it is the values of all instances.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.operations import plain
from querschnitt.core.instrument.model import YES, Branch, Choice, Instrument, Kind, Page, Question, Section, numbered
from querschnitt.core.instrument.occasion import Occasion, seed_for, shuffled
from querschnitt.core.instrument.reading import UnreadableAnswerError, as_answer, as_value
from querschnitt.core.instrument.values import Answers, Instances, Missing, NodeSet, Value

MAX_INSTANCES = 50
"""Instances that a repeat may have; far more than any household needs, little enough never to hang."""


@dataclass
class Passage:
    """Lives for one walk. Whoever walks calls `visit` for each page that `pages` gives, before asking for the next.

    Attributes
    ----------
    known : values by the names of the workbook, as seen from where the walk stands
    active : the answers in force, by the names of the sheet
    calculated : values of calculated, hidden and read-only questions, by the names of the sheet
    lasting : those of them that must not change any more, since they use `once()`: they belong into the sheet
    defaults : what stands in fields that nobody has filled in yet
    """

    instrument: Instrument
    answers: Answers
    occasion: Occasion
    known: dict[str, object] = field(default_factory=dict)
    active: dict[str, Value] = field(default_factory=dict)
    calculated: dict[str, object] = field(default_factory=dict)
    lasting: dict[str, Value] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    environment: Environment = field(init=False)
    frame: dict[str, object] | None = None

    def __post_init__(self) -> None:
        today, now = self.occasion.today, self.occasion.now
        self.environment = Environment(
            answers=self.known,
            today=now.date() if today is None and now is not None else today,
            now=now,
            lookup=self._look_up,
            choice_name=self._choice_name,
            is_forgiving=self.occasion.is_forgiving,
        )

    def _look_up(self, file: str, column: str, key_column: str, key: str) -> str:
        return self.instrument.files[file].find(column, key_column, key)

    def _choice_name(self, name: str, code: str) -> str:
        labels = self.instrument.question(name).choice(code).labels
        return labels.get(self.occasion.language) or labels.get(self.instrument.default_language, code)

    def pages(self) -> Iterator[Page]:
        """Give the pages whose conditions hold, in order; in a repeat those of each instance."""
        return self._parts(self.instrument.tree, ())

    def _parts(self, parts: tuple[Page | Branch, ...], place: tuple[int, ...]) -> Iterator[Page]:
        for part in parts:
            if isinstance(part, Branch):
                yield from self._branch(part, place)
            elif part.relevant is None or part.relevant.holds(self.environment):
                yield self.instrument.page(numbered(part.name, place)) if place else part

    def _branch(self, branch: Branch, place: tuple[int, ...]) -> Iterator[Page]:
        section = branch.section
        is_open = section.relevant is None or section.relevant.holds(self.environment)
        if section.is_repeat:
            yield from self._instances(branch, place, count=self._count(section, place) if is_open else 0)
        elif is_open:
            yield from self._parts(branch.parts, place)

    def _count(self, section: Section, place: tuple[int, ...]) -> int:
        """Return how many instances a repeat has: as calculated, or until the answer is that there is no other."""
        if section.count is None:
            number = 1
            while number < MAX_INSTANCES and self.answers.get(numbered(section.name, (*place, number))) == YES:
                number += 1
            return number
        found = section.count.result(self.environment)
        if isinstance(found, str) and found.strip().isdecimal():
            found = int(found)
        if isinstance(found, bool) or not isinstance(found, (int, float)) or found != found:
            return 0
        return int(max(0, min(found, MAX_INSTANCES)))

    def _instances(self, branch: Branch, place: tuple[int, ...], *, count: int) -> Iterator[Page]:
        section, outer, position = branch.section, self.frame, self.environment.position
        frames: list[dict[str, object]] = [{} for _ in range(count)]
        self._put(section.name, Instances(frames))
        for number, frame in enumerate(frames, start=1):
            here = (*place, number)
            self.frame, self.environment.position = frame, number
            yield from self._parts(branch.parts, here)
            if section.is_open and number < MAX_INSTANCES:
                yield self.instrument.page(numbered(section.name, here))
            for name in frame:
                self.known.pop(name, None)
        self.frame, self.environment.position = outer, position
        for name in self.instrument.names_within(section.name):
            values = [frame[name] for frame in frames if name in frame]
            self._put(name, _gathered(values, is_repeat=name in self.instrument.sections))

    def _put(self, name: str, value: object) -> None:
        self.known[name] = value
        if self.frame is not None:
            self.frame[name] = value

    def visit(self, page: Page) -> tuple[Question, ...]:
        """Take the stored answers of a page in order, and return what is shown on it."""
        shown = []
        for question in page.questions:
            if question.relevant is not None and not question.relevant.holds(self.environment):
                continue
            if question.is_plain:
                shown.append(question)
                if (value := self.answers.get(question.name)) is not None:
                    self.active[question.name] = self.known[question.name] = value
                continue
            offered = self.meet(question)
            if offered is None:
                continue
            shown.append(offered)
            if offered.takes_answers:
                self.accept(offered, self.answers.get(question.name))
        return tuple(shown)

    def meet(self, question: Question) -> Question | None:
        """Meet a question that applies: fix what is calculated, and return it as it is offered.

        None if it is not shown; a selection whose filter leaves no choice is not shown either.
        """
        kind = question.kind
        if question.calculation is not None:
            self._calculate(question)
        elif kind is Kind.HIDDEN or question.read_only:
            self._fix(question, self._default(question))
        elif question.default is not None and question.name not in self.answers:
            initial = self._default(question)
            if initial is not None:
                self.defaults[question.name] = initial
        if not kind.is_shown:
            return None
        if question.choice_filter is None and not question.is_randomized:
            return question
        offered = self.offered(question)
        return replace(question, choices=offered) if offered else None

    def accept(self, question: Question, value: Value | None) -> None:
        """Take an answer into force, if there is one that is offered."""
        name = question.name
        if value is not None and (question.choice_filter is None or _is_offered(question, value)):
            self.active[name] = value
            if not question.asks_for_more:
                self._put(question.origin, value)
        elif self.frame is not None and not question.asks_for_more:
            self._put(question.origin, Missing.NOT_ASKED)

    def offered(self, question: Question) -> tuple[Choice, ...]:
        """Return the choices that are offered now, in the order of this interview."""
        chosen = question.choices
        if (condition := question.choice_filter) is not None:
            environment = self.environment
            kept = []
            for choice in chosen:
                environment.attributes = {"name": choice.name, **choice.attributes}
                if condition.holds(environment):
                    kept.append(choice)
            environment.attributes = {}
            chosen = tuple(kept)
        return shuffled(chosen, self._seed(question)) if question.is_randomized else chosen

    def _seed(self, question: Question) -> int:
        """Return the seed of an order: what the author names, or one of this interview and this list."""
        given = question.seed.result(self.environment) if question.seed is not None else Missing.NOT_ASKED
        if isinstance(given, (int, float)) and given == given and abs(given) != float("inf"):
            return int(given)
        return seed_for(self.occasion.seed, question.name)

    def _calculate(self, question: Question) -> None:
        if question.calculation is None:
            return
        environment = self.environment
        environment.random = self.occasion.random(question.name)
        environment.current = plain(self.answers.get(question.name)) if question.is_lasting else Missing.NOT_ASKED
        value = question.calculation.result(environment)
        environment.current, environment.random = Missing.NOT_ASKED, None
        self._fix(question, value)
        if question.is_lasting and (kept := as_value(value)) is not None:
            self.lasting[question.name] = kept

    def _fix(self, question: Question, value: object) -> None:
        self.calculated[question.name] = Missing.NOT_ASKED if value is None else value
        self._put(question.origin, self.calculated[question.name])

    def _default(self, question: Question) -> Value | None:
        if question.default is None:
            return None
        self.environment.random = self.occasion.random(question.name)
        value = question.default.result(self.environment)
        self.environment.random = None
        try:
            return as_answer(question, value)
        except UnreadableAnswerError:
            return None


def _gathered(values: list[object], *, is_repeat: bool) -> object:
    """Put the values of all instances side by side; what is a row already is put at the end of the row."""
    if is_repeat:
        return Instances(one for value in values if isinstance(value, Instances) for one in value)
    flat: list[object] = []
    for value in values:
        flat.extend(value if isinstance(value, NodeSet) else (value,))
    return NodeSet(flat)


def _is_offered(question: Question, value: Value) -> bool:
    if isinstance(value, Missing):
        return True
    codes = value if isinstance(value, tuple) else (str(value),)
    return all(code in question.codes for code in codes)
