"""Texts that are read aloud: whole, or the part of a file that a player asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.views.frame import with_visit
from querschnitt.apps.interview.visit import Visit

TYPES: Mapping[str, str] = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
}
HEADERS = {"Cache-Control": "private, max-age=3600", "Accept-Ranges": "bytes", "X-Robots-Tag": "noindex"}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
@with_visit
def recording(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    """Send a file that is read aloud. A phone's player asks for parts of it (RFC 9110, section 14)."""
    entry = queries.entry(visit.access)
    content = queries.recording(entry.wave, name) if entry else None
    kind = TYPES.get(PurePath(name).suffix.lower())
    if content is None or kind is None:
        return HttpResponse(status=404, headers={"Cache-Control": "no-store"})
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not wanted or wanted[0] == "bytes=-":
        return HttpResponse(content, content_type=kind, headers=HEADERS)
    begin, end = _part(wanted[1], wanted[2], len(content))
    if begin >= len(content) or begin > end:
        return HttpResponse(status=416, headers={**HEADERS, "Content-Range": f"bytes */{len(content)}"})
    headers = {**HEADERS, "Content-Range": f"bytes {begin}-{end}/{len(content)}"}
    return HttpResponse(content[begin : end + 1], status=206, content_type=kind, headers=headers)


def _part(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte of a range; without a first one, the last bytes are meant.

    >>> _part("0", "99", 1000), _part("900", "", 1000), _part("", "100", 1000)
    ((0, 99), (900, 999), (900, 999))
    """
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
