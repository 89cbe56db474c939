"""TOML files: read whole, or refused in one sentence that names the file and the fault; and written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError


def read_toml(path: Path, *, what: str, hint: str = "") -> dict[str, Any]:
    """Read a TOML file. ``what``: what kind of file it is, as a person would say ("wave file").

    Raises
    ------
    InputError : if there is no such file, or it is a folder, not text, or not TOML.
    """
    if path.is_dir():
        raise InputError(f"This is a folder, not a {what}", where=str(path), hint=hint)
    if not path.exists():
        raise InputError(f"There is no such {what}", where=str(path), hint=hint)
    try:
        return parse_toml(path.read_text(encoding="utf-8"), where=str(path), what=what, hint=hint)
    except OSError as error:
        raise InputError(f"The {what} cannot be read", where=str(path), got=error.strerror or "an error") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"The {what} cannot be read", where=str(path), expected="a TOML file (text in UTF-8)", got="other bytes",
            hint=hint,
        ) from error  # fmt: skip


def parse_toml(text: str, *, where: str, what: str, hint: str = "") -> dict[str, Any]:
    """Read the text of a TOML file.

    Raises
    ------
    InputError : if it is not TOML
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The {what} cannot be read", where=where, got=str(error), hint=hint) from error


def toml_text(document: Mapping[str, Any]) -> str:
    """Write a document as TOML: single values before tables, everything in the order it is given.

    >>> print(toml_text({"design": {"name": "2020", "minimum": {"poland": 20}, "sort_by": ["age"]}}), end="")
    [design]
    name = "2020"
    sort_by = ["age"]
    <BLANKLINE>
    [design.minimum]
    poland = 20
    """
    return "\n".join(_tables(document, path=())).strip("\n") + "\n"


def _tables(table: Mapping[str, Any], *, path: tuple[str, ...]) -> Iterator[str]:
    nested = {key: value for key, value in table.items() if _is_table(value)}
    single = {key: value for key, value in table.items() if key not in nested}
    if path and (single or not nested):
        yield f"[{'.'.join(map(_key, path))}]"
    yield from (f"{_key(key)} = {_value(value)}" for key, value in single.items())
    if single or (path and not nested):
        yield ""
    for key, value in nested.items():
        if isinstance(value, Mapping):
            yield from _tables(value, path=(*path, key))
            continue
        for entry in value:
            yield f"[[{'.'.join(map(_key, (*path, key)))}]]"
            yield from (f"{_key(name)} = {_value(each)}" for name, each in entry.items())
            yield ""


def _is_table(value: object) -> bool:
    is_list = isinstance(value, list) and bool(value) and all(isinstance(entry, Mapping) for entry in value)
    return isinstance(value, Mapping) or is_list


def _key(name: str) -> str:
    return name if re.fullmatch("[A-Za-z0-9_-]+", name) else _text(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(entry) for entry in value)}]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(entry)}" for name, entry in value.items()) + " }"
    return _text(str(value))


def _text(value: str) -> str:
    """Return a basic string. What JSON escapes TOML escapes in the same way, and DEL besides."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
