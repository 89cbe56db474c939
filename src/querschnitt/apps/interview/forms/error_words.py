"""What a person is told about an answer that cannot be taken: what to do, never a code."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from querschnitt.apps.interview.forms.answer_words import plain_number
from querschnitt.apps.interview.forms.speech import Speech
from querschnitt.apps.interview.wording import filled, said
from querschnitt.core.instrument.answers import AnswerError
from querschnitt.core.instrument.model import Question

ERROR_TEXTS: Mapping[str, str] = {
    "required": "error_required",
    "not_a_choice": "error_not_a_choice",
    "not_found": "error_not_found",
    "not_a_number": "error_not_a_number",
    "not_an_integer": "error_not_an_integer",
    "not_on_scale": "scale_hint",
    "not_a_date": "error_not_a_date",
    "not_a_time": "error_not_a_time",
    "not_a_ranking": "error_not_a_ranking",
    "too_long": "error_too_long",
    "answer_and_missing": "error_answer_and_missing",
    "constraint": "error_constraint",
}
"""Code of an error (`core.instrument.answers`) -> key of the text."""

_REASONS = {"ambiguous": "error_ambiguous_number", "too many digits": "error_number_too_long"}


def error_text(question: Question, error: AnswerError, speech: Speech) -> str:
    """Return what to do about an error, in the words of the question if it has its own."""
    own = {"constraint": question.constraint_messages, "required": question.required_messages}.get(error.code, {})
    if said(own, speech.language):
        return speech.say(own, question.place)
    text = speech.texts[_key(error)]
    values = {
        name: speech.number(plain_number(value)) if isinstance(value, Decimal) else value
        for name, value in error.parameters.items()
        if f"{{{name}}}" in text
    }
    return filled(text, **values)


def _key(error: AnswerError) -> str:
    """Return the key of the text; some codes are said in more than one way."""
    parameters = error.parameters
    if error.code == "not_found" and parameters.get("candidates"):
        return "error_not_found_near"
    if error.code == "not_on_scale" and parameters.get("step") != 1:
        return "scale_step_hint"
    return _REASONS.get(str(parameters.get("reason")), ERROR_TEXTS[error.code])
