"""The file in which an office writes down what was decided for a wave, and which files belong to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError, suggestion
from querschnitt.tables.toml_file import read_toml

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
_TEXTS = ("slug", "title", "population_rule")
_DATES = ("reference_date", "field_start", "field_end")
_EXAMPLE = "Name a wave file, for example examples/leipzig/wave_2020.toml."
_KEYS = (*_TEXTS, *_DATES, "modes", "completeness", "files")
_OPTIONAL = ("translation", "example")
FILE_KINDS = (
    "profile",
    "definition",
    "groups",
    "districts",
    "design",
    "questionnaire",
    "letterhead",
    "items",
    "weighting",
    "comparison",
    "features",
    "published",
    "states",
)


@dataclass(frozen=True)
class WaveFile:
    """A wave as decided before it began.

    Attributes
    ----------
    complete, partial : shares of the applicable essential questions, 0 < partial < complete <= 1
    files : kind -> path of the files that belong to the wave
    translation : rules of translation that this wave has decided otherwise
    example : why the wave is an example, in which nobody real is asked; empty for a real one
    """

    slug: str
    title: str
    population_rule: str
    reference_date: date
    field_start: date
    field_end: date
    modes: tuple[str, ...]
    complete: float
    partial: float
    files: Mapping[str, Path]
    place: str
    translation: Mapping[str, bool] = field(default_factory=dict)
    example: str = ""

    def file(self, kind: str) -> Path:
        """Return the path of one of the wave's files.

        Raises
        ------
        InputError : if the wave names no such file, or it is not there.
        """
        if kind not in self.files:
            raise InputError(f"The wave names no file '{kind}'", where=f"{self.place}, table files")
        if not self.files[kind].exists():
            raise InputError(
                "A file of the wave is not there", where=f"{self.place}, files.{kind}", got=self.files[kind]
            )
        return self.files[kind]


def read_wave_file(path: Path) -> WaveFile:
    """Read and check a wave file; relative paths count from its folder."""
    document = read_toml(path, what="wave file", hint=_EXAMPLE)
    return parse_wave(document, folder=path.parent, place=str(path))


def parse_wave(document: Mapping[str, Any], *, folder: Path, place: str) -> WaveFile:
    """Build a wave from a mapping, as a TOML file gives it."""
    _check_whole(document, place=place)
    if not _SLUG.fullmatch(str(document["slug"])):
        raise InputError(
            "The slug does not serve as a name of files and addresses", where=f"{place}, slug",
            expected="up to 20 small letters, digits and hyphens", got=document["slug"],
        )  # fmt: skip
    for key in ("completeness", "files"):
        if not isinstance(document[key], Mapping):
            raise InputError(f"'{key}' is not a table", where=place, expected=f"[{key}]", got=document[key])
    if not isinstance(document["modes"], list):
        raise InputError("'modes' is not a list", where=place, expected='like ["web"]', got=document["modes"])
    for key in _DATES:
        if not isinstance(document[key], date):
            raise InputError(f"'{key}' is not a date", where=place, expected="like 2020-09-30", got=document[key])
    if not document["field_start"] < document["field_end"]:
        raise InputError("The field ends before it starts", where=f"{place}, field_end", got=document["field_end"])
    complete, partial = _thresholds(document["completeness"], place=f"{place}, table completeness")
    _check_keys(document["files"], FILE_KINDS, place=f"{place}, table files")
    _check_optional(document, place=place)
    return WaveFile(
        slug=str(document["slug"]),
        title=str(document["title"]),
        population_rule=str(document["population_rule"]),
        reference_date=document["reference_date"],
        field_start=document["field_start"],
        field_end=document["field_end"],
        modes=tuple(document["modes"]),
        complete=complete,
        partial=partial,
        files={kind: folder / name for kind, name in document["files"].items()},
        place=place,
        translation=dict(document.get("translation", {})),
        example=str(document.get("example", {}).get("notice", "")),
    )


def _check_optional(document: Mapping[str, Any], *, place: str) -> None:
    for key in _OPTIONAL:
        if not isinstance(document.get(key, {}), Mapping):
            raise InputError(f"'{key}' is not a table", where=place, expected=f"[{key}]", got=document[key])
    if "example" in document:
        _check_keys(document["example"], ("notice",), place=f"{place}, table example")
        if not document["example"].get("notice"):
            raise InputError(
                "An example says what is invented in it", where=f"{place}, example.notice", expected="one sentence"
            )


def _check_whole(document: Mapping[str, Any], *, place: str) -> None:
    if not {"slug", *_DATES} & set(document):
        raise InputError(
            "This is not a wave file", where=place, expected=", ".join(_KEYS),
            got=", ".join(list(document)[:5]) or "an empty file", hint=_EXAMPLE,
        )  # fmt: skip
    _check_keys(document, (*_KEYS, *_OPTIONAL), place=place)
    for key in _KEYS:
        if key not in document:
            raise InputError(f"'{key}' is missing", where=place, hint="Compare examples/leipzig/wave_2020.toml.")


def _thresholds(table: Mapping[str, Any], *, place: str) -> tuple[float, float]:
    _check_keys(table, ("complete", "partial"), place=place)
    complete, partial = float(table.get("complete", 0)), float(table.get("partial", 0))
    if not 0 < partial < complete <= 1:
        raise InputError("Thresholds do not fit", where=place, expected="0 < partial < complete <= 1", got=dict(table))
    return complete, partial


def _check_keys(table: Mapping[str, Any], known: tuple[str, ...], *, place: str) -> None:
    for key in table:
        if key not in known:
            raise InputError(
                f"Unknown key '{key}'", where=place, expected=", ".join(known), hint=suggestion(key, known)
            )
