"""Functions of chance. It comes from outside, so that an interview can be repeated."""

from __future__ import annotations

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.faults import ExpressionError

MAX_LENGTH = 1000
"""Characters of a random text."""

_FORM = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def drawn(environment: Environment, function: str) -> float:
    """Return the next number in [0, 1)."""
    if environment.random is None:
        raise ExpressionError(f"{function} has no chance here", hint="Pass in where to draw from: random=...")
    return environment.random()


def uuid(environment: Environment) -> str:
    """Return a random UUID of version 4 (RFC 4122)."""
    return "".join(_digit(environment, sign) for sign in _FORM)


def _digit(environment: Environment, sign: str) -> str:
    if sign == "x":
        return _DIGITS[int(drawn(environment, "uuid()") * 16)]
    return _DIGITS[8 + int(drawn(environment, "uuid()") * 4)] if sign == "y" else sign


def characters(environment: Environment, length: float) -> str:
    """Return so many random letters and digits."""
    if not 0 <= length <= MAX_LENGTH:
        raise ExpressionError("uuid() has no such length", expected=f"0 to {MAX_LENGTH}", got=length)
    return "".join(_DIGITS[int(drawn(environment, "uuid()") * 36)] for _ in range(int(length)))
