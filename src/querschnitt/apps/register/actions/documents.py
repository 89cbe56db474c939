"""Record the files that a frame is made with, each in versions that never change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.register.models import Document
from querschnitt.apps.register.queries import Written, toml_of
from querschnitt.core.errors import InputError
from querschnitt.core.sampling.published import parse_published
from querschnitt.tables import register
from querschnitt.tables.wavefile import WaveFile

ALIAS = "statistics"
Kind = Document.Kind
LARGEST = 2_000_000  # bytes


def read_written(path: Path, kind: str) -> Written:
    """Read a file of one of the kinds.

    Raises
    ------
    InputError : if there is no such file, or it is not text in UTF-8
    """
    try:
        return Written(kind, path.name, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("The file cannot be read", where=str(path), got=error.strerror or "an error") from error
    except UnicodeDecodeError as error:
        raise InputError("The file cannot be read", where=str(path), expected="text in UTF-8") from error


@transaction.atomic(using=ALIAS)
def add_document(written: Written, *, by: str = "") -> Document:
    """Record a version of a document; the same text again is the version that is there.

    A definition and a profile carry their own number; the versions of the others are counted.

    Raises
    ------
    InputError : if it is not what it should be, or its number is taken by another text
    """
    digest = hashlib.sha256(written.text.encode()).hexdigest()
    document = content_of(written)
    name = str(document.get("name", "")) or Path(written.name).stem
    known = Document.objects.using(ALIAS).filter(kind=written.kind, name=name).order_by("-version")
    same = known.filter(sha256=digest).first()
    if same is not None:
        return same
    newest = known.first()
    version = document.get("version")
    if version is None:
        version = newest.version + 1 if newest else 1
    elif known.filter(version=version).exists():
        raise InputError(
            "This version is on record with another text", where=f"{written.name}, version", got=version,
            expected=f"{newest.version + 1 if newest else version}, the next number",
            hint="A version never changes: give what you changed a new number.",
        )  # fmt: skip
    who = by or system_actor()
    made = Document.objects.using(ALIAS).create(
        kind=written.kind, name=name, version=version, text=written.text, sha256=digest, added_by=who
    )
    log_activity(alias=ALIAS, verb="recorded document", subject=f"{made.kind} {made}", actor=who)
    return made


def content_of(written: Written) -> Mapping[str, Any]:
    """Return a document's content, once it is known to be whole.

    Raises
    ------
    InputError : if it is not what it should be
    """
    if len(written.text) > LARGEST:
        raise InputError("The file is too large", where=written.name, expected=f"at most {LARGEST:,} characters")
    if written.kind in _TABLES:
        _TABLES[Kind(written.kind)](written.text, where=written.name)
        return {}
    document = toml_of(written)
    _CHECKS[Kind(written.kind)](document, where=written.name)
    return document


_CHECKS: Mapping[Document.Kind, Callable[..., object]] = {
    Kind.PROFILE: register.parse_profile,
    Kind.DEFINITION: register.parse_definition,
    Kind.GROUPS: register.parse_groups,
    Kind.PUBLISHED: parse_published,
}
_TABLES: Mapping[Document.Kind, Callable[..., object]] = {
    Kind.DISTRICTS: register.parse_districts,
    Kind.STATES: register.parse_states,
}


@dataclass(frozen=True)
class Rules:
    """The documents by which a frame is derived.

    ``states`` : the key of states, to tell codes that are none; ``published`` : figures to hold the frame against
    """

    definition: Document
    groups: Document
    districts: Document
    states: Document | None = None
    published: Document | None = None


def add_wave_documents(wave: WaveFile, *, by: str = "") -> tuple[Document, Rules]:
    """Record the documents that a wave file names, and return the profile and the rules."""

    def add(kind: str) -> Document:
        return add_document(read_written(wave.file(kind), kind), by=by)

    states, published = (add(kind) if kind in wave.files else None for kind in (Kind.STATES, Kind.PUBLISHED))
    return add(Kind.PROFILE), Rules(add(Kind.DEFINITION), add(Kind.GROUPS), add(Kind.DISTRICTS), states, published)
