"""A whole questionnaire on one page of phones: each of its pages as respondents see it, languages side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string

from querschnitt.apps.interview.views.preview import preview_pages, render_page
from querschnitt.apps.interview.wording import direction, own_name, said
from querschnitt.core.errors import InputError, suggestion
from querschnitt.core.instrument.model import Instrument

STYLE = Path(__file__).parent / "static" / "interview" / "interview.css"
_LINK = re.compile(r"<link [^>]*rel=\"stylesheet\"[^>]*>")


@dataclass(frozen=True)
class Phone:
    """One page in one language: a whole HTML document, to be shown in a frame of its own."""

    language: str
    name: str
    document: str


@dataclass(frozen=True)
class Row:
    """One page of the questionnaire in all the languages that are looked at."""

    page: str
    heading: str
    phones: tuple[Phone, ...]


def chosen_languages(instrument: Instrument, wished: Sequence[str]) -> tuple[str, ...]:
    """Return the languages to look at: those wished for, or the first two.

    Raises
    ------
    InputError : if the questionnaire has no such language
    """
    for tag in wished:
        if tag not in instrument.languages:
            raise InputError(
                "The questionnaire has no such language", got=tag, expected=", ".join(instrument.languages),
                hint=suggestion(tag, instrument.languages),
            )  # fmt: skip
    return tuple(wished) or instrument.languages[:2]


def phone_rows(instrument: Instrument, languages: Iterable[str]) -> Iterator[Row]:
    """Give the pages in the order of the questionnaire."""
    tags, style = tuple(languages), f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
    for name in preview_pages(instrument):
        page = instrument.page(name)
        phones = tuple(
            Phone(
                language=tag,
                name=own_name(tag, instrument.language_names),
                document=_LINK.sub(lambda _: style, render_page(instrument, name, language=tag)),
            )
            for tag in tags
        )
        yield Row(page=name, heading=said(page.labels, instrument.default_language), phones=phones)


def show_on_phones(instrument: Instrument, languages: Sequence[str]) -> str:
    """Return one HTML page that needs no server, no script and nothing from elsewhere."""
    context = {
        "title": instrument.title,
        "version": instrument.version,
        "language": instrument.default_language,
        "direction": direction(instrument.default_language),
        "rows": list(phone_rows(instrument, languages)),
    }
    return render_to_string("interview/phones.html", context)
