"""Whatever form a register delivers in, brought into one: lines of text in UTF-8, hashed on the way.

An extract is read piece by piece, in the same little memory however long it is. Lines keep their numbers.
"""

from __future__ import annotations

import codecs
import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from querschnitt.core.errors import InputError
from querschnitt.tables.register.profile import Profile

UTF8 = ("utf-8", "utf-8-sig", "ascii")
_PIECE = 1 << 20


@dataclass(frozen=True)
class Plain:
    """An extract as lines in UTF-8: the file itself, or one written for that; the hash is that of the file itself."""

    path: Path
    sha256: str


def plain_text(path: Path, profile: Profile, *, into: Path, progress: Callable[[float], None]) -> Plain:
    """Check the encoding of a whole extract, and write it anew if it is not UTF-8 with one kind of line ends.

    ``progress`` : is told how much has been read, from 0 to 1

    Raises
    ------
    InputError : if the bytes are not of the encoding that the profile names; with the line
    """
    is_utf8 = codecs.lookup(profile.encoding).name in UTF8
    decoder = codecs.getincrementaldecoder("utf-8" if is_utf8 else profile.encoding)()
    digest, size, read = hashlib.sha256(), max(path.stat().st_size, 1), 0
    lines, returns, both = 0, 0, 0
    with path.open("rb") as source:
        for piece in _pieces(source):
            digest.update(piece)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeError as error:
                raise _other_bytes(error, path=path, profile=profile, lines=lines) from error
            lines, returns, both = lines + text.count("\n"), returns + text.count("\r"), both + text.count("\r\n")
            read += len(piece)
            progress(read / size)
    if is_utf8 and (returns == 0 or returns == both == lines):
        return Plain(path, digest.hexdigest())
    with path.open(encoding=profile.encoding) as text_in, into.open("w", encoding="utf-8", newline="\n") as text_out:
        shutil.copyfileobj(text_in, text_out, _PIECE)
    return Plain(into, digest.hexdigest())


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    """Yield a file piece by piece, and nothing at the end: whatever is still open must be complete by then."""
    while piece := source.read(_PIECE):
        yield piece
    yield b""


def _other_bytes(error: UnicodeError, *, path: Path, profile: Profile, lines: int) -> InputError:
    if isinstance(error, UnicodeDecodeError):
        lines += error.object[: error.start].count(b"\n")
    return InputError(
        "The extract is not in the encoding that the profile names", where=f"{path.name}, line {lines + 1}",
        expected=profile.encoding, got="other bytes", hint="Ask the register office, and name it in the profile.",
    )  # fmt: skip


def first_line(profile: Profile) -> int:
    """Return the number of the line in which the first person stands."""
    return 2 if profile.layout == "csv" else profile.skip_lines + 1
