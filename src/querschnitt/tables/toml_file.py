"""TOML files that people write: read whole, or refused in one sentence that names the file and the fault."""

from __future__ import annotations

import tomllib
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
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"The {what} cannot be read", where=str(path), got=error.strerror or "an error") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"The {what} cannot be read", where=str(path), expected="a TOML file (text in UTF-8)", got="other bytes",
            hint=hint,
        ) from error  # fmt: skip
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The {what} cannot be read", where=str(path), got=str(error), hint=hint) from error
