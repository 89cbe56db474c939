"""Pictures for print: which are taken, and that nothing noted in them is kept."""

from __future__ import annotations

import zlib
from struct import pack

import pytest

from querschnitt.core.errors import InputError
from querschnitt.press.strategy.pictures import MOST_BYTES, read_picture

JFIF = b"\xff\xe0\0\x10JFIF\0\1\1\1\0\x48\0\x48\0\0"


def png(width: int, height: int = 2, *, note: bytes = b"") -> bytes:
    """A grey PNG, with a note if there is one."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    parts = [chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), chunk(b"IDAT", zlib.compress(rows))]
    return b"\x89PNG\r\n\x1a\n" + b"".join([*parts, *([chunk(b"tEXt", note)] if note else []), chunk(b"IEND", b"")])


def jpeg(width: int, *, turned: int = 1, head: bytes = JFIF) -> bytes:
    """The head of a JPEG with a note of the camera and of a program; its picture is a stub."""

    def segment(marker: int, content: bytes) -> bytes:
        return pack(">BBH", 0xFF, marker, len(content) + 2) + content

    entries = pack("<HHIHH", 0x0112, 3, 1, turned, 0)
    camera = b"Exif\0\0II*\0" + pack("<I", 8) + pack("<H", 1) + entries + pack("<I", 0) + b"Kamera"
    frame = pack(">BHHBBBB", 8, 10, width, 1, 1, 0x11, 0)
    notes = segment(0xE1, camera) + segment(0xED, b"Photoshop 3.0\0Name") + segment(0xFE, b"Bemerkung")
    return b"\xff\xd8" + head + notes + segment(0xC0, frame) + segment(0xDA, b"\1\1\0\0\x3f\0") + b"Bild\xff\xd9"


def test_a_png_is_kept_without_its_notes() -> None:
    read = read_picture(png(1200, note=b"Author\0Jemand"), where="x.png")
    assert (read.media_type, read.width, read.height) == ("image/png", 1200, 2)
    assert read.content == png(1200)


@pytest.mark.parametrize("head", [JFIF, b""], ids=["a program's", "a camera's"])
def test_a_jpeg_is_kept_without_its_notes(head: bytes) -> None:
    read = read_picture(jpeg(2000, head=head), where="x.jpg")
    assert (read.media_type, read.width, read.height) == ("image/jpeg", 2000, 10)
    for note in (b"Kamera", b"Photoshop", b"Bemerkung"):
        assert note not in read.content
    assert read.content.startswith(b"\xff\xd8\xff\xe0")
    assert read.content.endswith(b"Bild\xff\xd9")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (png(999), "too small for print"),
        (jpeg(2000, turned=6), "lies on its side"),
        (jpeg(2000)[:60], "no picture that can be printed"),
        (png(1200)[:30], "no picture that can be printed"),
        (b"GIF89a" + bytes(100), "no picture that can be printed"),
        (b"kein Bild", "no picture that can be printed"),
        (b"", "no picture that can be printed"),
        (bytes(MOST_BYTES + 1), "too large"),
    ],
)
def test_what_cannot_be_printed_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_picture(content, where="x")
