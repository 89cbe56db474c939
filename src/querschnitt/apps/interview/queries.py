"""What the interview reads. Each function is one query, beside the questionnaire, which is read once per process."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from querschnitt.apps.interview.models import Access, Interview, Opening, Recording, Version
from querschnitt.apps.interview.sealing import open_own
from querschnitt.apps.interview.sheet import Sheet, decode_sheet
from querschnitt.apps.interview.visit import Visit
from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.document import content_hash, from_document
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.versions import compare


class Entry(NamedTuple):
    """What an access code leads to. ``state`` is None before the start; the instrument is the present version."""

    wave: str
    instrument_hash: str
    public_key: str
    closed_at: datetime.datetime | None
    state: str | None
    language: str | None


@dataclass(frozen=True)
class OpenInterview:
    """An interview that goes on: its sheet, the revision it was read at, and the version it goes on with."""

    access: str
    revision: int
    public_key: str
    instrument_hash: str
    sheet: Sheet

    @property
    def instrument(self) -> Instrument:
        return instrument(self.instrument_hash)


class SealedInterview(NamedTuple):
    """An interview as the statistics office collects it; only its private key opens the box."""

    case_id: UUID
    state: str
    mode: str
    language: str
    page: str
    office_box: bytes
    started_at: datetime.datetime
    saved_at: datetime.datetime


def entry(access: str) -> Entry | None:
    """Return what the hash of a code leads to, or None for a code that nobody has."""
    row = (
        Access.objects.filter(pk=access)
        .values_list(
            "opening__wave",
            "opening__instrument_hash",
            "opening__public_key",
            "opening__closed_at",
            "interview__state",
            "interview__language",
        )
        .first()
    )
    return row and Entry(*row)


def open_interview(visit: Visit) -> OpenInterview | None:
    """Return the open interview of a visit; None if it was not begun, was sent or deleted, or the field is closed.

    When there is a newer version of the questionnaire, the interview goes on with it as long as every answer so far is
    one there, too; otherwise it stays on its own.
    """
    row = (
        Interview.objects.filter(pk=visit.access, state=Interview.State.OPEN, access__opening__closed_at=None)
        .values_list("revision", "own_box", "access__opening__public_key", "access__opening__instrument_hash")
        .first()
    )
    if row is None:
        return None
    revision, box, public_key, present = row
    if box is None:
        return None
    sheet = decode_sheet(open_own(bytes(box), key=bytes.fromhex(visit.key)))
    own = sheet.instrument_hash
    return OpenInterview(
        access=visit.access,
        revision=revision,
        public_key=public_key,
        instrument_hash=present if own == present or is_compatible(own, present) else own,
        sheet=sheet,
    )


@lru_cache(maxsize=8)
def instrument(instrument_hash: str) -> Instrument:
    """Return a questionnaire; it is read and checked once per process."""
    documents = Version.objects.filter(instrument_hash=instrument_hash).order_by("opening")
    found = from_document(documents.values_list("document", flat=True)[0])
    if content_hash(found) != instrument_hash:
        raise QuestionnaireError("The stored questionnaire is not the one that was released", got=instrument_hash)
    return found


@lru_cache(maxsize=32)
def is_compatible(old_hash: str, new_hash: str) -> bool:
    """Return whether open interviews can move from one version to another; compared once per process."""
    return compare(instrument(old_hash), instrument(new_hash)).is_compatible


def current_instrument() -> Instrument | None:
    """Return the questionnaire of the wave that was opened last, for pages before the code."""
    hashes = Opening.objects.filter(closed_at=None).order_by("-opened_at", "wave")
    newest = hashes.values_list("instrument_hash", flat=True).first()
    return instrument(newest) if newest else None


def sealed_interviews(wave: str) -> Iterator[SealedInterview]:
    """Give all interviews of a wave in the order of their cases, finished or not."""
    rows = (
        Interview.objects.filter(access__opening=wave, office_box__isnull=False)
        .order_by("access__case_id")
        .values_list("access__case_id", "state", "mode", "language", "page", "office_box", "started_at", "saved_at")
    )
    for row in rows.iterator(chunk_size=500):
        case_id, state, mode, language, page, box, started_at, saved_at = row
        if box is not None:
            yield SealedInterview(case_id, state, mode, language, page, bytes(box), started_at, saved_at)


def opening(wave: str) -> Opening | None:
    """Return how a wave was opened, or None."""
    return Opening.objects.filter(pk=wave).first()


def has_interviews(wave: str) -> bool:
    """Return whether somebody has begun to answer."""
    return Interview.objects.filter(access__opening=wave).exists()


def recording(wave: str, name: str) -> bytes | None:
    """Return a file that is read aloud, or None."""
    found = Recording.objects.filter(opening=wave, name=name).values_list("content", flat=True).first()
    return None if found is None else bytes(found)
