"""The questionnaire: model, expressions, routing, answers, checks, and the rows of a workbook in and out."""

from querschnitt.core.instrument.answer_json import decode_answers, encode_answers
from querschnitt.core.instrument.answers import Accepted, AnswerError, Form, accept
from querschnitt.core.instrument.completeness import Rule, classify, measure
from querschnitt.core.instrument.document import canonical, content_hash, from_document, to_document
from querschnitt.core.instrument.expressions import Expression, ExpressionError, evaluate
from querschnitt.core.instrument.faults import Fault, QuestionnaireErrors
from querschnitt.core.instrument.model import Choice, Instrument, Kind, Page, Question
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.piping import fill
from querschnitt.core.instrument.routing import (
    Route,
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
    "Fault",
    "Form",
    "Instrument",
    "Kind",
    "Missing",
    "Occasion",
    "Page",
    "Question",
    "QuestionnaireErrors",
    "Route",
    "Rule",
    "Value",
    "accept",
    "active_answers",
    "applicable",
    "canonical",
    "classify",
    "content_hash",
    "decode_answers",
    "encode_answers",
    "evaluate",
    "fill",
    "from_document",
    "measure",
    "next_page",
    "path",
    "previous_page",
    "route",
    "to_document",
    "visible",
]
