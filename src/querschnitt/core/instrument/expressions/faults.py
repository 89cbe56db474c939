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
        super().__init__(what, expected=expected, got=got, hint=hint)
        self.position = 0
        self.stand_at(position)

    def stand_at(self, position: int) -> None:
        """Take a position, if there is none yet: the innermost part that goes wrong is the one to name."""
        if position and not self.position:
            self.position, self.where = position, f"character {position}"
