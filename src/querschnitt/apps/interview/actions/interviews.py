"""What a person's visit writes: each action is one statement or one transaction, in `answers` alone."""

from __future__ import annotations

import datetime
import secrets
from typing import NamedTuple

from django.utils import timezone

from querschnitt.apps.interview import ledger, queries
from querschnitt.apps.interview.ledger import Entry, Finish, Save, Start
from querschnitt.apps.interview.models import Interview
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.sealing import encrypt, new_data_key, seal_box, wrap_for_office
from querschnitt.apps.interview.sent import as_read
from querschnitt.apps.interview.sheet import VERSION_DIGITS, Circumstances, Given, Passage, Sheet
from querschnitt.apps.interview.visit import Visit
from querschnitt.core.errors import QuestionnaireError, StateError
from querschnitt.core.instrument.answers import Accepted, Form, accept
from querschnitt.core.instrument.model import Instrument, Page
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.routing import Route, route

NEXT, SAVE = "next", "save"
"""Buttons that a page knows how to take: on to the next page; or none at all, only keep what is written so far."""

BUTTONS = frozenset((NEXT, "back", "search", "pause", "language", "talk", "privacy", "accessibility", "delete"))
OTHER_BUTTON = "other"
"""What the trail of an interview says of a button that no page of ours has: never what was sent."""

AGE_FIELD = "__age__"
"""Form field: how many seconds ago the page was filled in."""

LONGEST_WAIT = 24 * 3600

ATTEMPTS = 8
"""How often a page is taken anew when another tab has written in between."""


class Saved(NamedTuple):
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
    here = (now or timezone.now()).astimezone(timezone.get_default_timezone())
    return Occasion(today=here.date(), now=here, seed=sheet.seed, language=language, is_forgiving=True)


def start_interview(*, visit: Visit, entry: Entry) -> Visit | None:
    """Begin the interview of a code, and return the visit with its key. If it has begun already, that one goes on.

    Returns
    -------
    None if it was sent meanwhile
    """
    begun, _, row = beginning(visit, entry)
    if ledger.write(row):
        return begun
    found = queries.entry(visit.access)
    return queries.with_key(visit, found) if found else None


def beginning(visit: Visit, entry: Entry) -> tuple[Visit, Sheet, Start]:
    """Return the visit with a fresh data key, the empty sheet, and the row with which its interview begins."""
    key = new_data_key()
    empty = Sheet(instrument_hash=entry.instrument_hash, seed=secrets.randbelow(2**31))
    row = Start(
        access=visit.access,
        wave=entry.wave,
        handover_digest=entry.handover_digest,
        language=visit.language,
        mode=visit.mode,
        interviewer=visit.interviewer,
        box=seal_box(empty.encode(), key=key, place=visit.access),
        code_wrap=encrypt(key, key=bytes.fromhex(visit.code_key), place=visit.access),
        office_wrap=wrap_for_office(key, public_key=entry.public_key),
        revision=secrets.randbelow(2**30),
    )
    return visit._replace(key=key.hex()), empty, row


def save_page(*, visit: Visit, page: str, form: Form, went: str) -> Saved | None:
    """Take a page. What is valid is kept, even if other answers of the page must be asked again.

    ``went`` is the button: with "next" a page without errors counts as passed; with "save" nobody has pressed one, and
    what is written so far is kept. A page sent
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
        saved = taken(interview, visit, page, form=form, went=went)
        if ledger.write(saving(interview, visit, page, sheet=saved.sheet)):
            return saved
    raise StateError("The interview is being written from many places at once", hint="Try again in a moment.")


def taken(interview: OpenInterview, visit: Visit, page: str, *, form: Form, went: str) -> Saved:
    """Take a page into the sheet of an interview, without writing it; for the rest see `save_page`."""
    instrument, sheet = interview.instrument, interview.sheet
    now = timezone.now()
    occasion = occasion_of(sheet, now=now, language=visit.language)
    found = _page_to_fill(instrument, page)
    read = as_read(found, form)
    accepted = accept(instrument, found, read, sheet.answers, occasion=occasion)
    way = route(instrument, accepted.answers, occasion=occasion)
    on_page = way.names.get(page, frozenset())
    received = int(now.timestamp())
    how = Circumstances(
        visit.mode, visit.language, visit.interviewer, visit.device, interview.instrument_hash[:VERSION_DIGITS]
    )
    passes = went == NEXT and accepted.is_done
    sheet = sheet.on(interview.instrument_hash).updated(
        accepted.answers,
        now=Given(how, received - _age(form), received),
        passed=on_page if passes else (),
        reopened=() if accepted.is_done else on_page,
    )
    if went != SAVE:
        sheet = sheet.after(Passage(page, received, went if went in BUTTONS else OTHER_BUTTON))
    return Saved(instrument=instrument, form=read, accepted=accepted, sheet=sheet, route=way)


def _age(form: Form) -> int:
    """Return how many seconds ago the page was filled in, when it had to wait for the net; at most a day counts."""
    written = next(iter(form.get(AGE_FIELD, ())), "")
    return min(int(written), LONGEST_WAIT) if written.isdecimal() and len(written) < 8 else 0


def _page_to_fill(instrument: Instrument, name: str) -> Page:
    """Return a page that a person can fill in: in a repeat only one of an instance is."""
    page = instrument.page(name)
    if len(page.place) != len(instrument.repeats_around(page.section)):
        raise QuestionnaireError("This page comes several times; its number is missing", got=name)
    return page


def saving(interview: OpenInterview, visit: Visit, page: str, *, sheet: Sheet) -> Save:
    """Return the row with which a page is written, unless somebody else has written since the sheet was read."""
    return Save(
        *_base_of(interview.entry),
        box=seal_box(sheet.encode(), key=bytes.fromhex(visit.key), place=visit.access),
        page=page,
        language=visit.language,
        mode=visit.mode,
        interviewer=visit.interviewer,
    )


def finish(*, visit: Visit, now: datetime.datetime) -> bool:
    """Send the interview: the answers in force are sealed to the office, and the access code opens nothing any more.

    Returns
    -------
    whether this call has sent it; False if it was sent before, is not open or was written meanwhile
    """
    interview = queries.open_interview(visit)
    if interview is None:
        return False
    way = route(interview.instrument, interview.sheet.answers, occasion=occasion_of(interview.sheet, now=now))
    return ledger.write(finishing(interview, visit, way))


def finishing(interview: OpenInterview, visit: Visit, way: Route) -> Finish:
    """Return the row with which an interview is sent, unless somebody else has written since the sheet was read."""
    final = interview.sheet.on(interview.instrument_hash).limited_to(way.stored).encode()
    key = bytes.fromhex(visit.key)
    return Finish(
        *_base_of(interview.entry),
        box=seal_box(final, key=key, place=visit.access),
        office_wrap=wrap_for_office(key, public_key=interview.entry.public_key),
    )


def _base_of(entry: Entry) -> tuple[str, str, str, int]:
    """Return the first fields of a row: what it is written on, as it was read."""
    return entry.access, entry.wave, entry.handover_digest, entry.revision or 0


def delete_answers(*, visit: Visit) -> None:
    """Delete an interview that has not been sent, with everything it left. The code can begin again."""
    Interview.objects.filter(pk=visit.access, state=Interview.State.OPEN).delete()
