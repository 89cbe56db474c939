"""What a test can see of a PDF with the standard library: its objects, inflated."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def inflated(pdf: bytes) -> bytes:
    """The PDF's own bytes and all its streams that can be inflated, one after the other."""
    parts = [pdf]
    for stream in STREAM.findall(pdf):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", inflated(pdf)))


def _reader() -> str:
    found = shutil.which("pdftotext")
    assert found, "pdftotext is missing: apt-get install poppler-utils (make test does)"
    return found


def text(pdf: bytes, *, order: str = "-layout") -> str:
    """The text as poppler reads it, page after page; `order` "-raw" keeps columns apart."""
    reader = _reader()
    done = subprocess.run([reader, order, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def words(pdf: bytes, page: int) -> list[tuple[str, tuple[float, float, float, float]]]:
    """The words of a page with their places in millimetres from its corner: left, top, right, bottom."""
    reader = _reader()
    arguments = [reader, "-bbox", "-f", str(page), "-l", str(page), "-", "-"]
    done = subprocess.run(arguments, input=pdf, capture_output=True, check=True)
    found = re.findall(r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', done.stdout.decode())
    points = 25.4 / 72
    return [(word, tuple(round(float(edge) * points, 2) for edge in edges)) for *edges, word in found]  # type: ignore[misc]
