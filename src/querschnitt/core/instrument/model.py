"""The questionnaire as a value: compiled once, never changed, the same in every language.

An instrument is built by `xlsform` or rebuilt by `document`; both hand over finished parts. Everything here is
immutable, and compares by identity: two instruments are the same when their content hashes are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from querschnitt.core.errors import QuestionnaireError, suggestion
from querschnitt.core.instrument.expressions.expression import Expression

Texts = Mapping[str, str]
"""One text in every language: language tag -> text."""

_NOTHING: Texts = MappingProxyType({})


def nothing() -> Texts:
    """No text in any language."""
    return _NOTHING


MISSING_LIST = "missing_values"
"""The choice list that holds the wording of "don't know" and "refused"."""


class Kind(StrEnum):
    """What a question asks for."""

    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    NOTE = "note"
    CALCULATE = "calculate"

    @property
    def has_choices(self) -> bool:
        return self in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE)

    @property
    def is_asked(self) -> bool:
        """Whether a person gives an answer: not so for notes and calculated values."""
        return self not in (Kind.NOTE, Kind.CALCULATE)


@dataclass(frozen=True, eq=False)
class Choice:
    """One option of a choice list."""

    name: str
    labels: Texts


@dataclass(frozen=True, eq=False)
class Question:
    """One question, one note or one calculated value.

    Attributes
    ----------
    choice_list, choices : the name of the list and its options; empty unless the kind has choices
    relevant : asked only if this holds; None: always
    constraint : what a given answer must fulfil; `.` is the answer
    missing : codes among "dk", "refused" that are offered beside the answer
    essential : counts for completeness
    sensitive : mode of interview matters for the answer, so that changes between waves are graded lower
    trend : name of the same item in the previous wave, or ""
    feature : the approved feature (Erhebungsmerkmal) that the question belongs to, or ""
    block : name of the page it stands on
    """

    name: str
    kind: Kind
    labels: Texts = field(default_factory=nothing)
    hints: Texts = field(default_factory=nothing)
    guidance: Texts = field(default_factory=nothing)
    choice_list: str = ""
    choices: tuple[Choice, ...] = ()
    relevant: Expression | None = None
    required: bool = False
    constraint: Expression | None = None
    constraint_messages: Texts = field(default_factory=nothing)
    calculation: Expression | None = None
    essential: bool = False
    sensitive: bool = False
    missing: tuple[str, ...] = ()
    appearance: str = ""
    trend: str = ""
    feature: str = ""
    block: str = ""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the choices, in order."""
        return tuple(choice.name for choice in self.choices)

    def choice(self, code: str) -> Choice:
        for choice in self.choices:
            if choice.name == code:
                return choice
        raise QuestionnaireError(
            f"Question '{self.name}' has no choice '{code}'", hint=suggestion(code, self.codes), got=code
        )


@dataclass(frozen=True, eq=False)
class Page:
    """Questions shown together. A page with no visible question is skipped."""

    name: str
    labels: Texts = field(default_factory=nothing)
    relevant: Expression | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, eq=False)
class Instrument:
    """A whole questionnaire in all its languages.

    Attributes
    ----------
    languages : tags in the order of the workbook; `default_language` is one of them
    language_names : tag -> the name of the language as the workbook writes it
    choice_lists : list name -> options, with the list `missing_values`
    texts : key -> text in every language, for the wave's texts that are no questions
    features : the approved features the questions belong to, in order of appearance
    """

    name: str
    title: str
    version: str
    default_language: str
    languages: tuple[str, ...]
    pages: tuple[Page, ...]
    choice_lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    texts: Mapping[str, Texts] = field(default_factory=dict)
    language_names: Texts = field(default_factory=nothing)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by name, in the order of the questionnaire."""
        return MappingProxyType({question.name: question for page in self.pages for question in page.questions})

    @cached_property
    def features(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(q.feature for q in self.questions.values() if q.feature))

    @cached_property
    def _pages_by_name(self) -> Mapping[str, Page]:
        return {page.name: page for page in self.pages}

    def question(self, name: str) -> Question:
        if found := self.questions.get(name):
            return found
        raise QuestionnaireError(f"Unknown question '{name}'", hint=suggestion(name, self.questions), got=name)

    def page(self, name: str) -> Page:
        if found := self._pages_by_name.get(name):
            return found
        raise QuestionnaireError(f"Unknown page '{name}'", hint=suggestion(name, self._pages_by_name), got=name)
