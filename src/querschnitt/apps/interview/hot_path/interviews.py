"""The interviews as the hot path reads and writes them; what this process has just written it need not ask for.

What is known here may have changed elsewhere: another process has written, the field was closed, a further version of
the questionnaire has come. So it serves for two things only. A page to which somebody was just led is shown as it was
when that was decided. And a form is taken on top of what is known; the statement that writes it finds out whether all
of that still holds, and writes nothing if it does not. Entries are kept as the database has them: sealed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.hot_path.memory import Memory
from querschnitt.apps.interview.hot_path.messages import Opened, Request, Shown
from querschnitt.apps.interview.hot_path.store import Store
from querschnitt.apps.interview.ledger import Entry, Finish, Save, Start
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.views.questions import way_of
from querschnitt.apps.interview.visit import Visit

MOST_KNOWN = 4000
"""Interviews of which a process knows what was written last, of some three kilobytes each."""

LED_WITHIN = 5.0
"""Seconds in which a browser asks for the page to which it was led; afterwards the page is one like any other."""


@dataclass
class _Known:
    """What was written last. ``leads_to`` : the page that is to come next, until ``until``; "" after that."""

    entry: Entry
    leads_to: str = ""
    until: float = 0.0


class Interviews:
    """What the codes lead to, and what is written."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: Memory[_Known] = Memory(MOST_KNOWN)

    async def read(self, access: str) -> Entry | None:
        """Return what the hash of a code leads to now, or None for a code that nobody has."""
        return await self._store.read(access)

    async def write(self, row: Start | Save | Finish, entry: Entry) -> Entry | None:
        """Write a row on what was read. Returns what there is now; None, with nothing written, if that has changed."""
        if not await self._store.write(row):
            return None
        return self._known.keep(entry.access, _Known(entry.after(row))).entry

    def lead(self, entry: Entry, path: str) -> None:
        """Note that a browser is being led from here to a page."""
        self._known.keep(entry.access, _Known(entry, path, time.monotonic() + LED_WITHIN))

    def forget(self, access: str) -> None:
        """Ask for this interview again: somebody else, Django's views, is about to write on it."""
        self._known.forget(access)

    def known(self, access: str) -> Entry | None:
        """Return what was last written here: something to write on, and for nothing else."""
        found = self._known.get(access)
        return found.entry if found else None

    async def shown(self, request: Request) -> Shown | None:
        """Return whose page is asked for, in a language that is offered, and what is to be shown; None for anyone else.

        To whoever was just led to this page that is what was known then; once, then it is read.
        """
        if request.standing is not None:
            return _in_its_language(request.standing.visit, request.standing.entry)
        visit = request.visit
        if visit is None or not visit.language:
            return None
        known, entry = self._known.get(visit.access), None
        if known is not None:
            entry = known.entry if known.leads_to == request.path and known.until > time.monotonic() else None
            known.leads_to = ""
        return _in_its_language(visit, entry or await self._store.read(visit.access))

    async def to_write_on(self, request: Request) -> Shown | None:
        """Return whose form comes in, in a language that is offered, and what it may be written on, known or read."""
        visit = request.visit
        if visit is None or not visit.language:
            return None
        return _in_its_language(visit, self.known(visit.access) or await self._store.read(visit.access))

    async def opened(self, request: Request) -> Opened | None:
        """Return whose interview goes on, to be shown; None if it does not, or in no language of its own version."""
        if isinstance(request.standing, Opened):
            return request.standing
        found = await self.shown(request)
        return found and self._opened(*found)

    def opened_as_known(self, request: Request) -> Opened | None:
        """Return whose interview goes on as it was last written here: something to write on, and for nothing else."""
        visit = request.visit
        entry = self.known(visit.access) if visit and visit.language else None
        return self._opened(visit, entry) if visit and entry else None

    def _opened(self, visit: Visit, entry: Entry) -> Opened | None:
        interview = self.open(visit, entry)
        return Opened(visit, interview, way_of(interview, visit)) if interview else None

    def open(self, visit: Visit, entry: Entry) -> OpenInterview | None:
        """Open what was read for a visit; None as `opened`."""
        interview = queries.opened(entry, visit)
        return interview if interview and visit.language in interview.instrument.languages else None


def _in_its_language(visit: Visit, entry: Entry | None) -> Shown | None:
    if entry is None or visit.language not in queries.instrument(entry.instrument_hash).languages:
        return None
    return Shown(visit, entry)
