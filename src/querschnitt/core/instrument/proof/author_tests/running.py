"""Runs the author's tests with the engine that serves respondents, and compares what came with what was expected."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from querschnitt.core.errors import QuestionnaireError, suggestion
from querschnitt.core.instrument.expressions.operations import plain, text
from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.model import Instrument, Kind, Question, split_name
from querschnitt.core.instrument.passage import Passage
from querschnitt.core.instrument.proof.author_tests.rows import EXPECTATIONS, Row, day_of_test, names, pairs
from querschnitt.core.instrument.proof.coverage.answering import takes
from querschnitt.core.instrument.proof.coverage.cover import occasion_on
from querschnitt.core.instrument.reading import UnreadableAnswerError, read
from querschnitt.core.instrument.values import MISSING_BY_CODE, Missing, Value

END = frozenset({"end", "ende", "schluss"})

_EMPTY = frozenset({"", "-", "–", "no answer", "not_asked", "keine antwort", "leer"})
_TRUE, _FALSE = frozenset({"true", "yes", "ja", "wahr"}), frozenset({"false", "no", "nein", "falsch"})


@dataclass
class Outcome:
    """What came of the answers of a test.

    Attributes
    ----------
    shown : pages, groups and questions in the order in which they came, by the names of the sheet
    values : answers in force and calculated values
    refused : question -> why its answer was refused
    """

    shown: list[str] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def run_test(row: Row, instrument: Instrument, *, today: datetime.date, seed: int = 1) -> list[Fault]:
    """Run one test, and return everything in which it failed."""
    given = _Given(row, instrument)
    answers = given.answers()
    day = day_of_test(row, today)
    faults = [*given.faults, *([day] if isinstance(day, Fault) else [])]
    faults += _unknown_names(row, instrument)
    if not any(row.cells.get(column) for column in EXPECTATIONS):
        faults.append(row.fault("bad-test", "it expects nothing", "asked", expected="something in one of the columns "
                                + ", ".join(EXPECTATIONS)))  # fmt: skip
    if faults or isinstance(day, Fault):
        return faults
    try:
        outcome = walk(instrument, answers, today=day, seed=seed)
    except QuestionnaireError as error:
        return [row.fault("failed-test", f"it stops: {error.what}", "answers", hint=error.hint)]
    return list(_compared(row, outcome, answers, instrument))


@dataclass
class _Given:
    """Reads the answers of a test."""

    row: Row
    instrument: Instrument
    faults: list[Fault] = field(default_factory=list)

    def answers(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, written in pairs(self.row.cells.get("answers", "")):
            question = self._question(name, written)
            if question is None:
                continue
            try:
                value = answer_of(question, written)
            except UnreadableAnswerError as error:
                self._note_unreadable(question, written, error)
                continue
            if value is not None:
                found[question.name] = value
        return found

    def _question(self, name: str, written: str) -> Question | None:
        if not name:
            self.faults.append(self.row.fault("bad-test", "the answers cannot be read", "answers", value=written,
                                              expected="name = answer; name = answer"))  # fmt: skip
            return None
        try:
            question = self.instrument.question(name)
        except QuestionnaireError as error:
            self.faults.append(self.row.fault("bad-test", f"there is no question '{name}'", "answers", value=name,
                                              expected="the name of a question", hint=error.hint))  # fmt: skip
            return None
        repeats = self.instrument.depths.get(question.origin, ())
        if repeats and not question.place:
            self.faults.append(self.row.fault("bad-test", f"'{name}' is asked several times", "answers", value=name,
                                              expected=f"{name}{'[1]' * len(repeats)}"))  # fmt: skip
            return None
        if not question.takes_answers:
            self.faults.append(self.row.fault("bad-test", f"nobody answers '{name}'", "answers", value=name,
                                              hint="What is calculated belongs into the column value."))  # fmt: skip
            return None
        return question

    def _note_unreadable(self, question: Question, written: str, error: UnreadableAnswerError) -> None:
        expected = (
            f"one of {', '.join((*question.codes, *question.missing))}" if question.codes else question.kind.value
        )
        hint = suggestion(written, question.codes)
        self.faults.append(self.row.fault("bad-test", f"'{written}' is no answer to '{question.name}'", "answers",
                                          value=written, expected=expected, hint=hint))  # fmt: skip


def answer_of(question: Question, written: str) -> Value | None:
    """Read an answer as an author writes it: by its code, 'dk', 'refused', or nothing.

    Raises
    ------
    UnreadableAnswerError : if it is no answer to the question
    """
    word = written.strip()
    if word.lower() in _EMPTY:
        return None
    if word in MISSING_BY_CODE and word not in question.codes:
        if word in question.missing:
            return MISSING_BY_CODE[word]
        raise UnreadableAnswerError("not_a_choice", value=word)
    if question.kind in (Kind.SELECT_MULTIPLE, Kind.RANK):
        return read(question, word.replace(",", " ").replace("+", " ").split())
    return read(question, [word])


def walk(instrument: Instrument, answers: Mapping[str, Value], *, today: datetime.date, seed: int) -> Outcome:
    """Walk with the answers of a test. What a question refuses does not count; the walk goes on."""
    outcome = Outcome()
    passage = Passage(instrument, answers, occasion_on(today, seed))
    sections: set[str] = set()
    for page in passage.pages():
        questions = [each for question in page.questions if (each := _meet(passage, question, answers, outcome))]
        if not questions:
            continue
        new = [name for name in _around(instrument, page.section) if name not in sections]
        sections.update(new)
        outcome.shown += [*new, *dict.fromkeys((page.name, *questions))]
    outcome.values = {**passage.active, **passage.calculated}
    return outcome


def _around(instrument: Instrument, section: str) -> Iterator[str]:
    """Give the groups around a page, outer ones first."""
    if section:
        yield from _around(instrument, instrument.sections[section].parent)
        yield section


def _meet(passage: Passage, question: Question, answers: Mapping[str, Value], outcome: Outcome) -> str:
    """Meet a question; return its name if it is shown."""
    environment = passage.environment
    if question.relevant is not None and not question.relevant.holds(environment):
        return ""
    offered = passage.meet(question)
    if offered is None:
        return ""
    if offered.takes_answers:
        value = answers.get(question.name)
        reason = _refusal(offered, value, passage)
        if reason:
            outcome.refused[question.name] = reason
        passage.accept(offered, None if reason and reason != "required" else value)
    return question.name


def _refusal(question: Question, value: Value | None, passage: Passage) -> str:
    if value is None:
        condition = question.required_if
        is_required = question.required or (condition is not None and condition.holds(passage.environment))
        return "required" if is_required and not question.asks_for_more else ""
    codes = value if isinstance(value, tuple) else (value,)
    if question.codes and not isinstance(value, Missing) and not set(codes) <= set(question.codes):
        return "not offered"
    return "" if takes(question, value, passage.environment) else "constraint"


def _unknown_names(row: Row, instrument: Instrument) -> Iterator[Fault]:
    known = {*instrument.questions, *instrument.sections, *(page.name for page in instrument.pages)}
    for column in ("asked", "not_asked", "path", "error"):
        for name in names(row.cells.get(column, "")):
            if split_name(name)[0] not in known and not (column == "path" and name.lower() in END):
                yield row.fault("bad-test", f"there is no '{name}'", column, value=name,
                                expected="the name of a question, a page or a group",
                                hint=suggestion(name, known))  # fmt: skip
    for name, written in pairs(row.cells.get("value", "")):
        if split_name(name)[0] not in instrument.questions:
            yield row.fault("bad-test", f"there is no '{name}'" if name else "the values cannot be read", "value",
                            value=name or written, expected="name = value; name = value",
                            hint=suggestion(name, instrument.questions))  # fmt: skip


Check = Callable[[Row, Outcome, Instrument], Iterator[Fault]]


def _compared(row: Row, outcome: Outcome, answers: Mapping[str, Value], instrument: Instrument) -> Iterator[Fault]:
    """Give every difference between what was expected and what came."""
    for check in (_asked, _not_asked, _path, _values, _errors):
        yield from check(row, outcome, instrument)
    not_asked = set(names(row.cells.get("not_asked", "")))
    for name in answers:
        if name not in outcome.shown and name not in not_asked and split_name(name)[0] not in not_asked:
            yield row.fault(
                "failed-test", f"'{name}' is answered and not asked", "answers", value=name,
                expected="answers to questions that are asked",
                hint="Take the answer out, or write the question into not_asked if that is what you test.",
            )  # fmt: skip


def _is_shown(name: str, outcome: Outcome) -> bool:
    return name in outcome.shown or any(split_name(each)[0] == name for each in outcome.shown)


def _asked(row: Row, outcome: Outcome, instrument: Instrument) -> Iterator[Fault]:
    for name in names(row.cells.get("asked", "")):
        if not _is_shown(name, outcome):
            yield row.fault("failed-test", f"'{name}' is not asked", "asked", value="not asked",
                            expected=f"'{name}' is asked")  # fmt: skip


def _not_asked(row: Row, outcome: Outcome, instrument: Instrument) -> Iterator[Fault]:
    for name in names(row.cells.get("not_asked", "")):
        if _is_shown(name, outcome):
            yield row.fault("failed-test", f"'{name}' is asked", "not_asked", value="asked",
                            expected=f"'{name}' is not asked")  # fmt: skip


def _path(row: Row, outcome: Outcome, instrument: Instrument) -> Iterator[Fault]:
    wanted = names(row.cells.get("path", ""))
    place = 0
    for name in wanted:
        if name.lower() in END:
            continue
        following = [each for each in outcome.shown[place:] if name in (each, split_name(each)[0])]
        if not following:
            pages = [each for each in outcome.shown if each not in instrument.questions or each == name]
            yield row.fault(
                "failed-test", f"'{name}' does not come" + (" there" if _is_shown(name, outcome) else ""), "path",
                value=" > ".join(pages), expected=row.cells["path"],
            )  # fmt: skip
            return
        place = outcome.shown.index(following[0], place) + 1


def _values(row: Row, outcome: Outcome, instrument: Instrument) -> Iterator[Fault]:
    for name, written in pairs(row.cells.get("value", "")):
        found = plain(outcome.values.get(name, Missing.NOT_ASKED))
        if not _is_value(found, written):
            shown = found.value if isinstance(found, Missing) else text(found)
            yield row.fault("failed-test", f"'{name}' is {shown}", "value", value=str(shown),
                            expected=f"{name} = {written}")  # fmt: skip


def _is_value(found: object, written: str) -> bool:
    """Whether a value is what an author wrote; numbers may have a decimal comma, and need not be exact to the bit."""
    word = written.strip().lower()
    if isinstance(found, Missing):
        return found is MISSING_BY_CODE.get(word) or (found is Missing.NOT_ASKED and word in _EMPTY)
    if isinstance(found, bool):
        return word in (_TRUE if found else _FALSE)
    if isinstance(found, (int, float)):
        return _is_number(found, word)
    if isinstance(found, tuple):
        return list(found) == word.replace(",", " ").split() or text(found).lower() == word
    return text(found) == written.strip()


def _is_number(found: float, word: str) -> bool:
    try:
        expected = float(word if "." in word else word.replace(",", "."))
    except ValueError:
        return False
    return abs(found - expected) <= 1e-9 * max(1.0, abs(expected))


def _errors(row: Row, outcome: Outcome, instrument: Instrument) -> Iterator[Fault]:
    wanted = names(row.cells.get("error", ""))
    for name in wanted:
        if name not in outcome.refused:
            yield row.fault("failed-test", f"the answer to '{name}' is accepted", "error", value="accepted",
                            expected=f"the answer to '{name}' is refused")  # fmt: skip
    for name, reason in outcome.refused.items():
        if name not in wanted and reason != "required":
            yield row.fault("failed-test", f"the answer to '{name}' is refused ({reason})", "answers", value=name,
                            expected="answers that are accepted",
                            hint="If that is what you test, write the question into the column error.")  # fmt: skip
