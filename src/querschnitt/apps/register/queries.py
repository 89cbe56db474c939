"""Read what is on record of the register: documents, as they were written and as they are meant; designs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from querschnitt.apps.register.models import DesignVersion, Document
from querschnitt.core.errors import InputError
from querschnitt.core.sampling.published import Published, parse_published
from querschnitt.tables import register

ALIAS = "statistics"


@dataclass(frozen=True)
class Written:
    """A file as somebody wrote it. ``name``: of the file, for errors, and for what the file does not name itself."""

    kind: str
    name: str
    text: str


def toml_of(written: Written) -> dict[str, Any]:
    try:
        return tomllib.loads(written.text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("The file is not TOML", where=written.name, got=str(error)) from error


def written_of(document: Document) -> Written:
    """Return a document as it was written."""
    return Written(document.kind, str(document), document.text)


def profile_of(document: Document) -> register.Profile:
    return register.parse_profile(toml_of(written_of(document)), where=str(document))


def definition_of(document: Document) -> register.Definition:
    return register.parse_definition(toml_of(written_of(document)), where=str(document))


def groups_of(document: Document) -> register.Groups:
    return register.parse_groups(toml_of(written_of(document)), where=str(document))


def districts_of(document: Document) -> dict[str, register.District]:
    return register.parse_districts(document.text, where=str(document))


def states_of(document: Document) -> register.States:
    return register.parse_states(document.text, where=str(document))


def figures_of(document: Document) -> tuple[Published, ...]:
    return parse_published(toml_of(written_of(document)), where=str(document))


def design_in_force(wave: str) -> DesignVersion | None:
    """Return the design of a wave that was saved last."""
    return DesignVersion.objects.using(ALIAS).filter(wave=wave).first()
