"""Whatever form a register delivers in, read line by line and brought into one: CSV in UTF-8.

An extract is read once and written once, in little memory, however long it is. Lines keep their numbers.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from querschnitt.core.errors import InputError
from querschnitt.tables.register.profile import Profile

UTF8 = ("utf-8", "utf-8-sig", "ascii")


def plain_csv(path: Path, profile: Profile, *, into: Path) -> Path:
    """Return the extract as CSV in UTF-8 with the profile's delimiter: itself, or a file that is written for that.

    Raises
    ------
    InputError : if the bytes are not of the encoding that the profile names; with the line
    """
    if profile.layout == "csv" and codecs.lookup(profile.encoding).name in UTF8:
        return path
    with into.open("w", encoding="utf-8", newline="") as target:
        if profile.layout == "csv":
            target.writelines(_lines(path, profile))
        else:
            writer = csv.writer(target, delimiter=profile.delimiter, lineterminator="\n")
            writer.writerow(profile.headings)
            writer.writerows(_cut(line, profile) for line in _lines(path, profile))
    return into


def first_line(profile: Profile) -> int:
    """Return the number of the line in which the first person stands: a fixed width has no headings of its own.

    What is counted in the CSV that was written must be moved by this, less 2.
    """
    return 2 if profile.layout == "csv" else profile.skip_lines + 1


def _lines(path: Path, profile: Profile) -> Iterator[str]:
    number = 0
    try:
        with path.open(encoding=profile.encoding, newline="") as source:
            for number, line in enumerate(source, start=1):
                if profile.layout == "csv" or number > profile.skip_lines:
                    yield line
    except UnicodeError as error:
        raise InputError(
            "The extract is not in the encoding that the profile names", where=f"{path.name}, after line {number}",
            expected=profile.encoding, got="other bytes", hint="Ask the register office, and name it in the profile.",
        ) from error  # fmt: skip


def _cut(line: str, profile: Profile) -> list[str]:
    """Cut a line of fixed width; the blanks that fill a field are no part of it."""
    whole = line.rstrip("\r\n")
    return [whole[rule.start - 1 : rule.start - 1 + rule.width].strip() for rule in profile.columns]
