"""The texts of a questionnaire, each with its address and what a translator has to know about it.

A text is addressed by sheet, name and column, as in the workbook; for a choice the name is `list/choice`. Texts stand
in the order in which a person reads the questionnaire: what comes before the first page, pages with questions, each
list of choices where it is first met, then what is read after the last page.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from querschnitt.core.instrument.model import MISSING_LIST, Choice, Instrument, Page, Question, Section, Texts
from querschnitt.core.instrument.placeholders import placeholders
from querschnitt.core.instrument.text_context import Describer
from querschnitt.core.instrument.wording_faults import text_length

CHOICE_LENGTH = 90
"""Characters of a choice: four lines on a screen of 320 CSS pixels, 23 characters a line. What is left of the screen
beside margins, padding and the mark is 207 pixels; a character of the interview's text (18 pixels) takes about 9."""

SELECT_LENGTH = 24
"""Characters of a choice in a drop-down field, which shows one line: 224 pixels between its edges and its arrow."""

QUESTION_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "label": "labels",
        "hint": "hints",
        "guidance_hint": "guidance",
        "constraint_message": "constraint_messages",
        "required_message": "required_messages",
    }
)
"""Columns of a question that hold words, and where the model has them. `media::audio` names files, it is no text."""

_AFTER = ("finish_",)


class Address(NamedTuple):
    """Where a text stands in the workbook."""

    sheet: str
    name: str
    column: str

    @property
    def key(self) -> str:
        """The address in one word.

        >>> Address("choices", "yes_no/yes", "label").key
        'choices/yes_no/yes/label'
        """
        return f"{self.sheet}/{self.name}/{self.column}"


@dataclass(frozen=True)
class TextUnit:
    """One text in all its languages.

    Attributes
    ----------
    texts : language tag -> text
    source : the text in the questionnaire's default language
    context : German, for the translator: what it is, where it stands, what its placeholders mean; one thing a line
    max_length : in characters (code points, NFC), or None where any length will do
    placeholders : what each translation must hold too
    page, question : names of the page and the question where it is read first, or ""
    is_for_interviewers : whether the respondent never sees it
    """

    key: str
    sheet: str
    name: str
    column: str
    texts: Texts
    source: str
    context: str
    max_length: int | None = None
    placeholders: tuple[str, ...] = ()
    page: str = ""
    question: str = ""
    is_for_interviewers: bool = False


def source_hash(text: str) -> str:
    """Return the SHA-256 of a text in Unicode's normal form C, as 64 hexadecimal digits.

    The same letters typed in another way, and the same lines ended in another way, are the same text.

    >>> source_hash("a\u0308\\r\\n") == source_hash("ä\\n")
    True
    """
    return hashlib.sha256(unicodedata.normalize("NFC", even_lines(text)).encode("utf-8", "surrogatepass")).hexdigest()


def even_lines(text: str) -> str:
    """Return the text with its lines ended in one way.

    >>> even_lines("eins\\r\\nzwei\\rdrei")
    'eins\\nzwei\\ndrei'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_units(instrument: Instrument) -> tuple[TextUnit, ...]:
    """Return every text of an instrument once, in the order in which a person reads them."""
    return tuple(_Reader(instrument).units())


@dataclass(frozen=True)
class _Place:
    page: str = ""
    question: str = ""


class _Reader:
    """Walks through an instrument and gives its texts."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.describer = Describer(instrument)
        self.done: set[str] = set()

    def units(self) -> Iterator[TextUnit]:
        before = [key for key in self.instrument.texts if not key.startswith(_AFTER)]
        after = [key for key in self.instrument.texts if key.startswith(_AFTER)]
        for key in before:
            yield from self._wave_text(key)
        for page in self.instrument.pages:
            yield from self._section(page.section, page)
            yield from self._page(page)
        for name, choices in self.instrument.choice_lists.items():
            yield from self._choices(name, choices, _Place())
        for key in after:
            yield from self._wave_text(key)

    def _wave_text(self, key: str) -> Iterator[TextUnit]:
        lines = self.describer.wave_text(key)
        yield from self._unit(Address("texts", key, "label"), self.instrument.texts[key], lines, place=_Place())

    def _section(self, name: str, page: Page) -> Iterator[TextUnit]:
        """Give the headings of the sections around a page, outer ones first."""
        section = self.instrument.sections.get(name)
        if section is None:
            return
        yield from self._section(section.parent, page)
        lines = self.describer.section(name)
        yield from self._unit(Address("survey", name, "label"), section.labels, lines, place=_Place(page.name))

    def _page(self, page: Page) -> Iterator[TextUnit]:
        if page.name not in self.instrument.questions:
            address = Address("survey", page.name, "label")
            yield from self._unit(address, page.labels, self.describer.page(page), place=_Place(page.name))
        for question in page.questions:
            yield from self._question(question, page)

    def _question(self, question: Question, page: Page) -> Iterator[TextUnit]:
        place = _Place(page.name, question.name)
        for column, attribute in QUESTION_TEXTS.items():
            if column == "constraint_message":  # messages are read after the choices
                yield from self._choices(question.choice_list, question.choices, place)
                yield from self._missing(question, place)
            lines = self.describer.question(question, column, page)
            address = Address("survey", question.name, column)
            yield from self._unit(address, getattr(question, attribute), lines, place=place)

    def _missing(self, question: Question, place: _Place) -> Iterator[TextUnit]:
        if question.missing:
            yield from self._choices(MISSING_LIST, self.instrument.choice_lists.get(MISSING_LIST, ()), place)

    def _choices(self, name: str, choices: tuple[Choice, ...], place: _Place) -> Iterator[TextUnit]:
        lines = self.describer.choices(name)
        limit = SELECT_LENGTH if self.describer.is_drop_down(name) else CHOICE_LENGTH
        for choice in choices:
            address = Address("choices", f"{name}/{choice.name}", "label")
            yield from self._unit(address, choice.labels, lines, place=place, limit=limit)

    def _unit(
        self, address: Address, texts: Texts, lines: list[str], *, place: _Place, limit: int | None = None
    ) -> Iterator[TextUnit]:
        """Give a text, unless there is none or it was given before."""
        if not texts or address.key in self.done:
            return
        self.done.add(address.key)
        source = texts.get(self.instrument.default_language, "") or next(iter(texts.values()))
        marks = placeholders(source)
        longest = None if limit is None else max(limit, text_length(source))
        lines = [*lines, *self.describer.meanings(marks)]
        if longest is not None:
            lines.append(f"Höchstens {longest} Zeichen, damit der Text auf ein kleines Telefon passt")
        yield TextUnit(
            key=address.key,
            sheet=address.sheet,
            name=address.name,
            column=address.column,
            texts=texts,
            source=source,
            context="\n".join(" ".join(line.split()) for line in lines),
            max_length=longest,
            placeholders=marks,
            page=place.page,
            question=place.question,
            is_for_interviewers=address.column == "guidance_hint",
        )


