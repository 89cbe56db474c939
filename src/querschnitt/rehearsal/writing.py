"""How an answer is written into the fields of a page, as a person's browser would send it."""

from __future__ import annotations

from collections.abc import Mapping

from querschnitt.apps.interview.sent import SEARCH_FIELD
from querschnitt.core.errors import StateError
from querschnitt.core.instrument import Kind, Missing, Question, Value
from querschnitt.core.instrument.answers import MISSING_FIELD, RANK_FIELD, read_answer
from querschnitt.core.instrument.reading import UnreadableAnswerError
from querschnitt.core.instrument.walk import form_entries
from querschnitt.rehearsal.browser import Fields

Entries = dict[str, list[str]]


def written(question: Question, value: Value, fields: Fields, *, language: str) -> Entries:
    """Return the entries for an answer.

    Raises
    ------
    StateError : if the page offers no field for it
    """
    entries = _entries(question, value, fields, language)
    for key, values in entries.items():
        offered = fields.offered.get(key)
        lacking = [each for each in values if offered is not None and each not in offered]
        if lacking or (offered is None and key not in fields.filled):
            raise StateError(
                "The page offers no field for an answer", where=f"question '{question.name}'", got=lacking or key
            )
    return entries


def _entries(question: Question, value: Value, fields: Fields, language: str) -> Entries:
    name = question.name
    if question.kind is Kind.RANK and isinstance(value, tuple):
        return {f"{name}{RANK_FIELD}{code}": [str(place)] for place, code in enumerate(value, start=1)}
    if name + SEARCH_FIELD in fields.filled and not isinstance(value, Missing):
        (code,) = value if isinstance(value, tuple) else (str(value),)
        return {name + SEARCH_FIELD: [question.choice(code).labels.get(language, code)]}
    return {key: list(given) for key, given in form_entries(question, value).items()}


def is_searched(question: Question, fields: Fields) -> bool:
    """Whether the page has a field to search the choices in."""
    return question.name + SEARCH_FIELD in fields.filled


def untouched(question: Question, fields: Fields) -> Entries:
    """Return what a browser sends of a question that nobody has touched: what stands in its fields."""
    name = question.name
    own = (name, name + MISSING_FIELD, name + SEARCH_FIELD)
    return {
        key: list(values) for key, values in fields.filled.items() if key in own or key.startswith(name + RANK_FIELD)
    }


def as_left(question: Question, entries: Mapping[str, list[str]]) -> Value | None:
    """Return the answer that stands in untouched fields.

    Raises
    ------
    StateError : if it is one that the question does not accept
    """
    try:
        return read_answer(question, entries)
    except UnreadableAnswerError as error:
        raise StateError(
            "A field holds what its question does not accept", where=f"question '{question.name}'", got=error.code
        ) from error
