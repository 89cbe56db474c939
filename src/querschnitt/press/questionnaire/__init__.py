"""The questionnaire on paper: one PDF a language, with the arrows that a screen does not need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from querschnitt.core.errors import InputError
from querschnitt.core.instrument import Instrument, content_hash
from querschnitt.press.fonts import family, require_families
from querschnitt.press.phrases import Direction
from querschnitt.press.questionnaire.compose import compose
from querschnitt.press.questionnaire.conditions import Speaker
from querschnitt.press.questionnaire.numbering import question_numbers
from querschnitt.press.questionnaire.skips import skips
from querschnitt.press.questionnaire.values import Paragraphs, Sheet
from querschnitt.press.questionnaire.wording import Wording
from querschnitt.press.questionnaire.words import paper_words
from querschnitt.press.typesetting import language_and_region, typeset

INTRODUCTION = ("info_who", "info_why", "info_what_happens", "info_voluntary")
LAW, THANKS = "info_law", "finish_thanks"

__all__ = ["Edition", "is_draft", "print_questionnaire"]


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What is printed.

    Attributes
    ----------
    language, direction : tag of one of the questionnaire's languages, and where its script begins
    for_interviewers : with the notes for interviewers
    phone : what stands for `{phone}` in the texts
    """

    language: str
    direction: Direction = "ltr"
    for_interviewers: bool = False
    phone: str = ""


def is_draft(language: str) -> bool:
    """Whether the fixed words of a language have not been read by people whose mother tongue it is."""
    return paper_words(language).is_draft


def print_questionnaire(instrument: Instrument, edition: Edition) -> bytes:
    """Print a questionnaire in one language, as a PDF/UA-1.

    Raises
    ------
    InputError : if it has no such language, or this machine lacks the font
    """
    if edition.language not in instrument.languages:
        raise InputError(
            "The questionnaire does not have this language",
            got=edition.language,
            expected=", ".join(instrument.languages),
        )
    font = family(edition.language)
    require_families({font})
    return typeset("questionnaire.typ", _data(instrument, edition, font))


def _data(instrument: Instrument, edition: Edition, font: str) -> dict[str, object]:
    words = paper_words(edition.language)
    speaker = Speaker(instrument, words, question_numbers(instrument), edition.language)
    wording = Wording(speaker, edition.direction)
    sheet = compose(wording, skips(instrument), for_interviewers=edition.for_interviewers)
    language, region = language_and_region(edition.language)
    arrow = "←" if edition.direction == "rtl" else "→"
    return {
        "lang": language,
        "region": region,
        "rtl": edition.direction == "rtl",
        "font": font,
        "arrow": arrow,
        "phone": edition.phone,
        "title": wording.said(instrument.texts.get("survey_title", {})) or instrument.title or instrument.name,
        "publisher": [wording.said(instrument.texts.get(key, {})) for key in ("city_name", "office_name")],
        "edition": words.texts["edition"] if edition.for_interviewers else "",
        "interviewer": words.texts["interviewer"],
        "introduction": _texts(wording, INTRODUCTION),
        "law": _texts(wording, (LAW,)),
        "thanks": _texts(wording, (THANKS,)),
        "how_to": {"title": words.texts["how_to_title"], "text": wording.cut(words.say("how_to", arrow=arrow))},
        "page": words.texts["page"],
        "version": wording.cut(words.say("version", version=instrument.version)),
        "hash": content_hash(instrument)[:12],
        "appendix": words.texts["appendix"],
        **_printed(sheet),
    }


def _texts(wording: Wording, keys: tuple[str, ...]) -> Paragraphs:
    texts: Mapping[str, Mapping[str, str]] = wording.speaker.instrument.texts
    return [paragraph for key in keys for paragraph in wording.paragraphs(texts.get(key, {}))]


def _printed(sheet: Sheet) -> dict[str, object]:
    """Turn values into what the template reads, each with the name of its kind."""
    blocks = []
    for block in sheet.blocks:
        entry = asdict(block) | {"kind": type(block).__name__}
        if "controls" in entry:
            controls = getattr(block, "controls", ())
            entry["controls"] = [asdict(control) | {"kind": type(control).__name__} for control in controls]
        blocks.append(entry)
    return {"blocks": blocks, "lists": [asdict(listed) for listed in sheet.lists]}
