"""What the log says of an address: the token of a link is no part of it."""

from __future__ import annotations

import logging
import re

TOKEN = re.compile(r"(/report/)[^/\s'\"]+")


def without_token(record: logging.LogRecord) -> bool:
    """Take the token of a link out of what is logged about a request."""
    record.msg = _plain(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(_plain(part) for part in record.args)
    return True


def _plain(part: object) -> object:
    return TOKEN.sub(r"\1(token not kept)", part) if isinstance(part, str) else part
