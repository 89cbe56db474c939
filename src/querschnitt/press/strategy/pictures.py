"""Pictures for print: JPEG and PNG, large enough, upright, and without what a camera or program noted in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from struct import error as damaged
from struct import unpack_from

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

from querschnitt.core.errors import InputError

MOST_BYTES = 15_000_000
LEAST_WIDTH = 1000
"""Pixels: 150 to the inch in the column of the booklet, which is 17 cm wide."""
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"  # version 1.1, square pixels, no thumbnail
_KEPT_SEGMENTS = (0xE2, 0xEE)  # colour profile, Adobe's colour transform
_DROPPED_CHUNKS = (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME")
_ORIENTATION = 0x0112  # the tag of Exif that says how a picture is turned


@dataclass(frozen=True)
class ReadPicture:
    """A picture as it is kept: its bytes without notes, its kind and its size in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def read_picture(content: bytes, *, where: str) -> ReadPicture:
    """Read a picture that somebody brings.

    Raises
    ------
    InputError : if it is no JPEG or PNG, damaged, too small for print, too large, or lies on its side
    """
    if len(content) > MOST_BYTES:
        raise InputError(
            "The picture is too large", where=where, expected="at most 15 MB", got=f"{len(content):,} bytes"
        )
    try:
        kept = _without_notes(content, where)
        found = Image.from_blob(kept)
    except (UnrecognizedImageError, InvalidImageStreamError, UnexpectedEndOfFileError, damaged, IndexError):
        raise InputError("The file is no picture that can be printed", where=where, expected="JPEG or PNG") from None
    if found.px_width < LEAST_WIDTH:
        raise InputError(
            "The picture is too small for print", where=where, expected=f"at least {LEAST_WIDTH} pixels wide",
            got=f"{found.px_width} × {found.px_height}", hint="Ask for the original; 2,000 pixels print well.",
        )  # fmt: skip
    return ReadPicture(kept, found.content_type, found.px_width, found.px_height)


def _without_notes(content: bytes, where: str) -> bytes:
    """Return a picture without place, time, camera and names that are noted in it."""
    if content.startswith(_JPEG):
        return _jpeg(content, where)
    if content.startswith(_PNG):
        return _PNG + b"".join(chunk for kind, chunk in _chunks(content) if kind not in _DROPPED_CHUNKS)
    raise InputError("The file is no picture that can be printed", where=where, expected="JPEG or PNG")


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(content):
        (length,) = unpack_from(">I", content, place)
        yield content[place + 4 : place + 8], content[place : place + length + 12]
        place += length + 12


def _jpeg(content: bytes, where: str) -> bytes:
    kept, place = BytesIO(), 2
    kept.write(_JPEG[:2] + _JFIF)  # cameras leave it out, and readers ask for it
    while content[place + 1] != 0xDA:  # the picture itself begins there
        marker, (length,) = content[place + 1], unpack_from(">H", content, place + 2)
        segment = content[place : place + 2 + length]
        if marker == 0xE1:
            _refuse_turned(segment, where)
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _KEPT_SEGMENTS:
            kept.write(segment)
        place += 2 + length
    kept.write(content[place:])
    return kept.getvalue()


def _refuse_turned(segment: bytes, where: str) -> None:
    """Refuse a picture that lies on its side and says in a note how it is to be turned: the note is not kept."""
    if segment[4:10] != b"Exif\0\0":
        return
    notes = segment[10:]
    order = "<" if notes[:2] == b"II" else ">"
    (start,) = unpack_from(f"{order}I", notes, 4)
    (count,) = unpack_from(f"{order}H", notes, start)
    for entry in range(count):
        tag, _kind, _n, value = unpack_from(f"{order}HHIH", notes, start + 2 + 12 * entry)
        if tag == _ORIENTATION and value > 1:
            raise InputError(
                "The picture lies on its side, and only a note in it says so", where=where,
                hint="Open it in an image program, turn it upright, save it, and bring it again.",
            )  # fmt: skip
