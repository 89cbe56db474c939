"""The list of approved survey features (Erhebungsmerkmale): a CSV file with name, words, and where it is written.

For a check alone the names are enough: a TOML file with `features = [...]`, or a text with one name a line.
"""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from querschnitt.core.errors import InputError
from querschnitt.tables.toml_file import read_toml

COLUMNS = ("feature", "label", "source")


def read_features(path: Path) -> tuple[tuple[str, str, str], ...]:
    """Read the list: semicolons, a heading, one feature a line.

    Raises
    ------
    InputError : if the file cannot be read, or a line has no name or no source
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("The list of features cannot be read", where=str(path), got=error.strerror or "") from error
    return parse_features(content, where=path.name)


def parse_features(content: bytes, *, where: str) -> tuple[tuple[str, str, str], ...]:
    """Read the bytes of a list. `where` names it in errors."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("The list of features cannot be read", where=where, expected="CSV in UTF-8") from error
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=";")
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InputError(
            "This is no list of approved features", where=f"{where}, line 1", expected=";".join(COLUMNS),
            got=";".join(reader.fieldnames or ()),
        )  # fmt: skip
    return tuple(_feature(line, where=f"{where}, line {reader.line_num}") for line in reader)


def _feature(line: dict[str, str | None], *, where: str) -> tuple[str, str, str]:
    name, label, source = ((line.get(column) or "").strip() for column in COLUMNS)
    if not name or not source:
        raise InputError(
            "A feature needs its name and where its approval is written", where=where,
            expected="name;words;source", got=f"{name};{label};{source}",
        )  # fmt: skip
    return name, label, source


def read_feature_names(path: Path) -> frozenset[str]:
    """Read the names of the approved features from a list (CSV), a TOML file, or a text with one name a line.

    Raises
    ------
    InputError : if the file cannot be read, or names no feature
    """
    if path.suffix.lower() == ".csv":
        names = [name for name, _, _ in read_features(path)]
    elif path.suffix.lower() == ".toml":
        listed = read_toml(path, what="list of features").get("features", ())
        names = [str(name).strip() for name in listed] if isinstance(listed, (list, dict)) else []
    else:
        names = _lines(path)
    if not names:
        raise InputError(
            "The list of features names none", where=str(path), expected="one name a line",
            hint='In TOML write: features = ["demography", "housing"]',
        )  # fmt: skip
    return frozenset(names)


def _lines(path: Path) -> list[str]:
    """Read the names of a text; what stands behind '#' is for people."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError("The list of features cannot be read", where=str(path), got=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise InputError("The list of features cannot be read", where=str(path), expected="text in UTF-8") from error
    return [name for line in text.splitlines() if (name := line.partition("#")[0].strip())]
