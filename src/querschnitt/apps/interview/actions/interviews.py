"""What a person's visit writes: each action is one statement or one transaction, in `answers` alone."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass

from django.utils import timezone

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.models import Interview
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.sealing import seal_for_office, seal_own
from querschnitt.apps.interview.sent import as_read
from querschnitt.apps.interview.sheet import Given, Sheet
from querschnitt.apps.interview.visit import Visit
from querschnitt.core.errors import QuestionnaireError, StateError
from querschnitt.core.instrument.answers import Accepted, Form, accept
from querschnitt.core.instrument.model import Instrument, Page
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.routing import Route, route

ATTEMPTS = 8
"""How often a page is taken anew when another tab has written in between."""


@dataclass(frozen=True)
class Saved:
    """A page that was taken: what became of its answers, and the sheet and the way after it.

    ``form`` : what was sent, as the questionnaire has read it
    """

    instrument: Instrument
    form: Form
    accepted: Accepted
    sheet: Sheet
    route: Route


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
    found = _page_to_fill(instrument, page)
    read = as_read(found, form)
    accepted = accept(instrument, found, read, sheet.answers, occasion=occasion)
    way = route(instrument, accepted.answers, occasion=occasion)
    on_page = {question.name for question in way.visible.get(page, ())}
    sheet = sheet.on(interview.instrument_hash).updated(
        accepted.answers,
        now=Given(visit.mode, visit.language, int(now.timestamp()), visit.interviewer),
        passed=on_page if moves_on and accepted.is_done else (),
        reopened=() if accepted.is_done else on_page,
    )
    return Saved(instrument=instrument, form=read, accepted=accepted, sheet=sheet, route=way)


def _page_to_fill(instrument: Instrument, name: str) -> Page:
    """Return a page that a person can fill in: in a repeat only one of an instance is."""
    page = instrument.page(name)
    if len(page.place) != len(instrument.repeats_around(page.section)):
        raise QuestionnaireError("This page comes several times; its number is missing", got=name)
    return page


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
    final = interview.sheet.on(interview.instrument_hash).limited_to(way.stored).encode()
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
