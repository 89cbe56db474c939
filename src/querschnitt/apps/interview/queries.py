"""What the interview reads. Each function is one query, beside the questionnaire, which is read once per process."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from querschnitt.apps.interview import ledger
from querschnitt.apps.interview.ledger import Entry
from querschnitt.apps.interview.models import Interview, Opening, Recording, Version
from querschnitt.apps.interview.outbox import Desk
from querschnitt.apps.interview.sealing import decrypt, open_box, unwrap_as_office
from querschnitt.apps.interview.sheet import Sheet, decode_sheet
from querschnitt.apps.interview.visit import Visit
from querschnitt.core.errors import InputError, QuestionnaireError
from querschnitt.core.instrument.document import content_hash, from_document
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.versions import compare


class OpenInterview(NamedTuple):
    """An interview that goes on: as it was read, its sheet, and the version it goes on with."""

    entry: Entry
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
    access: str
    box: bytes
    office_wrap: bytes
    started_at: datetime.datetime
    saved_at: datetime.datetime

    def open(self, private_key: str) -> Sheet:
        """Return the sheet. Of an interview that was not sent it has answers that are not in force, too.

        Raises
        ------
        InputError : if this is not the private key of the wave
        """
        data_key = unwrap_as_office(self.office_wrap, private_key=private_key)
        return decode_sheet(open_box(self.box, key=data_key, place=self.access))


def entry(access: str) -> Entry | None:
    """Return what the hash of a code leads to, or None for a code that nobody has."""
    return ledger.read(access)


def open_interview(visit: Visit) -> OpenInterview | None:
    """Return the open interview of a visit; None if it was not begun, was sent or deleted, or the field is closed."""
    found = entry(visit.access)
    return opened(found, visit) if found else None


def opened(entry: Entry, visit: Visit) -> OpenInterview | None:
    """Open what the ledger has for a visit; None if there is no open interview to which the visit has the key.

    When there is a newer version of the questionnaire, the interview goes on with it as long as every answer so far is
    one there, too; otherwise it stays on its own.
    """
    if not entry.is_open or entry.box is None or entry.revision is None or not visit.key:
        return None
    try:
        sheet = decode_sheet(open_box(entry.box, key=bytes.fromhex(visit.key), place=visit.access))
    except InputError:
        # The interview was deleted and begun again, in another tab or elsewhere.
        return None
    own, present = sheet.instrument_hash, entry.instrument_hash
    return OpenInterview(
        entry=entry,
        instrument_hash=present if own == present or is_compatible(own, present) else own,
        sheet=sheet,
    )


def with_key(visit: Visit, entry: Entry) -> Visit | None:
    """Return the visit with the key of the interview that goes on; None if there is none, or the code is another."""
    if not entry.is_open or entry.code_wrap is None:
        return None
    try:
        key = decrypt(entry.code_wrap, key=bytes.fromhex(visit.code_key), place=visit.access)
    except InputError:
        return None
    return visit._replace(key=key.hex())


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


def current_desk() -> Desk | None:
    """Return the field desk of the wave that was opened last, or None if it takes no wishes."""
    newest = Opening.objects.filter(closed_at=None).order_by("-opened_at", "wave").first()
    return Desk(newest.wave, newest.desk_key) if newest and newest.desk_key else None


def sealed_interviews(wave: str) -> Iterator[SealedInterview]:
    """Give all interviews of a wave in the order of their cases, finished or not."""
    rows = (
        Interview.objects.filter(access__opening=wave)
        .order_by("access__case_id")
        .values_list(
            "access__case_id", "state", "mode", "language", "page", "access_id", "box", "office_wrap", "started_at",
            "saved_at",
        )
    )  # fmt: skip
    for row in rows.iterator(chunk_size=500):
        yield SealedInterview._make(ledger.in_bytes(row))


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
