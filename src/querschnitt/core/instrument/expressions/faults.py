"""Errors of expressions: the place in the text, what was expected, and a suggestion."""

from __future__ import annotations

from querschnitt.core.errors import QuestionnaireError


class ExpressionError(QuestionnaireError):
    """An expression cannot be read or evaluated.

    Attributes
    ----------
    position : the character where it goes wrong, counted from 1; 0 if the whole expression is meant
    """

    def __init__(
        self, what: str, *, position: int = 0, expected: object = "", got: object = "", hint: str = ""
    ) -> None:
        self.position = position
        where = f"character {position}" if position else ""
        super().__init__(what, where=where, expected=expected, got=got, hint=hint)
