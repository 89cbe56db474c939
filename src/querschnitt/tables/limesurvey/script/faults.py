"""Why an expression could not be carried over."""

from __future__ import annotations


class Untranslatable(Exception):  # noqa: N818 (a reason, no error of a user)
    """An expression, or a part of one, has no counterpart.

    Attributes
    ----------
    why : one sentence without a full stop
    way_out : what the author can do
    """

    def __init__(self, why: str, way_out: str = "") -> None:
        self.why = why
        self.way_out = way_out or "Write the condition into the workbook by hand, or ask it in another way."
        super().__init__(why)
