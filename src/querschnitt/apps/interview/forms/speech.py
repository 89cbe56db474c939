"""How the questionnaire speaks on a page: its texts in one language, with the answers filled in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from urllib.parse import quote

from django.utils.safestring import SafeString

from querschnitt.apps.interview.forms.moment_words import moment_words
from querschnitt.apps.interview.wording import decimal_sign, isolated, said, wording
from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.expressions.operations import text as as_text
from querschnitt.core.instrument.model import Instrument, Page, Question, Section, Texts
from querschnitt.core.instrument.piping import fill, pipes

BETWEEN = " – "


@dataclass(frozen=True)
class Speech:
    """The voice of one page.

    Attributes
    ----------
    known : answers in force and calculated values, as texts may refer to them
    mode : how the interview is held; in other modes than web an interviewer reads the page
    audio : address of the folder of the files that are read aloud; "" if there is none
    """

    instrument: Instrument
    language: str
    known: Mapping[str, object] = field(default_factory=dict)
    mode: str = "web"
    audio: str = "/audio/"

    @property
    def texts(self) -> Mapping[str, SafeString]:
        """The interview's own words."""
        return wording(self.language)

    @property
    def is_read_out(self) -> bool:
        return self.mode != "web"

    def say(self, texts: Texts, place: tuple[int, ...] = ()) -> str:
        """Return a text of the questionnaire, as it is said in one instance of a repeat.

        A text whose braces do not fit together, which only a draft has, is said as it is written.
        """
        text = said(texts, self.language)
        try:
            return fill(text, self.instrument, self.known, language=self.language, place=place, spell=self.inside)
        except QuestionnaireError:
            return text

    def label(self, question: Question) -> str:
        """Return the wording of a question; the one after an instance of a repeat has words of ours."""
        if not question.asks_for_more:
            return self.say(question.labels, question.place)
        labels = self.instrument.sections[question.origin].labels
        if not said(labels, self.language) or _speaks_for_itself(labels, self.language):
            return self.texts["more_question"]
        return unescape(self.texts["more_question_of"]).format(title=self.say(labels, question.place[:-1]))

    def recording(self, question: Question) -> str:
        """Return the address at which the question is read aloud; "" if it is not, in this language."""
        name = question.audio.get(self.language, "")
        return f"{self.audio}{quote(name)}" if name and self.audio else ""

    def number(self, value: Decimal | str) -> str:
        """Return a number with the decimal sign of the language."""
        written = f"{value:f}" if isinstance(value, Decimal) else value
        return written.replace(".", decimal_sign(self.language))

    def spell(self, value: object) -> str:
        """Return a number, a date or a time as people write it in the language; anything else as it is."""
        if isinstance(value, (datetime.date, datetime.time)):
            return moment_words(value, self.language)
        if isinstance(value, (float, Decimal)):
            return self.number(value if isinstance(value, Decimal) else as_text(value))
        return as_text(value)

    def inside(self, value: object) -> str:
        """Return a value as it stands inside a text, which may run the other way."""
        return isolated(self.spell(value), self.language)

    def title(self, page: Page) -> str:
        """Return the heading of a page: the sections around it, which instance it is, and its own.

        What would be said twice is said once.
        """
        parts: list[str] = []
        for part in (*self._sections(page), self.own_title(page)):
            if part and part not in parts:
                parts.append(part)
        return BETWEEN.join(parts)

    def own_title(self, page: Page) -> str:
        """Return what a page is called inside the sections around it; "" if that is said by them already."""
        section = self.instrument.sections.get(page.section)
        is_named_by_repeat = section is not None and section.is_repeat and not said(section.labels, self.language)
        if page.origin in self.instrument.sections or is_named_by_repeat:
            return ""
        return self.say(page.labels, page.place)

    def instance(self, page: Page) -> str:
        """Return which instance of its repeats a page belongs to, such as "Person 2"; "" outside of repeats."""
        return BETWEEN.join(part for part in self._sections(page, only_repeats=True) if part) if page.place else ""

    def _sections(self, page: Page, *, only_repeats: bool = False) -> list[str]:
        said_of: list[str] = []
        numbers = list(page.place)
        place: tuple[int, ...] = ()
        for section in sections_around(self.instrument, page.section):
            if section.is_repeat:
                place = (*place, numbers.pop(0))
                # A repeat without a label is called like the page right in it.
                labels = page.labels if section.name == page.section and not section.labels else section.labels
                said_of.append(self._instance(labels, place))
            elif not only_repeats:
                said_of.append(self.say(section.labels, place))
        return said_of

    def _instance(self, labels: Texts, place: tuple[int, ...]) -> str:
        label = self.say(labels, place)
        if _speaks_for_itself(labels, self.language):
            return label
        return unescape(self.texts["instance"]).format(title=label, number=place[-1]).strip()


def _speaks_for_itself(labels: Texts, language: str) -> bool:
    """Whether a repeat's label holds an answer, such as a name: then it says itself which instance it is."""
    return bool(pipes(said(labels, language)))


def sections_around(instrument: Instrument, section: str) -> list[Section]:
    """Return the sections around a page, the outermost first."""
    found: list[Section] = []
    while section:
        found.insert(0, instrument.sections[section])
        section = instrument.sections[section].parent
    return found
