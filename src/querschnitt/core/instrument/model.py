"""The questionnaire as a value: compiled once, never changed, the same in every language.

An instrument is built by `xlsform` or rebuilt by `document`; both hand over finished parts. Everything here is
immutable, and compares by identity: two instruments are the same when their content hashes are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from querschnitt.core.errors import QuestionnaireError, suggestion
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.question import (
    ACKNOWLEDGED,
    MISSING_LIST,
    MORE_LIST,
    OTHER,
    Choice,
    Kind,
    Question,
    Scale,
    Texts,
    nothing,
    numbered,
    split_name,
)

__all__ = [
    "ACKNOWLEDGED",
    "MISSING_LIST",
    "MORE_LIST",
    "NO",
    "OTHER",
    "YES",
    "Branch",
    "Choice",
    "DataFile",
    "Instrument",
    "Kind",
    "Page",
    "Question",
    "Scale",
    "Section",
    "Texts",
    "nothing",
    "numbered",
    "split_name",
]

YES, NO = "yes", "no"


@dataclass(frozen=True, eq=False)
class DataFile:
    """A CSV file beside the workbook, for `pulldata`: its columns and its rows as texts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    _indices: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def find(self, column: str, key_column: str, key: str) -> str:
        """Return the cell of the first row whose key is `key`, or an empty text."""
        index = self._indices.get(key_column)
        if index is None:
            place = self.columns.index(key_column)
            index = self._indices[key_column] = {row[place]: row for row in reversed(self.rows)}
        row = index.get(key)
        return row[self.columns.index(column)] if row is not None else ""


@dataclass(frozen=True, eq=False)
class Page:
    """Questions shown together. A page with no visible question is skipped.

    `section` is the name of the innermost group or repeat around it, or "". `base` and `place` as for a question.
    """

    name: str
    labels: Texts = field(default_factory=nothing)
    relevant: Expression | None = None
    questions: tuple[Question, ...] = ()
    section: str = ""
    base: str = ""
    place: tuple[int, ...] = ()

    @property
    def origin(self) -> str:
        """The name in the workbook, the same for every instance of a repeat."""
        return self.base or self.name

    def numbered(self, place: tuple[int, ...]) -> Page:
        """Return the page as it comes in one instance of its repeat."""
        questions = tuple(question.numbered(place) for question in self.questions)
        return replace(self, name=numbered(self.name, place), questions=questions, base=self.name, place=place)


@dataclass(frozen=True, eq=False)
class Section:
    """A group around pages, or a repeat: pages that come once for each of several persons or things.

    Attributes
    ----------
    parent : the section around it, or ""
    is_repeat : whether its pages come several times
    count : how many times; None for a repeat means: until the person says that there is no other
    """

    name: str
    labels: Texts = field(default_factory=nothing)
    relevant: Expression | None = None
    parent: str = ""
    is_repeat: bool = False
    count: Expression | None = None

    @property
    def is_open(self) -> bool:
        """Whether the person says after each instance if there is another one."""
        return self.is_repeat and self.count is None

    @cached_property
    def more_page(self) -> Page:
        """The page that ends each instance of an open repeat. Its words belong to the interview."""
        choices = (Choice(YES, nothing()), Choice(NO, nothing()))
        more = Question(
            self.name, Kind.SELECT_ONE, choice_list=MORE_LIST, choices=choices, required=True, block=self.name
        )
        return Page(self.name, self.labels, questions=(more,), section=self.name)


@dataclass(frozen=True, eq=False)
class Branch:
    """A node of the order in which an instrument is walked: a section with what is in it."""

    section: Section
    parts: tuple[Page | Branch, ...]


