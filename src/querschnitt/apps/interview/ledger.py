"""The interviews as rows of `answers`: the few statements with which they are read and written.

A row is written only if what it was made from is still so: nobody has written on the interview since, and the field is
open by the same hand-over, with the same questionnaire and the same keys.

Each statement works on many rows at once, so that the hot path can put what comes in at the same time into one; the
views use them with one row. A row of the statement is one interview, in the order of the fields of its class.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connections

ALIAS = "answers"

READ = (
    "SELECT a.code_hash, o.wave, o.handover_digest, o.instrument_hash, o.public_key, o.desk_key, o.closed_at,"
    " i.state, i.language, i.revision, i.box, i.code_wrap"
    " FROM interview_access a JOIN interview_opening o ON o.wave = a.opening_id"
    " LEFT JOIN interview_interview i ON i.access_id = a.code_hash"
    " WHERE a.code_hash = ANY(%s::text[])"
)

START = (
    "INSERT INTO interview_interview (access_id, language, mode, interviewer, box, code_wrap, office_wrap,"
    " revision, state, page, started_at, saved_at)"
    " SELECT access, language, mode, interviewer, box, code_wrap, office_wrap, revision, 'open', '', now(), now()"
    " FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[], %s::bytea[],"
    " %s::bytea[], %s::int[])"
    " AS n(access, wave, handover_digest, language, mode, interviewer, box, code_wrap, office_wrap, revision)"
    " JOIN interview_opening o ON o.wave = n.wave AND o.handover_digest = n.handover_digest AND o.closed_at IS NULL"
    " ON CONFLICT DO NOTHING RETURNING access_id"
)

SAVE = (
    "UPDATE interview_interview AS i SET revision = i.revision + 1, box = n.box, page = n.page, language = n.language,"
    " mode = n.mode, interviewer = n.interviewer, saved_at = now()"
    " FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::bytea[], %s::text[], %s::text[], %s::text[],"
    " %s::text[])"
    " AS n(access, wave, handover_digest, revision, box, page, language, mode, interviewer)"
    " JOIN interview_opening o ON o.wave = n.wave AND o.handover_digest = n.handover_digest AND o.closed_at IS NULL"
    " WHERE i.access_id = n.access AND i.revision = n.revision AND i.state = 'open' RETURNING i.access_id"
)

FINISH = (
    "UPDATE interview_interview AS i SET revision = i.revision + 1, state = 'finished', box = n.box, code_wrap = NULL,"
    " office_wrap = n.office_wrap, saved_at = now(), finished_at = now()"
    " FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::bytea[], %s::bytea[])"
    " AS n(access, wave, handover_digest, revision, box, office_wrap)"
    " JOIN interview_opening o ON o.wave = n.wave AND o.handover_digest = n.handover_digest AND o.closed_at IS NULL"
    " WHERE i.access_id = n.access AND i.revision = n.revision AND i.state = 'open' RETURNING i.access_id"
)


class Entry(NamedTuple):
    """What an access code leads to. ``state`` is None before the start; the instrument is the present version.

    ``handover_digest`` : of the hand-over by which the field is open now. Another one may bring another
    questionnaire or another key; so what was read under one is never written under the next.
    """

    access: str
    wave: str
    handover_digest: str
    instrument_hash: str
    public_key: str
    desk_key: str
    closed_at: datetime.datetime | None
    state: str | None
    language: str | None
    revision: int | None
    box: bytes | None
    code_wrap: bytes | None

    @property
    def is_open(self) -> bool:
        """Whether an interview is going on here."""
        return self.state == "open" and self.closed_at is None

    def after(self, row: Start | Save | Finish) -> Entry:
        """Return the entry as it is once a row was written on it."""
        if isinstance(row, Start):
            return self._replace(
                state="open", language=row.language, revision=row.revision, box=row.box, code_wrap=row.code_wrap
            )
        if isinstance(row, Save):
            return self._replace(revision=row.revision + 1, language=row.language, box=row.box)
        return self._replace(state="finished", revision=row.revision + 1, box=row.box, code_wrap=None)


class Read(NamedTuple):
    """A row of `READ`."""

    access: str


class Start(NamedTuple):
    """A row of `START`. ``revision`` : begins at random, so that what has read an interview that was deleted meanwhile
    is never written on the next one of the same code.
    """

    access: str
    wave: str
    handover_digest: str
    language: str
    mode: str
    interviewer: str
    box: bytes
    code_wrap: bytes
    office_wrap: bytes
    revision: int


class Save(NamedTuple):
    """A row of `SAVE`: written only if nobody has written since ``revision``."""

    access: str
    wave: str
    handover_digest: str
    revision: int
    box: bytes
    page: str
    language: str
    mode: str
    interviewer: str


class Finish(NamedTuple):
    """A row of `FINISH`."""

    access: str
    wave: str
    handover_digest: str
    revision: int
    box: bytes
    office_wrap: bytes


Row = Read | Start | Save | Finish
"""What a statement is given for one interview."""

STATEMENTS: dict[type[Row], str] = {Start: START, Save: SAVE, Finish: FINISH, Read: READ}


@cache
def together(kinds: tuple[type[Row], ...]) -> str:
    """Return one statement that does those of several kinds, given in the order of `STATEMENTS`.

    Its values are theirs, one after the other. It gives rows of `READ`, and for each row that was written one that
    begins with the hash of the code and has nothing else. No two rows that it is given may be of one interview.
    """
    if len(kinds) == 1:
        return STATEMENTS[kinds[0]]
    steps = {f"step_{number}": STATEMENTS[kind] for number, kind in enumerate(kinds) if kind is not Read}
    rest = ", NULL" * (len(Entry._fields) - 1) if Read in kinds else ""
    rows = [READ] if Read in kinds else []
    rows += [f"SELECT access_id{rest} FROM {name}" for name in steps]  # noqa: S608 - names and texts of this module
    return f"WITH {', '.join(f'{name} AS ({text})' for name, text in steps.items())} {' UNION ALL '.join(rows)}"


def columns(rows: Sequence[Row]) -> list[list[Any]]:
    """Return rows as the arrays that a statement takes."""
    return [list(column) for column in zip(*rows, strict=True)]


def read(access: str) -> Entry | None:
    """Return what the hash of a code leads to, or None for a code that nobody has."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(READ, [[access]])
        row = cursor.fetchone()
    return None if row is None else as_entry(row)


def as_entry(row: Iterable[Any]) -> Entry:
    """Return a row of `READ` as it is worked with."""
    return Entry._make(in_bytes(row))


def in_bytes(row: Iterable[Any]) -> Iterator[Any]:
    """Give the values of a row; Django's connections give bytes as views of memory."""
    return (bytes(value) if isinstance(value, memoryview) else value for value in row)


def write(row: Start | Save | Finish) -> bool:
    """Write one row, in one statement. Returns whether it was written: False if somebody else was faster."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(STATEMENTS[type(row)], columns([row]))
        return cursor.fetchone() is not None
