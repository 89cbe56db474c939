"""Expressions of XLSForm: parsed once, compiled, evaluated without any conversion that nobody asked for."""

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.expression import Expression, evaluate
from querschnitt.core.instrument.expressions.faults import ExpressionError

__all__ = ["Environment", "Expression", "ExpressionError", "evaluate"]
