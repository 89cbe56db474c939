"""Takes what a page sends, and gives typed answers or errors.

`accept` decides in the order of the page, with the answers just given: without JavaScript a question whose condition
stands on the same page was perhaps never shown. Such a question is reported in `newly_relevant`, so that the page is
shown again; it is never silently stored as empty.

Form fields
-----------
`<name>` : the answer; `__dk__` or `__refused__` if the person chose that instead
`<name>__place__<code>` : in a ranking: the place of a choice, from 1; or `<name>` with all codes in order
`<name>__missing` : the same two values, as a choice beside a field for a number, a date or a text
`__shown__` : optional: names of the questions that were really on the page, separated by spaces. Without it, the
    questions that were visible with the stored answers count as shown, and every question with a value in the form.

Error codes and their parameters
--------------------------------
required · not_a_choice (value) · not_found (value, candidates: codes of a searched list that may be meant) ·
not_a_number (value; reason "ambiguous" if it has two readings) · not_an_integer (value) · not_on_scale (value, start,
end, step) · not_a_date (value) · not_a_time (value) · not_a_ranking (count) · too_long (max, length) ·
answer_and_missing (an answer and "don't know" at once) · constraint (value; the wording is
`question.constraint_messages`)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from querschnitt.core.instrument.expressions.operations import plain
from querschnitt.core.instrument.model import Instrument, Page, Question
from querschnitt.core.instrument.occasion import NOWHERE, Occasion
from querschnitt.core.instrument.passage import Passage
from querschnitt.core.instrument.question import Kind
from querschnitt.core.instrument.reading import UnreadableAnswerError, read
from querschnitt.core.instrument.routing import passage_before, visible
from querschnitt.core.instrument.values import MISSING_BY_CODE, Answers, Missing, Value

Form = Mapping[str, Sequence[str]]

MISSING_FIELD = "__missing"
SHOWN_FIELD = "__shown__"
RANK_FIELD = "__place__"
MISSING_ENTRIES: Mapping[str, Missing] = {f"__{code}__": missing for code, missing in MISSING_BY_CODE.items()}
_CODES: Mapping[Missing, str] = {missing: code for code, missing in MISSING_BY_CODE.items()}


@dataclass(frozen=True)
class AnswerError:
    """What is wrong with one answer, as a code. The words, in 18 languages, belong to the interview."""

    question: str
    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Accepted:
    """The outcome of one page.

    Attributes
    ----------
    values : answers given on this page, typed
    cleared : questions that were shown and are now without a valid answer: a former one is no longer the person's
    errors : one for each question that must be asked again
    newly_relevant : questions and notes that this very post has made relevant and that were not on the page
    answers : the whole sheet after this page (what to store), with everything kept aside
    """

    values: Answers
    cleared: tuple[str, ...]
    errors: tuple[AnswerError, ...]
    newly_relevant: tuple[Question, ...]
    answers: Answers

    @property
    def is_done(self) -> bool:
        """Whether the person may go on to the next page."""
        return not self.errors and not self.newly_relevant


def accept(
    instrument: Instrument, page: Page, form: Form, answers: Answers, *, occasion: Occasion = NOWHERE
) -> Accepted:
    """Read one page of a form.

    Parameters
    ----------
    form : field name -> entries, as the browser sent them; unknown fields are ignored
    answers : the whole sheet so far
    """
    if SHOWN_FIELD in form:
        shown = {name for entry in form[SHOWN_FIELD] for name in entry.split()}
    else:
        before = {question.name for question in visible(instrument, page, answers, occasion=occasion)}
        shown = before | {question.name for question in page.questions if any(_entries(form, question))}
    passage, is_open = passage_before(instrument, page, answers, occasion=occasion)
    intake = _Intake(form=form, shown=shown, answers=answers, passage=passage)
    for question in page.questions:
        intake.take(question, is_open)
    return intake.result()


def _entries(form: Form, question: Question) -> list[str]:
    """Return the entries of a question's two fields, stripped and without empty ones; or of the fields of a ranking."""
    name = question.name
    given = [text for entry in form.get(name, ()) if (text := entry.strip())]
    if question.kind is Kind.RANK and not given:
        given = _ranked(form, name)
    beside = [text for entry in form.get(name + MISSING_FIELD, ()) if (text := entry.strip())]
    return given + [entry if entry.startswith("__") else f"__{entry}__" for entry in beside]


