"""What the interview writes: each action is one statement or one transaction, in `answers` alone."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.handover import Handover
from querschnitt.apps.interview.models import Access, Interview, Opening
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.sealing import seal_for_office, seal_own
from querschnitt.apps.interview.sheet import Given, Sheet
from querschnitt.apps.interview.visit import Visit
from querschnitt.core.errors import QuestionnaireError, StateError
from querschnitt.core.instrument.answers import Accepted, Form, accept
from querschnitt.core.instrument.document import content_hash, from_document
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.routing import Route, route

ATTEMPTS = 8
"""How often a page is taken anew when another tab has written in between."""


class Opened(StrEnum):
    """What `open_wave` has done."""

    NEW = "opened"
    SAME = "was open with the same hand-over"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Saved:
    """A page that was taken: what became of its answers, and the sheet and the way after it."""

    instrument: Instrument
    accepted: Accepted
    sheet: Sheet
    route: Route


def open_wave(*, handover: Handover) -> Opened:
    """Open a wave for interviews. With the same hand-over nothing changes.

    Raises
    ------
    StateError : if the wave was opened with another hand-over and somebody has begun to answer
    """
    opened = queries.opening(handover.header.wave)
    if opened is None:
        _write_opening(handover)
        return Opened.NEW
    if opened.handover_digest == handover.digest:
        return Opened.SAME
    if queries.has_interviews(opened.wave):
        raise StateError(
            "The wave is open with another hand-over and has interviews",
            where=f"wave {opened.wave}",
            hint="With --replace its interviews are deleted; answers that were given are then lost.",
        )
    return reopen_wave(handover=handover)


def reopen_wave(*, handover: Handover) -> Opened:
    """Open a wave anew; what was there of it is deleted, interviews too."""
    with transaction.atomic("answers"):
        Opening.objects.filter(pk=handover.header.wave).delete()
        _write_opening(handover)
    return Opened.REPLACED


def _write_opening(handover: Handover) -> None:
    header = handover.header
    if content_hash(from_document(header.document)) != header.instrument_hash:
        raise QuestionnaireError("The questionnaire of the hand-over is not the one it names", where=header.wave)
    with transaction.atomic("answers"):
        opening = Opening.objects.create(
            wave=header.wave,
            instrument_hash=header.instrument_hash,
            document=header.document,
            public_key=header.public_key,
            complete_share=header.complete_share,
            partial_share=header.partial_share,
            handover_digest=handover.digest,
        )
        accesses = [Access(opening=opening, code_hash=e.code_hash, case_id=e.case_id) for e in handover.entrances]
        Access.objects.bulk_create(accesses, batch_size=2000)


def close_wave(*, wave: str) -> None:
    """End the field: from now on nobody can begin or go on; what was sealed stays to be collected."""
    Opening.objects.filter(pk=wave, closed_at=None).update(closed_at=timezone.now())


def occasion_of(sheet: Sheet, *, now: datetime.datetime | None = None, language: str = "") -> Occasion:
    """Return what the expressions of the questionnaire may ask for in this interview: clock, chance, language."""
    here = timezone.localtime(now)
    return Occasion(today=here.date(), now=here, seed=sheet.seed, language=language)


def start_interview(*, visit: Visit, entry: queries.Entry) -> None:
    """Begin the interview of a code; if it has begun already, nothing changes."""
    empty = Sheet(instrument_hash=entry.instrument_hash, seed=secrets.randbelow(2**31)).encode()
    interview = Interview(
        access_id=visit.access,
        language=visit.language,
        mode=visit.mode,
        interviewer=visit.interviewer,
        own_box=seal_own(empty, key=bytes.fromhex(visit.key)),
        office_box=seal_for_office(empty, public_key=entry.public_key),
    )
    Interview.objects.bulk_create([interview], ignore_conflicts=True)


def save_page(*, visit: Visit, page: str, form: Form, moves_on: bool) -> Saved | None:
    """Take a page. What is valid is kept, even if other answers of the page must be asked again.

    ``moves_on`` says whether the person wants to go on: only then a page without errors counts as passed. A page sent
    twice, or from a second tab, is taken on top of the newest sheet: the last valid answers of the page win.

    Returns
    -------
    None if there is no open interview

    Raises
    ------
    QuestionnaireError : if the questionnaire has no such page
    """
    for _ in range(ATTEMPTS):
        interview = queries.open_interview(visit)
        if interview is None:
            return None
        saved = _taken(interview, visit, page, form=form, moves_on=moves_on)
        if _write_page(interview, visit, page, saved=saved):
            return saved
    raise StateError("The interview is being written from many places at once", hint="Try again in a moment.")


def _taken(interview: OpenInterview, visit: Visit, page: str, *, form: Form, moves_on: bool) -> Saved:
    instrument, sheet = interview.instrument, interview.sheet
    now = timezone.now()
    occasion = occasion_of(sheet, now=now, language=visit.language)
    accepted = accept(instrument, instrument.page(page), form, sheet.answers, occasion=occasion)
    way = route(instrument, accepted.answers, occasion=occasion)
    on_page = {question.name for question in way.visible.get(page, ())}
    sheet = sheet.updated(
        accepted.answers,
        now=Given(visit.mode, visit.language, int(now.timestamp()), visit.interviewer),
        passed=on_page if moves_on and accepted.is_done else (),
        reopened=() if accepted.is_done else on_page,
    )
    return Saved(instrument=instrument, accepted=accepted, sheet=sheet, route=way)


def _write_page(interview: OpenInterview, visit: Visit, page: str, *, saved: Saved) -> bool:
    """Write both boxes in one statement, unless somebody else has written since the sheet was read."""
    written = Interview.objects.filter(pk=visit.access, state=Interview.State.OPEN, revision=interview.revision).update(
        revision=interview.revision + 1,
        own_box=seal_own(saved.sheet.encode(), key=bytes.fromhex(visit.key)),
        office_box=seal_for_office(
            saved.sheet.limited_to(saved.route.stored).encode(),
            public_key=interview.public_key,
        ),
        page=page,
        language=visit.language,
        mode=visit.mode,
        interviewer=visit.interviewer,
        saved_at=timezone.now(),
    )
    return written == 1


def finish(*, visit: Visit, now: datetime.datetime) -> bool:
    """Send the interview: the answers in force stay sealed to the office, the box the code could open is removed.

    Returns
    -------
    whether this call has sent it; False if it was sent before, is not open or was written meanwhile
    """
    interview = queries.open_interview(visit)
    if interview is None:
        return False
    way = route(interview.instrument, interview.sheet.answers, occasion=occasion_of(interview.sheet, now=now))
    final = interview.sheet.limited_to(way.stored).encode()
    sent = Interview.objects.filter(pk=visit.access, state=Interview.State.OPEN, revision=interview.revision).update(
        revision=interview.revision + 1,
        state=Interview.State.FINISHED,
        own_box=None,
        office_box=seal_for_office(final, public_key=interview.public_key),
        saved_at=now,
        finished_at=now,
    )
    return sent == 1


def delete_answers(*, visit: Visit) -> None:
    """Delete an interview that has not been sent, with everything it left. The code can begin again."""
    Interview.objects.filter(pk=visit.access, state=Interview.State.OPEN).delete()
