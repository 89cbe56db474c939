"""Names, choice lists and variables of a whole survey, before the first row is written.

Conditions may speak of any earlier question by several names, so that all of them must be known at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from querschnitt.tables.limesurvey import kinds
from querschnitt.tables.limesurvey.names import Names, sound_code
from querschnitt.tables.limesurvey.report import Account
from querschnitt.tables.limesurvey.script import Variable, Variables
from querschnitt.tables.limesurvey.script.translation import OTHER
from querschnitt.tables.limesurvey.script.variables import VariableKind
from querschnitt.tables.limesurvey.survey import Answer, LimeQuestion, LimeSurvey, Subquestion, Words, no_words

OTHER_NAME = "other"

POINT = "point"
"""The key of an answer that is a number and is called by it in every language."""


@dataclass(frozen=True)
class Option:
    """One choice: LimeSurvey's code, ours, and its wording (or the key of a word that LimeSurvey supplies)."""

    code: str
    name: str
    texts: Words = field(default_factory=no_words)
    key: str = ""


@dataclass(frozen=True)
class ChoiceList:
    """The choices of one question or of one scale. `has_other` if it offers another answer, which stands last."""

    name: str
    options: tuple[Option, ...]
    has_other: bool = False

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        own = tuple((option.code, option.name) for option in self.options)
        return (*own, (OTHER, OTHER_NAME)) if self.has_other else own


