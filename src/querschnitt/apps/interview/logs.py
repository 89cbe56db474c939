"""What the interview writes into its log: what went wrong and where, never what somebody has typed."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Writes of an error where it happened and of which type it is; its words could hold an answer."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - so it is called
        kind, _, where = ei
        places = "".join(traceback.format_list(traceback.extract_tb(where)))
        return f"{places}{kind.__qualname__ if kind else ''}".rstrip()


def without_address(record: logging.LogRecord) -> bool:
    """Take the address out of what is logged about a request: the one from a letter holds an access code."""
    if record.args:
        record.args = tuple("(address not kept)" if str(part).startswith("/") else part for part in record.args)
    return True


def place_of(error: BaseException) -> str:
    """Return the file and the line of an error."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno}"
