"""Numbers of questions, the same on paper, in the flow chart and in the words of a condition."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from querschnitt.core.instrument import Instrument, Question


def is_numbered(question: Question) -> bool:
    """Whether a question has a number of its own: it is asked, and is not the line beside "other"."""
    return question.takes_answers and not question.other_of


def question_numbers(instrument: Instrument) -> Mapping[str, str]:
    """Return the number of each question, in the order of the questionnaire; in a repeat they are counted once.

    The text field of "other" has the number of its question.
    """
    numbers: dict[str, str] = {}
    for question in instrument.questions.values():
        if is_numbered(question):
            numbers[question.name] = str(len(numbers) + 1)
    beside = {
        question.name: numbers[question.other_of]
        for question in instrument.questions.values()
        if question.other_of in numbers
    }
    return MappingProxyType(numbers | beside)
