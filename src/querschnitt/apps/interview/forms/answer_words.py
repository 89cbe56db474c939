"""Answers as a form holds them, and as they are said in words."""

from __future__ import annotations

import datetime
from decimal import Decimal

from querschnitt.apps.interview.forms.moment_words import Moment
from querschnitt.apps.interview.forms.speech import Speech
from querschnitt.core.instrument.answers import MISSING_ENTRIES
from querschnitt.core.instrument.expressions import dates
from querschnitt.core.instrument.expressions.operations import text as as_text
from querschnitt.core.instrument.model import MISSING_LIST, NO, YES, Kind, Question
from querschnitt.core.instrument.values import MISSING_BY_CODE, Missing, Value

_ENTRY_OF = {missing: entry for entry, missing in MISSING_ENTRIES.items()}


def entries(value: Value | None) -> tuple[str, ...]:
    """Return a stored answer as the form sends it.

    >>> entries(("de", "ar")), entries(Missing.REFUSED), entries(1985), entries(None)
    (('de', 'ar'), ('__refused__',), ('1985',), ())
    >>> entries(datetime.time(9, 5)), entries(Decimal("1.250"))
    (('09:05',), ('1.2500',))
    """
    if value is None:
        return ()
    if isinstance(value, Missing):
        return (_ENTRY_OF.get(value, ""),)
    if isinstance(value, tuple):
        return value
    if isinstance(value, datetime.time):
        return (value.isoformat("minutes"),)
    return (_number(value) if isinstance(value, Decimal) else str(value),)


def _number(value: Decimal) -> str:
    """Write a number so that it has one reading: three decimals could be thousands, a fourth one cannot."""
    written = f"{value:f}"
    return written + "0" if len(written.partition(".")[2]) == 3 else written


def plain_number(value: Decimal) -> str:
    """Write a number as people do.

    >>> plain_number(Decimal("0.50")), plain_number(Decimal("10")), plain_number(Decimal("2.0"))
    ('0.5', '10', '2')
    """
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def answer_words(question: Question, value: Value | None, speech: Speech) -> tuple[str, ...]:
    """Return an answer in words, one text for each choice; nothing if there is none."""
    if isinstance(value, Missing):
        missing = speech.instrument.choice_lists.get(MISSING_LIST, ())
        return tuple(speech.say(choice.labels) for choice in missing if MISSING_BY_CODE.get(choice.name) is value)
    if question.asks_for_more:
        return tuple(str(speech.texts[code]) for code in entries(value) if code in (YES, NO))
    if question.kind is Kind.ACKNOWLEDGE:
        return (str(speech.texts["yes"]),) if value is not None else ()
    if not question.kind.has_choices:
        return () if value is None else (speech.spell(value),)
    known = {choice.name: choice for choice in question.choices}
    said = [speech.say(known[code].labels, question.place) if code in known else code for code in entries(value)]
    return tuple(f"{place}. {label}" for place, label in enumerate(said, 1)) if _is_ranked(question) else tuple(said)


def _is_ranked(question: Question) -> bool:
    return question.kind is Kind.RANK


def fixed_words(question: Question, value: object, speech: Speech) -> str:
    """Return a value that is calculated or read-only in words."""
    if value is None or isinstance(value, Missing):
        return str(speech.texts["no_answer"])
    if question.kind.has_choices and isinstance(value, (str, tuple)):
        return ", ".join(answer_words(question, value, speech))
    if isinstance(value, (int, float, Decimal)):
        return speech.number(plain_number(value) if isinstance(value, Decimal) else as_text(value))
    moment = _moment(question, value)
    return as_text(value) if moment is None else speech.spell(moment)


def _moment(question: Question, value: object) -> Moment | None:
    """Return the date or time that a calculation means; None if it means none.

    A date shows no clock and a time no date, if that is what the question is about.
    """
    found = value
    if isinstance(value, str):
        read = {Kind.DATE: dates.read_date, Kind.TIME: dates.read_time}.get(question.kind)
        found = read(value) if read else None
    if isinstance(found, datetime.datetime) and question.kind in (Kind.DATE, Kind.TIME):
        return found.date() if question.kind is Kind.DATE else found.time()
    return found if isinstance(found, (datetime.date, datetime.time)) else None