def with_texts(instrument: Instrument, tag: str, mapping: Mapping[str, str], *, language_name: str = "") -> Instrument:
    """Return the instrument with the texts of one language replaced, or with the language added: for a look at work.

    `mapping` goes from key to text. A language that is there keeps the texts that are not in it; in one that is added
    they are not there. Nothing is checked: people are asked with what was released, which is checked as a workbook.
    """
    changed = _Changed(instrument, tag, mapping).instrument()
    if tag not in instrument.languages:
        changed = replace(changed, languages=(*instrument.languages, tag))
    if language_name or tag not in instrument.language_names:
        names = dict(instrument.language_names) | {tag: language_name or tag}
        changed = replace(changed, language_names=MappingProxyType(names))
    return changed


class _Changed:
    """Rebuilds an instrument with other texts in one language."""

    def __init__(self, instrument: Instrument, tag: str, mapping: Mapping[str, str]) -> None:
        self.original, self.tag, self.mapping = instrument, tag, mapping
        self.lists = {name: self._choices(name, choices) for name, choices in instrument.choice_lists.items()}

    def instrument(self) -> Instrument:
        texts = {key: self._texts("texts", key, "label", texts) for key, texts in self.original.texts.items()}
        return replace(
            self.original,
            pages=tuple(self._page(page) for page in self.original.pages),
            sections={name: self._section(section) for name, section in self.original.sections.items()},
            choice_lists=MappingProxyType(self.lists),
            texts=MappingProxyType(texts),
        )

    def _texts(self, sheet: str, name: str, column: str, texts: Texts) -> Texts:
        key = Address(sheet, name, column).key
        if not texts or key not in self.mapping:
            return texts
        return MappingProxyType(dict(texts) | {self.tag: self.mapping[key]})

    def _section(self, section: Section) -> Section:
        return replace(section, labels=self._texts("survey", section.name, "label", section.labels))

    def _page(self, page: Page) -> Page:
        labels = page.labels
        if page.name not in self.original.questions:
            labels = self._texts("survey", page.name, "label", labels)
        return replace(page, labels=labels, questions=tuple(self._question(question) for question in page.questions))

    def _question(self, question: Question) -> Question:
        texts = {
            attribute: self._texts("survey", question.name, column, getattr(question, attribute))
            for column, attribute in QUESTION_TEXTS.items()
        }
        return replace(
            question,
            labels=texts["labels"],
            hints=texts["hints"],
            guidance=texts["guidance"],
            constraint_messages=texts["constraint_messages"],
            required_messages=texts["required_messages"],
            choices=self._offered(question),
        )

    def _offered(self, question: Question) -> tuple[Choice, ...]:
        """Return the choices of a question; those of a whole list are the list, so that they are held once."""
        name = question.choice_list
        if question.choices is self.original.choice_lists.get(name):
            return self.lists[name]
        return self._choices(name, question.choices)

    def _choices(self, name: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple(
            replace(choice, labels=self._texts("choices", f"{name}/{choice.name}", "label", choice.labels))
            for choice in choices
        )
