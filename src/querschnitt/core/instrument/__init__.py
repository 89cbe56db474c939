"""The questionnaire: model, expressions, routing, answers, checks, and the rows of a workbook in and out."""

from querschnitt.core.instrument.answers import Accepted, AnswerError, accept
from querschnitt.core.instrument.expressions import Expression, ExpressionError, evaluate
from querschnitt.core.instrument.model import Choice, Instrument, Kind, Page, Question
from querschnitt.core.instrument.routing import (
    active_answers,
    applicable,
    next_page,
    path,
    previous_page,
    route,
    visible,
)
from querschnitt.core.instrument.values import Answers, Missing, Value

__all__ = [
    "Accepted",
    "AnswerError",
    "Answers",
    "Choice",
    "Expression",
    "ExpressionError",
    "Instrument",
    "Kind",
    "Missing",
    "Page",
    "Question",
    "Value",
    "accept",
    "active_answers",
    "applicable",
    "evaluate",
    "next_page",
    "path",
    "previous_page",
    "route",
    "visible",
]
