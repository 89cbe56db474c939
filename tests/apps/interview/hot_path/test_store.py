"""The connections of the hot path: lost and found again, and never waited for longer than people wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from querschnitt.apps.interview.hot_path import store
from querschnitt.apps.interview.hot_path.store import Line, Store
from querschnitt.apps.interview.ledger import Start
from querschnitt.apps.interview.models import Access, Interview, Opening
from querschnitt.site.databases import connection, reached_as
from tests.apps.interview.rows import finish, save, start

pytestmark = pytest.mark.django_db(databases=["answers"], transaction=True)


def reached() -> dict[str, Any]:
    known = reached_as(settings.DEPLOYMENT, "answers", "interview")
    return {**known, "dbname": connections["answers"].settings_dict["NAME"]}


def run(work: Callable[[Store], Awaitable[None]], **changed: object) -> None:
    async def go() -> None:
        made = Store({**reached(), **changed})
        try:
            await work(made)
        finally:
            await made.close()

    asyncio.run(go())


def end_all() -> None:
    """End the connections of the interview's role, as a server does that is started anew."""
    with connection(settings.DEPLOYMENT, "postgres", "admin") as admin:
        admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'interview'")


def test_what_is_written_is_read_and_written_on_what_was_read(wave: str) -> None:
    known = Access.objects.values_list("pk", flat=True).first()
    assert known

    begun, page, stale, end = (
        start(known),
        save(known),
        save(known, box=b"stale"),
        finish(known, revision=1, box=b"end"),
    )

    async def work(made: Store) -> None:
        assert await made.read("f" * 64) is None
        assert [await made.write(row) for row in (begun, begun, page, stale)] == [True, False, True, False]
        entry = await made.read(known)
        assert entry is not None and (entry.revision, entry.box, entry.state) == (1, b"page", "open")
        assert await made.write(end) is True

    run(work)
    assert bytes(Interview.objects.get().box) == b"end"


def test_a_connection_that_was_lost_is_opened_again_unnoticed(wave: str) -> None:
    access = Access.objects.values_list("pk", flat=True).first()
    assert access
    begun, page = start(access), save(access)

    async def work(made: Store) -> None:
        assert await made.read(access) is not None
        assert await made.write(begun) is True
        assert await made.present()
        await asyncio.to_thread(end_all)
        assert await made.read(access) is not None
        await asyncio.to_thread(end_all)
        assert await made.write(page) is True

    run(work)


def test_many_at_a_time_get_each_their_own(wave: str) -> None:
    accesses = list(Access.objects.values_list("pk", flat=True))

    rows = [start(access) for access in accesses] * 5

    async def work(made: Store) -> None:
        found = await asyncio.gather(*(made.read(access) for access in [*accesses, "f" * 64] * 20))
        assert [entry and entry.access for entry in found] == [*accesses, None] * 20
        written = await asyncio.gather(*(made.write(row) for row in rows))
        assert sum(written) == len(accesses)

    run(work)


@pytest.mark.parametrize("is_broken", [False, True])
def test_one_transaction_reads_begins_saves_and_ends_and_a_row_that_fails_takes_no_other_with_it(
    wave: str, *, is_broken: bool
) -> None:
    going, ending, fresh = Access.objects.values_list("pk", flat=True)
    begun = [start(access) for access in (going, ending)]
    broken = start("f" * 64)._replace(language="x" * 100) if is_broken else save("f" * 64)
    rows = (start(fresh), save(going), finish(ending, revision=0), broken)

    async def work(made: Store) -> None:
        assert [await made.write(row) for row in begun] == [True, True]
        nobody, *written = await asyncio.gather(
            made.read("e" * 64), *(made.write(row) for row in rows), return_exceptions=True
        )
        assert (nobody, written[:3]) == (None, [True, True, True])
        assert isinstance(written[3], psycopg.DataError) if is_broken else written[3] is False

    run(work)
    states = {going: "open", ending: "finished", fresh: "open"}
    assert dict(Interview.objects.values_list("pk", "state")) == states


def test_a_database_that_is_away_is_said_to_be() -> None:
    row = Start("f" * 64, "2020", "", "de", "web", "", b"", b"", b"", 0)

    async def work(made: Store) -> None:
        for ask in (made.read("f" * 64), made.write(row), made.present()):
            with pytest.raises(psycopg.OperationalError):
                await ask

    run(work, port=1)


def test_a_database_that_stands_still_is_not_waited_for(wave: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.2)

    async def work() -> None:
        line = Line(reached())
        with pytest.raises(psycopg.OperationalError):
            await line.rows("SELECT pg_sleep(20)", [])
        assert await line.rows("SELECT 1 UNION ALL SELECT 2", []) == [(1,), (2,)]
        await line.close()

    asyncio.run(work())


def test_the_newest_wave_is_known_for_some_seconds_and_given_while_it_is_asked_for(
    wave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Opening.objects.get().instrument_hash

    async def work(made: Store) -> None:
        assert await made.present() == opened
        await asyncio.to_thread(end_all)
        assert await made.present() == opened
        monkeypatch.setattr(store, "PRESENT_FOR", -1.0)
        assert set(await asyncio.gather(*(made.present() for _ in range(5)))) == {opened}

    run(work)