@dataclass(frozen=True, eq=False)
class Instrument:
    """A whole questionnaire in all its languages.

    Attributes
    ----------
    languages : tags in the order of the workbook; `default_language` is one of them
    language_names : tag -> the name of the language as the workbook writes it
    pages : as the workbook has them; those of a repeat stand here once, without a number
    sections : groups around pages, and repeats, by name, outer ones first
    choice_lists : list name -> options, with the list `missing_values`; lists from files under the name of the file
    texts : key -> text in every language, for the wave's texts that are no questions
    files : CSV files that `pulldata` reads, by name without ending
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
    sections: Mapping[str, Section] = field(default_factory=dict)
    files: Mapping[str, DataFile] = field(default_factory=dict)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by name, in the order of the questionnaire."""
        return MappingProxyType({question.name: question for page in self.pages for question in page.questions})

    @cached_property
    def features(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(q.feature for q in self.questions.values() if q.feature))

    @cached_property
    def tree(self) -> tuple[Page | Branch, ...]:
        """The pages in the order in which they are walked, inside their sections."""
        return tuple(self._parts(iter_from=self.pages, section=""))

    def _parts(self, *, iter_from: tuple[Page, ...], section: str) -> Iterator[Page | Branch]:
        """Give the parts of a section; the pages of a section stand side by side."""
        done: set[str] = set()
        for page in iter_from:
            inner = self._below(page.section, section)
            if inner is None:
                yield page
            elif inner not in done:
                done.add(inner)
                inside = tuple(each for each in iter_from if self._is_in(each.section, inner))
                yield Branch(self.sections[inner], tuple(self._parts(iter_from=inside, section=inner)))

    def _below(self, section: str, outer: str) -> str | None:
        """Return the section right below `outer` that holds `section`; None if they are the same."""
        while section != outer:
            parent = self.sections[section].parent
            if parent == outer:
                return section
            section = parent
        return None

    def _is_in(self, section: str, outer: str) -> bool:
        while section and section != outer:
            section = self.sections[section].parent
        return section == outer

    def repeats_around(self, section: str) -> tuple[str, ...]:
        """Return the names of the repeats around a page with this section, outermost first."""
        found: list[str] = []
        while section:
            if self.sections[section].is_repeat:
                found.insert(0, section)
            section = self.sections[section].parent
        return tuple(found)

    @cached_property
    def positions(self) -> Mapping[str, tuple[tuple[int, bool], ...]]:
        """Page name -> its position at each level of the tree, and whether a repeat begins there."""
        return dict(_positions(self.tree, ()))

    @cached_property
    def _within(self) -> Mapping[str, tuple[str, ...]]:
        """Repeat name -> the names of everything inside it: questions, and repeats."""
        found: dict[str, list[str]] = {name: [] for name, section in self.sections.items() if section.is_repeat}
        for name, section in self.sections.items():
            for outer in self.repeats_around(section.parent) if section.is_repeat else ():
                found[outer].append(name)
        for page in self.pages:
            for outer in self.repeats_around(page.section):
                found[outer].extend(question.name for question in page.questions)
        return {name: tuple(inside) for name, inside in found.items()}

    def names_within(self, repeat: str) -> tuple[str, ...]:
        """Return the names of the questions and repeats inside a repeat."""
        return self._within[repeat]

    @cached_property
    def depths(self) -> Mapping[str, tuple[str, ...]]:
        """Question name -> the repeats around it, for the questions of repeats."""
        inside = {page.name: self.repeats_around(page.section) for page in self.pages}
        return {q.name: inside[page.name] for page in self.pages for q in page.questions if inside[page.name]}

    @cached_property
    def _pages_by_name(self) -> Mapping[str, Page]:
        return {page.name: page for page in self.pages} | {
            section.name: section.more_page for section in self.sections.values() if section.is_open
        }

    @cached_property
    def _numbered_pages(self) -> dict[str, Page]:
        return {}

    @cached_property
    def _orders(self) -> dict[str, tuple[int, ...]]:
        return {}

    def order(self, name: str) -> tuple[int, ...]:
        """Return where a page stands, as a key to compare; in a repeat with the number of the instance.

        Raises
        ------
        QuestionnaireError : if there is no such page
        """
        if known := self._orders.get(name):
            return known
        self.page(name)
        base, place = split_name(name)
        numbers, key = iter(place), []
        for position, is_repeat in self.positions[base]:
            key += [position, next(numbers)] if is_repeat else [position]
        self._orders[name] = tuple(key)
        return self._orders[name]

    def page(self, name: str) -> Page:
        """Return a page by name; in a repeat the page of one instance, such as `person[2]`."""
        if known := self._numbered_pages.get(name):
            return known
        base, place = split_name(name)
        found = self._pages_by_name.get(base)
        if found is None or (place and len(place) != len(self.repeats_around(found.section))):
            raise QuestionnaireError(f"Unknown page '{name}'", hint=suggestion(name, self._pages_by_name), got=name)
        if place:
            found = self._numbered_pages[name] = found.numbered(place)
        return found

    def question(self, name: str) -> Question:
        """Return a question by name; in a repeat the question of one instance, such as `age[2]`."""
        if found := self.questions.get(name):
            return found
        base, place = split_name(name)
        known = self.questions.get(base) if place else None
        if known is not None:
            return next(q for q in self.page(numbered(known.block, place)).questions if q.name == name)
        if place and base in self.sections and self.sections[base].is_open:
            return self.page(name).questions[0]
        raise QuestionnaireError(f"Unknown question '{name}'", hint=suggestion(name, self.questions), got=name)


def _positions(
    parts: tuple[Page | Branch, ...], above: tuple[tuple[int, bool], ...]
) -> Iterator[tuple[str, tuple[tuple[int, bool], ...]]]:
    for position, part in enumerate(parts):
        if isinstance(part, Page):
            yield part.name, (*above, (position, False))
            continue
        here = (*above, (position, part.section.is_repeat))
        yield from _positions(part.parts, here)
        if part.section.is_open:
            yield part.section.name, (*here, (len(part.parts), False))
