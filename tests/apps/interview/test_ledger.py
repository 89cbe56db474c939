"""The statements of the ledger: one row or many at a time, and never on top of what was not read."""

from __future__ import annotations

import pytest
from django.db import connections
from django.utils import timezone

from querschnitt.apps.interview import ledger
from querschnitt.apps.interview.actions import close_wave
from querschnitt.apps.interview.ledger import FINISH, READ, SAVE, START, Finish, Save, Start, columns
from querschnitt.apps.interview.models import Access, Interview, Opening

pytestmark = pytest.mark.django_db(databases=["answers"])


def accesses() -> list[str]:
    return sorted(Access.objects.values_list("pk", flat=True))


def start(access: str, *, box: bytes = b"box") -> Start:
    return Start(access, "de", "web", "", box, b"code wrap", b"office wrap", 0)


def save(access: str, *, revision: int = 0, box: bytes = b"page") -> Save:
    return Save(access, revision, box, "work", "ar", "telephone", "07")


def many(statement: str, rows: list[Start] | list[Save] | list[Finish]) -> set[str]:
    """Write many rows in one statement, and return which were written."""
    with connections["answers"].cursor() as cursor:
        cursor.execute(statement, columns(rows))
        return {access for (access,) in cursor.fetchall()}


def test_a_code_that_nobody_has_leads_nowhere(wave: str) -> None:
    assert ledger.read("f" * 64) is None


def test_before_the_start_a_code_leads_to_its_wave_alone(wave: str) -> None:
    access, opening = accesses()[0], Opening.objects.get()
    entry = ledger.read(access)
    assert entry is not None
    assert entry[:4] == (access, "2020", opening.instrument_hash, opening.public_key)
    assert (entry.closed_at, entry.state, entry.language) == (None, None, None)
    assert (entry.revision, entry.box, entry.code_wrap) == (None, None, None)
    assert not entry.is_open


def test_what_was_begun_is_read_as_bytes(wave: str) -> None:
    access = accesses()[0]
    assert ledger.write(start(access))
    entry = ledger.read(access)
    assert entry is not None
    assert (entry.state, entry.language, entry.revision, entry.box, entry.code_wrap) == (
        "open", "de", 0, b"box", b"code wrap",
    )  # fmt: skip
    assert type(entry.box) is type(entry.code_wrap) is bytes
    assert entry.is_open
    close_wave(wave="2020")
    closed = ledger.read(access)
    assert closed is not None
    assert (closed.state, closed.is_open) == ("open", False)


def test_what_is_begun_twice_is_begun_once(wave: str) -> None:
    access = accesses()[0]
    assert ledger.write(start(access)) is True
    assert ledger.write(start(access, box=b"another")) is False
    assert bytes(Interview.objects.get().box) == b"box"


def test_a_page_is_written_on_the_revision_that_was_read(wave: str) -> None:
    access = accesses()[0]
    ledger.write(start(access))
    before = timezone.now()
    assert ledger.write(save(access, revision=1)) is False
    assert ledger.write(save(access)) is True
    assert ledger.write(save(access, box=b"stale")) is False
    row = Interview.objects.get()
    assert (row.revision, bytes(row.box), row.page) == (1, b"page", "work")
    assert (row.language, row.mode, row.interviewer) == ("ar", "telephone", "07")
    assert (bytes(row.code_wrap), bytes(row.office_wrap)) == (b"code wrap", b"office wrap")
    assert row.finished_at is None
    # Within one transaction the clock of the database stands still.
    assert row.saved_at.tzinfo is not None and row.started_at <= row.saved_at <= before


def test_what_was_sent_is_open_to_nobody(wave: str) -> None:
    access = accesses()[0]
    ledger.write(start(access))
    assert ledger.write(Finish(access, 1, b"last", b"wrap")) is False
    assert ledger.write(Finish(access, 0, b"last", b"wrap")) is True
    row = Interview.objects.get()
    assert (row.state, row.code_wrap, bytes(row.box), bytes(row.office_wrap)) == ("finished", None, b"last", b"wrap")
    assert row.finished_at == row.saved_at is not None
    entry = ledger.read(access)
    assert entry is not None
    assert (entry.state, entry.code_wrap, entry.is_open) == ("finished", None, False)
    assert ledger.write(save(access, revision=1)) is False
    assert ledger.write(Finish(access, 1, b"again", b"wrap")) is False
    assert ledger.write(start(access)) is False
    assert bytes(Interview.objects.get().box) == b"last"


def test_many_interviews_are_written_by_one_statement_each_with_its_own(wave: str) -> None:
    one, two, three = accesses()
    assert many(START, [start(access, box=access.encode()) for access in (one, two)]) == {one, two}
    assert many(START, [start(access) for access in (two, three)]) == {three}
    written = many(SAVE, [save(one, box=b"1"), save(two, revision=5), save(three, box=b"3")])
    assert written == {one, three}
    assert many(FINISH, [Finish(one, 1, b"end", b"w"), Finish(two, 1, b"end", b"w")]) == {one}
    boxes = {row.access_id: (bytes(row.box), row.state, row.revision) for row in Interview.objects.all()}
    assert boxes == {one: (b"end", "finished", 2), two: (two.encode(), "open", 0), three: (b"3", "open", 1)}


def test_many_codes_are_read_by_one_statement(wave: str) -> None:
    known = accesses()
    ledger.write(start(known[1]))
    with connections["answers"].cursor() as cursor:
        cursor.execute(READ, [[*known, "f" * 64]])
        entries = {entry.access: entry.state for entry in map(ledger.as_entry, cursor.fetchall())}
    assert entries == {known[0]: None, known[1]: "open", known[2]: None}


def test_rows_become_columns() -> None:
    assert columns([Finish("a", 1, b"x", b"y"), Finish("b", 2, b"z", b"w")]) == [
        ["a", "b"], [1, 2], [b"x", b"z"], [b"y", b"w"],
    ]  # fmt: skip