def _ranked(form: Form, name: str) -> list[str]:
    """Return the choices of a ranking in order, from the fields that hold the place of each one.

    A place that is given twice, or is none, leaves a choice out: then the ranking is not whole and is asked again.
    """
    start = f"{name}{RANK_FIELD}"
    places: dict[int, str] = {}
    for field_name, entries in form.items():
        place = next((entry.strip() for entry in entries if entry.strip()), "")
        if field_name.startswith(start) and place:
            places.setdefault(int(place) if place.isdecimal() else 0, field_name.removeprefix(start))
    return [places[place] for place in sorted(places)]


def read_answer(question: Question, form: Form) -> Value | None:
    """Read one question from a form: its answer, a missing value that it offers, or None if nothing was given.

    Raises
    ------
    UnreadableAnswerError : with the code of the error
    """
    entries = _entries(form, question)
    missing = {MISSING_ENTRIES[entry] for entry in entries if entry in MISSING_ENTRIES}
    if not missing:
        return read(question, entries)
    given = [entry for entry in entries if entry not in MISSING_ENTRIES]
    if given or len(missing) > 1:
        raise UnreadableAnswerError("answer_and_missing")
    (chosen,) = missing
    if _CODES[chosen] not in question.missing:
        raise UnreadableAnswerError("not_a_choice", value=_CODES[chosen])
    return chosen


def _in_order(question: Question, offered: Question | None) -> Question | None:
    """Return a question with its choices in the order of the questionnaire: an answer does not show what was drawn."""
    if offered is None or not question.is_randomized:
        return offered
    return replace(offered, choices=tuple(choice for choice in question.choices if choice.name in offered.codes))


@dataclass
class _Intake:
    """Collects the outcome of a page, question by question. Lives for one call of `accept`."""

    form: Form
    shown: set[str]
    answers: Answers
    passage: Passage
    values: dict[str, Value] = field(default_factory=dict)
    cleared: list[str] = field(default_factory=list)
    errors: list[AnswerError] = field(default_factory=list)
    newly_relevant: list[Question] = field(default_factory=list)

    def take(self, question: Question, is_open: bool) -> None:
        """Take one question of the page, in order."""
        environment = self.passage.environment
        applies = is_open and (question.relevant is None or question.relevant.holds(environment))
        is_offered_as_it_is = question.is_plain or not applies
        offered = question if is_offered_as_it_is else _in_order(question, self.passage.meet(question))
        if offered is None or (applies and not offered.kind.is_shown):
            return
        if question.name not in self.shown:
            self._meet_hidden(offered, applies)
        elif offered.takes_answers:
            self._take_shown(offered, applies)

    def _meet_hidden(self, question: Question, applies: bool) -> None:
        """A question that was not on the page keeps its former answer; if it applies now, it must be shown."""
        if not applies:
            return
        self.newly_relevant.append(question)
        if question.takes_answers:
            self.passage.accept(question, self.answers.get(question.name))

    def _take_shown(self, question: Question, applies: bool) -> None:
        try:
            value = self._checked(question, applies)
        except UnreadableAnswerError as error:
            self.cleared.append(question.name)
            if applies:
                self.errors.append(AnswerError(question.name, error.code, error.parameters))
                self.passage.accept(question, None)
            return
        if value is None:
            self.cleared.append(question.name)
        else:
            self.values[question.name] = value
        if applies:
            self.passage.accept(question, value)

    def _checked(self, question: Question, applies: bool) -> Value | None:
        value = read_answer(question, self.form)
        if value is None and applies and self._is_required(question):
            raise UnreadableAnswerError("required")
        if question.constraint is None or not applies or value is None or isinstance(value, Missing):
            return value
        environment = self.passage.environment
        environment.current = plain(value)
        holds = question.constraint.holds(environment)
        environment.current = Missing.NOT_ASKED
        if not holds:
            raise UnreadableAnswerError("constraint", value=value)
        return value

    def _is_required(self, question: Question) -> bool:
        condition = question.required_if
        return question.required or (condition is not None and condition.holds(self.passage.environment))

    def result(self) -> Accepted:
        kept = {name: value for name, value in self.answers.items() if name not in self.cleared}
        return Accepted(
            values=self.values,
            cleared=tuple(self.cleared),
            errors=tuple(self.errors),
            newly_relevant=tuple(self.newly_relevant),
            answers=kept | self.values | self.passage.lasting,
        )