@dataclass
class Plan:
    """What every part of a survey is called in the workbook, and where it stands.

    Attributes
    ----------
    names : names of rows, by id of the question and part
    lists : (id of the question, scale) -> its choice list
    places : id of the question -> place of its first row
    """

    survey: LimeSurvey
    account: Account
    names: Names = field(default_factory=Names)
    list_names: Names = field(default_factory=Names)
    variables: Variables = field(default_factory=Variables)
    lists: dict[tuple[str, int], ChoiceList] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    _shared: dict[str, ChoiceList] = field(default_factory=dict)
    _place: int = 0

    def make(self) -> Plan:
        for question in self.survey.questions.values():
            self._plan(question)
        return self

    def variable(self, question: LimeQuestion, part: str) -> Variable:
        return next(variable for variable in self.variables.of(question.qid) if variable.part == part)

    def missing_part(self, question: LimeQuestion) -> str:
        """Return what a question lacks so that nobody could answer it, or ""."""
        kind = question.kind
        if kind in kinds.ARRAYS | kinds.GRIDS | kinds.MULTIPLE | frozenset("1KQ") and not question.rows:
            return "it has no subquestions"
        if kind in kinds.GRIDS and not question.columns:
            return "it has no columns"
        if kind in kinds.LISTS | frozenset("FH1") and not question.options():
            return "it has no answers"
        if kind == "1" and not question.options(1):
            return "its second scale has no answers"
        return "it has no answers" if kind == "R" and not (question.options() or question.rows) else ""

    def _plan(self, question: LimeQuestion) -> None:
        self._place += 1
        self.places[question.qid] = self._place
        self.variables.add_question(question.qid, question.code, ((sub.qid, sub.code) for sub in question.subquestions))
        self.names.take(question.qid, "", question.code)
        for code in question.twice:
            self.account.lose(
                question.code, f"subquestion {code}", "its code stands twice", "Give it a code of its own."
            )
        kind = question.kind
        if why := self.missing_part(question):
            self.variables.add(replace(self._inside(question, "", "lost"), why=why))
        elif kind in kinds.MULTIPLE:
            self._plan_multiple(question)
        elif kind in kinds.LISTS or kind in kinds.FIXED:
            self._plan_list(question)
        elif kind in kinds.ARRAYS or kind == "1":
            self._plan_array(question)
        elif kind in kinds.GRIDS:
            self._plan_grid(question)
        elif kind in "KQ":
            self._plan_rows(question)
        elif kind == "R":
            self._plan_ranking(question)
        else:
            self._plan_single(question)

    def _plan_single(self, question: LimeQuestion) -> None:
        found: dict[str, VariableKind] = {"N": "number", "D": "date", "*": "any", "S": "text", "T": "text", "U": "text"}
        kind = found.get(question.kind, "lost")
        if kind == "text" and question.has("numbers_only"):
            kind = "number"
        if kind == "date" and kinds.is_time_of_day(question.attribute("date_format")):
            kind = "any"
        why = kinds.LOST.get(question.kind, "it has no answer" if question.kind == "X" else "its type is unknown")
        self.variables.add(replace(self._inside(question, "", kind), why=why if kind == "lost" else ""))

    def _plan_list(self, question: LimeQuestion) -> None:
        choices = self._choices(question, 0)
        self.variables.add(replace(self._inside(question, "", "code"), codes=choices.codes))
        if choices.has_other:
            self._add_other(question)
        if question.kind == "O":
            self.variables.add(replace(self._row(question, "comment", "text"), is_comment=True))

    def _plan_multiple(self, question: LimeQuestion) -> None:
        options = self._options(question, ((row.code, row.texts) for row in question.rows))
        name = self.list_names.take(question.qid, "0", question.code)
        choices = self.lists[question.qid, 0] = ChoiceList(name, options, question.other)
        for option in options:
            self._add_flag(self._inside(question, option.code, "flag"), choices, option)
        if question.other:
            self._add_other(question)
        if question.kind == "P":
            for code in dict.fromkeys([*(option.code for option in options), *(["other"] if question.other else [])]):
                comment = self._row(question, f"{code}comment", "text")
                self.variables.add(replace(comment, is_comment=True, pieces=(code,)))

    def _add_other(self, question: LimeQuestion) -> None:
        self.variables.add(self._row(question, "other", "number" if question.has("other_numbers_only") else "text"))

    def _add_flag(self, variable: Variable, choices: ChoiceList, option: Option) -> None:
        pieces = variable.pieces or (option.code,)
        self.variables.add(replace(variable, codes=choices.codes, choice=option.name, pieces=pieces))

    def _plan_array(self, question: LimeQuestion) -> None:
        scales = (0, 1) if question.kind == "1" else (0,)
        for scale in scales:
            self._choices(question, scale)
        for row in question.rows:
            for scale in scales:
                part = f"{row.code}#{scale}" if question.kind == "1" else row.code
                variable = self._row(question, part, "code")
                self.variables.add(replace(variable, codes=self.lists[question.qid, scale].codes, pieces=(row.code,)))

    def _plan_grid(self, question: LimeQuestion) -> None:
        if is_checked(question):
            self._plan_checked(question)
            return
        kind: VariableKind = "number" if question.kind == ":" else "text"
        for row in question.rows:
            for column in question.columns:
                variable = self._row(question, f"{row.code}_{column.code}", kind)
                self.variables.add(replace(variable, pieces=(row.code, column.code)))

    def _plan_checked(self, question: LimeQuestion) -> None:
        """Plan an array of ticks: each row is a selection of columns."""
        options = self._options(question, ((column.code, column.texts) for column in question.columns))
        choices = ChoiceList(self.list_names.take(question.qid, "0", question.code), options)
        self.lists[question.qid, 0] = choices
        for row in question.rows:
            whole = self._row(question, row.code, "flag")
            for option in options:
                part = f"{row.code}_{option.code}"
                variable = replace(whole, part=part, written=f"{question.code}_{part}", on="1")
                self._add_flag(replace(variable, pieces=(row.code, option.code)), choices, option)

    def _plan_rows(self, question: LimeQuestion) -> None:
        kind: VariableKind = "number" if question.kind == "K" or question.has("numbers_only") else "text"
        for row in question.rows:
            self.variables.add(replace(self._row(question, row.code, kind), pieces=(row.code,)))

    def _plan_ranking(self, question: LimeQuestion) -> None:
        things: Iterable[Answer | Subquestion] = question.options() or question.rows
        options = self._options(question, ((thing.code, thing.texts) for thing in things))
        choices = ChoiceList(self.list_names.take(question.qid, "0", question.code), options)
        self.lists[question.qid, 0] = choices
        for rank in range(len(options)):
            self.variables.add(replace(self._inside(question, str(rank + 1), "code"), codes=choices.codes, rank=rank))

    def _choices(self, question: LimeQuestion, scale: int) -> ChoiceList:
        """Return the choice list of a question, made at the first time; those of LimeSurvey's own are shared."""
        kind = question.kind
        if kind in kinds.LIST_NAMES:
            choices = self._shared.get(kinds.LIST_NAMES[kind]) or self._fixed(kind)
        else:
            name = self.list_names.take(question.qid, str(scale), question.code if not scale else f"{question.code}_2")
            options = self._options(question, ((each.code, each.texts) for each in question.options(scale)))
            choices = ChoiceList(name, options, question.other and kind in "L!")
        self.lists[question.qid, scale] = choices
        return choices

    def _fixed(self, kind: str) -> ChoiceList:
        if kind in kinds.POINTS:
            options = tuple(Option(str(point), str(point), key=POINT) for point in range(1, kinds.POINTS[kind] + 1))
        else:
            options = tuple(Option(code, code, key=key) for code, key in kinds.WORDED[kind])
        name = kinds.LIST_NAMES[kind]
        choices = self._shared[name] = ChoiceList(self.list_names.free(name), options)
        return choices

    def _options(self, question: LimeQuestion, coded: Iterable[tuple[str, Words]]) -> tuple[Option, ...]:
        """Give answers names that are no one else's; `other` is kept for the other answer."""
        taken = {OTHER_NAME} if question.other else set()
        options: dict[str, Option] = {}
        for code, texts in coded:
            name, number = sound_code(code), 2
            while name in taken:
                name = f"{sound_code(code)}_{number}"
                number += 1
            taken.add(name)
            options[code] = Option(code, name, texts)
            if name != code:
                self.names.changed[f"{question.code}: {code}"] = name
        return tuple(options.values())

    def _inside(self, question: LimeQuestion, part: str, kind: VariableKind) -> Variable:
        """Return a variable that lives in the row of its question."""
        name = self.names.of(question.qid)
        return Variable(_written(question, part), question.qid, part, kind, name, self.places[question.qid])

    def _row(self, question: LimeQuestion, part: str, kind: VariableKind) -> Variable:
        """Return a variable that has a row of its own."""
        self._place += 1
        written = _written(question, part)
        wanted = f"{self.names.of(question.qid)}_{part.replace('#', '_')}"
        name = self.names.take(question.qid, part, wanted, written)
        return Variable(written, question.qid, part, kind, name, self._place)


def _written(question: LimeQuestion, part: str) -> str:
    """Return what LimeSurvey calls a part of a question."""
    return f"{question.code}_{part.replace('#', '_')}" if part else question.code


def is_checked(question: LimeQuestion) -> bool:
    """Whether an array of numbers asks for ticks."""
    return question.kind == ":" and question.has("multiflexible_checkbox")
