"""The statements of the ledger: one row or many at a time, and never on top of what was not read."""

from __future__ import annotations

from itertools import combinations
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from querschnitt.apps.interview import ledger
from querschnitt.apps.interview.actions import close_wave
from querschnitt.apps.interview.ledger import (
    FINISH,
    READ,
    SAVE,
    START,
    STATEMENTS,
    Finish,
    Read,
    Row,
    Save,
    Start,
    as_entry,
    columns,
    together,
)  # fmt: skip
from querschnitt.apps.interview.models import Access, Interview, Opening
from tests.apps.interview.rows import finish, save, start

pytestmark = pytest.mark.django_db(databases=["answers"])


def accesses() -> list[str]:
    return sorted(Access.objects.values_list("pk", flat=True))


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
    assert entry[:5] == (access, "2020", opening.handover_digest, opening.instrument_hash, opening.public_key)
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
    assert ledger.write(finish(access, revision=1)) is False
    assert ledger.write(finish(access, revision=0)) is True
    row = Interview.objects.get()
    assert (row.state, row.code_wrap, bytes(row.box), bytes(row.office_wrap)) == ("finished", None, b"last", b"wrap")
    assert row.finished_at == row.saved_at is not None
    entry = ledger.read(access)
    assert entry is not None
    assert (entry.state, entry.code_wrap, entry.is_open) == ("finished", None, False)
    assert ledger.write(save(access, revision=1)) is False
    assert ledger.write(finish(access, revision=1, box=b"again")) is False
    assert ledger.write(start(access)) is False
    assert bytes(Interview.objects.get().box) == b"last"


def test_many_interviews_are_written_by_one_statement_each_with_its_own(wave: str) -> None:
    one, two, three = accesses()
    assert many(START, [start(access, box=access.encode()) for access in (one, two)]) == {one, two}
    assert many(START, [start(access) for access in (two, three)]) == {three}
    written = many(SAVE, [save(one, box=b"1"), save(two, revision=5), save(three, box=b"3")])
    assert written == {one, three}
    assert many(FINISH, [finish(each, revision=1, box=b"end") for each in (one, two)]) == {one}
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
    assert columns([Finish("a", "v", "h", 1, b"x", b"y"), Finish("b", "v", "i", 2, b"z", b"w")]) == [
        ["a", "b"], ["v", "v"], ["h", "i"], [1, 2], [b"x", b"z"], [b"y", b"w"],
    ]  # fmt: skip


def test_an_entry_after_a_row_is_what_is_read_then(wave: str) -> None:
    access = accesses()[0]
    rows = [start(access), save(access), save(access, revision=1, box=b"more"), finish(access, revision=2)]
    entry = ledger.read(access)
    for row in rows:
        assert entry is not None and ledger.write(row)
        entry = entry.after(row)
        assert entry == ledger.read(access)


def written_where(changed: dict[str, object]) -> list[bool]:
    """Return which rows are written where the field is not what it was when they were made."""
    begun, new, *_ = accesses()
    assert ledger.write(start(begun))
    rows = [start(new), save(begun), finish(begun, revision=0)]
    Opening.objects.update(**changed)
    return [ledger.write(row) for row in rows]


def test_nothing_is_written_once_the_field_is_closed(wave: str) -> None:
    assert written_where({"closed_at": timezone.now()}) == [False] * 3
    assert Interview.objects.get().revision == 0


def test_what_was_made_under_one_hand_over_is_not_written_under_the_next(wave: str) -> None:
    """It might be of a questionnaire that is none any more, or sealed to a key that is none any more."""
    assert written_where({"handover_digest": "f" * 64}) == [False] * 3


@pytest.mark.parametrize(
    "kinds", [kinds for number in range(1, 5) for kinds in combinations(STATEMENTS, number)], ids=str
)
def test_statements_of_several_kinds_do_together_what_they_do_one_by_one(
    wave: str, kinds: tuple[type[Row], ...]
) -> None:
    Access.objects.create(pk="d" * 64, opening=Opening.objects.get(), case_id=uuid4())
    fresh, going, ending, asked = accesses()
    for access in (going, ending, asked):
        assert ledger.write(start(access))
    before = ledger.read(asked)
    rows = {Start: start(fresh), Save: save(going), Finish: finish(ending, revision=0), Read: Read(asked)}
    with connections["answers"].cursor() as cursor:
        cursor.execute(together(kinds), [column for kind in kinds for column in columns([rows[kind]])])
        found = {row[0]: row for row in cursor.fetchall()}
    assert set(found) == {rows[kind].access for kind in kinds}
    if Read in kinds:
        assert as_entry(found.pop(asked)) == before
    assert all(set(row[1:]) <= {None} for row in found.values())
    states = dict(Interview.objects.values_list("pk", "state"))
    assert (fresh in states, states[ending]) == (Start in kinds, "finished" if Finish in kinds else "open")
    assert Interview.objects.get(pk=going).revision == (1 if Save in kinds else 0)
