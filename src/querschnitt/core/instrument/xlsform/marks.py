"""Yes and no, as authors write them into cells."""

from __future__ import annotations

_MARKS = dict.fromkeys(("", "no", "false", "false()", "0", "off"), False) | dict.fromkeys(
    ("yes", "true", "true()", "1", "x", "on"), True
)


def mark(written: str) -> bool | None:
    """Read a mark; None if it is none.

    >>> mark("TRUE"), mark("no"), mark("${age} > 3")
    (True, False, None)
    """
    return _MARKS.get(written.strip().lower())
