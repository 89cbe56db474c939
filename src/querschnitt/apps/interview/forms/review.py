"""The review: every answer in words, page by page, the pages of an instance of a repeat together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString

from querschnitt.apps.interview.forms.answer_words import answer_words, fixed_words
from querschnitt.apps.interview.forms.speech import Speech, sections_around
from querschnitt.core.instrument.model import MISSING_LIST, Instrument, Page, Question
from querschnitt.core.instrument.routing import Route
from querschnitt.core.instrument.values import Missing, Value

MOST_LINES = 20_000
"""Lines of choices that a process keeps, of some two hundred bytes each."""


@dataclass(frozen=True)
class ReviewLine:
    """A question and its answer in words; no words if there is no answer."""

    label: str
    words: tuple[str, ...]
    unit: str = ""

    def html(self, no_answer: str) -> str:
        """Return the line of the page."""
        words = "<br>".join(f"<bdi>{escape(word)}</bdi>" for word in self.words)
        said = words or f'<span class="none">{no_answer}</span>'
        unit = f" {escape(self.unit)}" if self.unit else ""
        return f"<div><dt>{escape(self.label)}</dt>\n<dd>{said}{unit}</dd></div>\n"


@dataclass(frozen=True)
class ReviewPart:
    """A page of the review. `instance` is said where the first page of an instance of a repeat begins; a page of a
    repeat without a heading of its own has no title. `lines` hold each question and its answer, as HTML.
    """

    page: Page
    title: str
    instance: str
    change: str
    lines: tuple[str, ...]

    @property
    def level(self) -> int:
        """Of the heading: pages of a repeat stand below the heading of their instance."""
        return 3 if self.page.place else 2

    def html(self, address: str, *, texts: Mapping[str, SafeString]) -> str:
        """Return the part as it stands on the page, with the way back to the page at ``address``.

        Written here and not by a template: a review has as many lines as the questionnaire has questions.
        """
        instance = f"<h2>{escape(self.instance)}</h2>\n" if self.instance else ""
        title = f"<h{self.level}>{escape(self.title)}</h{self.level}>\n" if self.title else ""
        lines = "".join(self.lines)
        change = f'<a href="{address}?from=review" aria-label="{self.change}">{texts["change"]}</a>'
        return f'<section class="part">\n{instance}{title}<dl>\n{lines}</dl>\n<p>{change}</p>\n</section>\n'


def review_parts(way: Route, speech: Speech) -> list[ReviewPart]:
    """Return the parts of the review in order; a page without answers has none."""
    parts: list[ReviewPart] = []
    before = ""
    for page in way.pages:
        asked = [question for question in way.visible[page.name] if question.kind.is_asked]
        instance = speech.instance(page)
        if asked:
            title, change = _common_title(speech.instrument, speech.language, page) or _title(page, speech)
            parts.append(
                ReviewPart(
                    page=page,
                    title=speech.own_title(page) if page.place else title,
                    instance=instance if instance != before else "",
                    change=change,
                    lines=tuple(_drawn(question, way, speech) for question in asked),
                )
            )
            before = instance
    return parts


@lru_cache(maxsize=MOST_LINES)
def _common_title(instrument: Instrument, language: str, page: Page) -> tuple[str, str] | None:
    """Return what `_title` does, which is the same for everybody; None if there are answers in it."""
    texts = (page.labels, *(section.labels for section in sections_around(instrument, page.section)))
    if page.place or any("{" in text for labels in texts for text in labels.values()):
        return None
    return _title(page, Speech(instrument, language))


def _title(page: Page, speech: Speech) -> tuple[str, str]:
    """Return the heading of a page, and what is said of the way back to it."""
    title = speech.title(page)
    return title, speech.texts["change_what"].replace("{title}", escape(title))


def _drawn(question: Question, way: Route, speech: Speech) -> str:
    value = way.active.get(question.name)
    if question.is_plain and question.kind.has_choices:
        common = _common(speech.instrument, speech.language, question.name, value)
        if common is not None:
            return common
    return _line(question, way, speech).html(speech.texts["no_answer"])


@lru_cache(maxsize=MOST_LINES)
def _common(instrument: Instrument, language: str, name: str, value: Value | None) -> str | None:
    """Return the line of a choice, which many people share; None if its words depend on other answers."""
    question, speech = instrument.question(name), Speech(instrument, language)
    missing = instrument.choice_lists.get(MISSING_LIST, ())
    texts = (question.labels, *(choice.labels for choice in (*question.choices, *missing)))
    if any("{" in text for labels in texts for text in labels.values()):
        return None
    way = Route((), {}, {}, active={} if value is None else {name: value}, calculated={}, lasting={}, defaults={})
    return _line(question, way, speech).html(speech.texts["no_answer"])


def _line(question: Question, way: Route, speech: Speech) -> ReviewLine:
    label = speech.label(question)
    if not question.takes_answers:
        return ReviewLine(label, (fixed_words(question, way.calculated.get(question.name), speech),))
    value = way.active.get(question.name)
    unit = "" if value is None or isinstance(value, Missing) else _unit(question, speech)
    return ReviewLine(label, answer_words(question, value, speech), unit)


def _unit(question: Question, speech: Speech) -> str:
    return str(speech.texts["euro_unit"]) if "euro" in question.appearance else ""
