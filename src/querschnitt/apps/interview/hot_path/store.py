"""The ledger as the hot path asks it: what comes in at the same time goes to the database in one transaction."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import psycopg

from querschnitt.apps.interview.hot_path.batches import Batch
from querschnitt.apps.interview.ledger import (
    STATEMENTS,
    Entry,
    Finish,
    Read,
    Row,
    Save,
    Start,
    as_entry,
    columns,
    together,
)

PATIENCE = 8.0
"""Seconds that a statement may take before people are told that the data store is away."""

PRESENT = "SELECT instrument_hash FROM interview_opening WHERE closed_at IS NULL ORDER BY opened_at DESC, wave LIMIT 1"
PRESENT_FOR = 5.0
"""Seconds for which the questionnaire of the pages before the code is not asked for again."""


BY_KEY = " ".join(
    f"-c {setting}"
    for setting in (
        "plan_cache_mode=force_generic_plan", "enable_seqscan=off", "enable_hashjoin=off", "enable_mergejoin=off"
    )
)  # fmt: skip
"""Settings of the connections: each statement finds its rows by their keys, whatever the server knows of the tables,
and is planned once. Planning one anew costs as much as doing it."""

Found = tuple[Any, ...]

AWAY = (psycopg.OperationalError, psycopg.InternalError, psycopg.InterfaceError)
"""Errors of a server that cannot do anything for anybody now: gone, full, read-only after a change of servers."""


class Line:
    """One connection, opened when it is needed, and opened again when it was lost."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._parameters = dict(parameters)
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._lock = asyncio.Lock()

    async def rows(self, text: str, values: Sequence[Any]) -> list[Found]:
        """Run a statement, and return its rows; what it has written is committed by then.

        Values go and come in PostgreSQL's binary form. A connection that was lost, because the server was started anew
        or has stood still, is opened again, and the statement runs once more. So it may run twice, the first time
        unheard: each of ours then finds that it is done.

        Raises
        ------
        psycopg.OperationalError : if the database is away
        psycopg.Error : if it refuses this
        """
        async with self._lock:
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self._run_on_what_is_open(text, values)
            except (*AWAY, TimeoutError) as error:
                await self.close()
                raise psycopg.OperationalError("The data store of the interview does not answer") from error

    async def _run_on_what_is_open(self, text: str, values: Sequence[Any]) -> list[Found]:
        if self._connection is not None:
            try:
                return await self._run(text, values)
            except AWAY:
                await self.close()
        return await self._run(text, values)

    async def _run(self, text: str, values: Sequence[Any]) -> list[Found]:
        connection = await self._open()
        cursor = await connection.execute(text.replace("%s", "%b"), values, prepare=True, binary=True)
        return await cursor.fetchall()

    async def _open(self) -> psycopg.AsyncConnection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                **self._parameters, autocommit=True, options=BY_KEY
            )
        return self._connection

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


class Store:
    """What the hot path reads and writes. ``parameters`` : of psycopg, with the role of the interview."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._ledger, self._openings = Line(parameters), Line(parameters)
        self._batches: Batch[Row, Entry | bool] = Batch(self._run, key=lambda row: row.access)
        self._newest, self._asked_at = "", -PRESENT_FOR

    async def read(self, access: str) -> Entry | None:
        """Return what the hash of a code leads to, or None for a code that nobody has."""
        found = await self._batches.ask(Read(access))
        return found if isinstance(found, Entry) else None

    async def write(self, row: Start | Save | Finish) -> bool:
        """Write one row. Returns whether it was written: False if somebody else was faster."""
        return await self._batches.ask(row) is not None

    async def present(self) -> str:
        """Return the questionnaire of the wave that was opened last, or ""; a few seconds old at most.

        While it is being asked for again, everybody else is given the one that was known.
        """
        now, asked_at = time.monotonic(), self._asked_at
        if now - asked_at < PRESENT_FOR:
            return self._newest
        if self._newest:
            self._asked_at = now
        try:
            rows = await self._openings.rows(PRESENT, [])
        except psycopg.Error:
            self._asked_at = asked_at
            raise
        self._newest, self._asked_at = (rows[0][0] if rows else ""), now
        return self._newest

    async def close(self) -> None:
        for line in (self._ledger, self._openings):
            await line.close()

    async def _run(self, rows: Sequence[Row]) -> Mapping[Hashable, Entry | bool]:
        kinds: dict[type[Row], list[Row]] = {kind: [] for kind in STATEMENTS}
        for row in rows:
            kinds[type(row)].append(row)
        given = {kind: each for kind, each in kinds.items() if each}
        values = [column for each in given.values() for column in columns(each)]
        read = {row.access for row in kinds[Read]}
        found = await self._ledger.rows(together(tuple(given)), values)
        return {row[0]: as_entry(row) if row[0] in read else True for row in found}
