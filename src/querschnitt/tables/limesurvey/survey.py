"""A survey of LimeSurvey as values: groups, questions, subquestions, answers, as its own words call them.

Texts are by LimeSurvey's language code; an empty text is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

Words = Mapping[str, str]
"""One text in every language: LimeSurvey's language code -> text, possibly HTML."""

NO_WORDS: Words = MappingProxyType({})


def no_words() -> Words:
    return NO_WORDS


@dataclass(frozen=True)
class Answer:
    """An answer option. `scale` is 1 for the second scale of a dual scale array."""

    code: str
    texts: Words
    scale: int = 0
    assessment: str = "0"


@dataclass(frozen=True)
class Subquestion:
    """A row of an array, an option of a multiple choice, or (scale 1) a column of an array of texts or numbers."""

    qid: str
    code: str
    texts: Words
    scale: int = 0
    relevance: str = ""


@dataclass(frozen=True)
class Default:
    """A default value. `subquestion` is the id of the subquestion it belongs to, `special` is "other" or "comment"."""

    values: Words
    subquestion: str = ""
    scale: int = 0
    special: str = ""


@dataclass(frozen=True)
class Condition:
    """A row of the conditions editor: the answer to `field` compared by `method` with `value`."""

    question: str
    field: str
    method: str
    value: str
    scenario: str = "1"


@dataclass(frozen=True)
class LimeQuestion:
    """A question.

    Attributes
    ----------
    kind : LimeSurvey's letter for the type, such as "L"
    mandatory : "Y", "S" (soft) or "N"
    attributes : name -> language code ("" for all languages) -> value
    """

    qid: str
    gid: str
    code: str
    kind: str
    texts: Words = field(default_factory=no_words)
    helps: Words = field(default_factory=no_words)
    scripts: Words = field(default_factory=no_words)
    other: bool = False
    mandatory: str = "N"
    pattern: str = ""
    relevance: str = ""
    theme: str = ""
    subquestions: tuple[Subquestion, ...] = ()
    answers: tuple[Answer, ...] = ()
    defaults: tuple[Default, ...] = ()
    conditions: tuple[Condition, ...] = ()
    attributes: Mapping[str, Words] = field(default_factory=lambda: MappingProxyType({}))

    def attribute(self, name: str) -> str:
        """Return the value of an attribute that has no languages, or the first one that is filled in."""
        return next((value for value in self.attributes.get(name, NO_WORDS).values() if value.strip()), "").strip()

    def has(self, name: str) -> bool:
        """Whether an attribute of the kind yes or no is switched on."""
        return self.attribute(name) in ("1", "Y")

    @cached_property
    def rows(self) -> tuple[Subquestion, ...]:
        """Rows of an array, options of a multiple choice; of two with one code the first."""
        return self._parts(0)

    @cached_property
    def columns(self) -> tuple[Subquestion, ...]:
        return self._parts(1)

    def _parts(self, scale: int) -> tuple[Subquestion, ...]:
        return tuple({each.code: each for each in reversed(self.subquestions) if each.scale == scale}.values())[::-1]

    def options(self, scale: int = 0) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if answer.scale == scale)

    @property
    def twice(self) -> tuple[str, ...]:
        """Codes of subquestions that stand twice."""
        kept = {each.qid for each in (*self.rows, *self.columns)}
        return tuple(each.code for each in self.subquestions if each.qid not in kept)


@dataclass(frozen=True)
class LimeGroup:
    """A question group. `random` is the name of its randomization group."""

    gid: str
    names: Words
    descriptions: Words
    relevance: str = ""
    random: str = ""
    questions: tuple[LimeQuestion, ...] = ()


@dataclass(frozen=True)
class Quota:
    """A quota: at most `limit` interviews with the answers of `members` (question id, code)."""

    name: str
    limit: str
    is_active: bool
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LimeSurvey:
    """A whole survey.

    Attributes
    ----------
    base : code of the base language, the first of `languages`
    settings : the columns of the table `surveys`
    texts : column of the table of language settings, such as "surveyls_title" -> text by language
    assessments : names of the assessments
    unread : tables that hold rows and belong to no part of a questionnaire
    """

    version: int
    base: str
    languages: tuple[str, ...]
    settings: Mapping[str, str]
    texts: Mapping[str, Words]
    groups: tuple[LimeGroup, ...]
    quotas: tuple[Quota, ...] = ()
    assessments: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @cached_property
    def questions(self) -> Mapping[str, LimeQuestion]:
        """The questions by id, in order."""
        return {question.qid: question for group in self.groups for question in group.questions}

    @cached_property
    def group_of(self) -> Mapping[str, LimeGroup]:
        """The group of each question, by the question's id."""
        return {question.qid: group for group in self.groups for question in group.questions}

    def text(self, column: str) -> Words:
        return self.texts.get(column, NO_WORDS)
