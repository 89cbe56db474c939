"""Files that pages hand out."""

from __future__ import annotations

from pathlib import PurePath

from django.http import HttpResponse

MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(content: str | bytes, *, name: str, media_type: str = "") -> HttpResponse:
    """Hand out a file to be kept; its name says of which kind it is, where nothing else does."""
    kind = media_type or MEDIA_TYPES[PurePath(name).suffix]
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
