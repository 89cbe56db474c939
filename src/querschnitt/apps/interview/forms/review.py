"""The review: every answer in words, page by page, the pages of an instance of a repeat together."""

from __future__ import annotations

from dataclasses import dataclass

from querschnitt.apps.interview.forms.answer_words import answer_words, fixed_words
from querschnitt.apps.interview.forms.speech import Speech
from querschnitt.apps.interview.wording import filled
from querschnitt.core.instrument.model import Page, Question
from querschnitt.core.instrument.routing import Route
from querschnitt.core.instrument.values import Missing


@dataclass(frozen=True)
class ReviewLine:
    """A question and its answer in words; no words if there is no answer."""

    label: str
    words: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True)
class ReviewPart:
    """A page of the review. `instance` is said where the first page of an instance of a repeat begins; a page of a
    repeat without a heading of its own has no title.
    """

    page: Page
    title: str
    instance: str
    change: str
    lines: tuple[ReviewLine, ...]

    @property
    def level(self) -> int:
        """Of the heading: pages of a repeat stand below the heading of their instance."""
        return 3 if self.page.place else 2


def review_parts(way: Route, speech: Speech) -> list[ReviewPart]:
    """Return the parts of the review in order; a page without answers has none."""
    parts: list[ReviewPart] = []
    before = ""
    for page in way.pages:
        asked = [question for question in way.visible[page.name] if question.kind.is_asked]
        instance = speech.instance(page)
        if asked:
            title = speech.title(page)
            parts.append(
                ReviewPart(
                    page=page,
                    title=speech.own_title(page) if page.place else title,
                    instance=instance if instance != before else "",
                    change=filled(speech.texts["change_what"], title=title),
                    lines=tuple(_line(question, way, speech) for question in asked),
                )
            )
            before = instance
    return parts


def _line(question: Question, way: Route, speech: Speech) -> ReviewLine:
    label = speech.label(question)
    if not question.takes_answers:
        return ReviewLine(label, (fixed_words(question, way.calculated.get(question.name), speech),))
    value = way.active.get(question.name)
    unit = "" if value is None or isinstance(value, Missing) else _unit(question, speech)
    return ReviewLine(label, answer_words(question, value, speech), unit)


def _unit(question: Question, speech: Speech) -> str:
    return str(speech.texts["euro_unit"]) if "euro" in question.appearance else ""
