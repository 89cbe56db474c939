"""The proof that all languages route identically.

First by construction: no condition looks at words, which differ between languages, not even through a calculated
value. Then by trial: each sheet is walked in every language, as a whole and page by page as a browser sends it, and
gives the same pages, questions, choices and values; its texts are filled in on the way.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.tree import Call, nodes
from querschnitt.core.instrument.model import Instrument, Question
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.piping import fill
from querschnitt.core.instrument.proof.coverage.walking import Sheet
from querschnitt.core.instrument.proof.logic.judging import inputs
from querschnitt.core.instrument.proof.logic.layout import Condition, Layout
from querschnitt.core.instrument.routing import Route, route
from querschnitt.core.instrument.walk import steps

Progress = Callable[[str, int, int], None]

OF_WORDS = frozenset({"jr:choice-name"})
"""Functions whose result is in the language of the interview."""

PAGES_SENT = 2500
"""Pages that are sent through `accept`; beyond them sheets are walked as a whole."""

COMMON = 250
"""Questions of a questionnaire for which these limits are meant; in a larger one they are lower."""

WALKS = 3000
"""Walks of sheets in languages. Where there would be more, each sheet is walked in some of them, taking turns."""


@dataclass(frozen=True)
class Difference:
    """A sheet that goes another way in one language than in the source language."""

    sheet: int
    language: str
    expected: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """Whether all languages route identically, and on what that rests.

    Attributes
    ----------
    language_bound : conditions that look at words
    differences : sheets that went another way
    walks : sheets walked, counted for each language
    pages_sent : pages sent through `accept`, as a browser does
    """

    languages: tuple[str, ...]
    language_bound: tuple[Condition, ...]
    differences: tuple[Difference, ...]
    walks: int
    pages_sent: int

    @property
    def is_proven(self) -> bool:
        return not self.language_bound and not self.differences


def compare_languages(
    layout: Layout, sheets: tuple[Sheet, ...], occasion: Occasion, progress: Progress | None = None
) -> Alike:
    """Prove that all languages route identically, or show where they do not."""
    instrument = layout.instrument
    told = progress or (lambda what, done, total: None)
    differences, walks, sent = [], 0, 0
    effort = _effort(instrument)
    turns = min(len(instrument.languages), max(2, int(WALKS / effort) // max(1, len(sheets))))
    for number, sheet in enumerate(sheets, start=1):
        told("languages", number - 1, len(sheets))
        source = _Walk(instrument, sheet, occasion, instrument.default_language)
        expected = source.whole()
        # Beginning with another language each time, so that every one is sent where not all can be.
        for place in range(turns):
            language = instrument.languages[(number * turns + place) % len(instrument.languages)]
            walk = _Walk(instrument, sheet, occasion, language)
            found = walk.whole()
            walks += 1
            if found == expected and sent < PAGES_SENT / effort and not sheet.stuck:
                found, pages = walk.page_by_page(expected)
                sent += pages
            if found != expected:
                differences.append(Difference(number, language, expected, found))
    return Alike(
        languages=instrument.languages,
        language_bound=tuple(conditions_of_words(layout)),
        differences=tuple(differences),
        walks=walks,
        pages_sent=sent,
    )


def _effort(instrument: Instrument) -> float:
    """Return how much longer a page takes than in a common questionnaire: each choice of a filter is looked at."""
    questions = instrument.questions.values()
    filtered = sum(len(question.codes) for question in questions if question.choice_filter is not None)
    return max(1.0, (len(questions) + filtered) / COMMON)


@dataclass(frozen=True)
class _Walk:
    """One sheet in one language."""

    instrument: Instrument
    sheet: Sheet
    occasion: Occasion
    language: str

    def whole(self) -> tuple[str, ...]:
        """Walk the sheet at once; return what is shown, in order, with all that decides about the way."""
        occasion = replace(self.occasion, language=self.language)
        try:
            found = route(self.instrument, self.sheet.answers, occasion=occasion)
        except QuestionnaireError as error:
            return (str(error),)
        self._fill(found)
        return tuple(_signature(found))

    def _fill(self, found: Route) -> None:
        """Fill in every text that the sheet shows: a text that cannot be filled would stop an interview."""
        for page in found.pages:
            for question in found.visible[page.name]:
                for texts in (question.labels, question.hints):
                    if self.language in texts:
                        fill(texts[self.language], self.instrument, found.known, language=self.language,
                             place=question.place)  # fmt: skip

    def page_by_page(self, expected: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
        """Send the sheet page by page; return what came out, and the number of pages."""
        occasion = replace(self.occasion, language=self.language)
        rng = random.Random(0)  # noqa: S311 - nothing is drawn: every answer is given

        def choose(question: Question, answers: object) -> object:
            return self.sheet.answers.get(question.name)

        pages, answers = 0, {}
        try:
            for step in steps(self.instrument, rng, choose, occasion=occasion):  # type: ignore[arg-type]
                pages += 1
                answers = dict(step.accepted.answers)
            found = tuple(_signature(route(self.instrument, answers, occasion=occasion)))
        except QuestionnaireError as error:
            return (str(error),), pages
        return found, pages


def _signature(found: Route) -> Iterator[str]:
    for page in found.pages:
        yield page.name
        for question in found.visible[page.name]:
            yield f"  {question.name}: {' '.join(question.codes)}"


def conditions_of_words(layout: Layout) -> Iterator[Condition]:
    """Give the conditions whose outcome may differ between languages."""
    bound: set[str] = set()
    for step in layout.steps.values():
        fixed = step.fixed
        if fixed is not None and _looks_at_words(fixed.expression, bound):
            bound.add(step.name)
    done: set[tuple[str, str, str]] = set()
    for step in layout.steps.values():
        own = (step.own("constraint"), step.own("choice_filter"), step.own("required"))
        for condition in (*step.conditions, *own):
            if condition is None or (condition.owner, condition.name, condition.column) in done:
                continue
            done.add((condition.owner, condition.name, condition.column))
            if _looks_at_words(condition.expression, bound):
                yield condition


def _looks_at_words(expression: Expression, bound: set[str]) -> bool:
    calls = any(isinstance(node, Call) and node.function in OF_WORDS for node in nodes(expression.tree))
    return calls or bool(bound & set(inputs(expression.tree)))
