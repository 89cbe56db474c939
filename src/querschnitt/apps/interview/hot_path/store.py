"""The ledger as the hot path asks it: each statement a batch on a connection of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import psycopg

from querschnitt.apps.interview.hot_path.batches import Batch
from querschnitt.apps.interview.ledger import READ, STATEMENTS, Entry, Finish, Save, Start, as_entry, columns

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


AWAY = (psycopg.OperationalError, psycopg.InternalError, psycopg.InterfaceError)
"""Errors of a server that cannot do anything for anybody now: gone, full, read-only after a change of servers."""


class Line:
    """One connection, opened when it is needed, and opened again when it was lost."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._parameters = dict(parameters)
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._lock = asyncio.Lock()

    async def rows(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows; it is committed by then. Values go and come in PostgreSQL's binary form.

        A connection that was lost, because the server was started anew or has stood still, is opened again, and the
        statement run once more. So it may run twice, the first time unheard: each of ours then finds that it is done.

        Raises
        ------
        psycopg.OperationalError : if the database is away
        psycopg.Error : if it refuses this
        """
        async with self._lock:
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self._run_on_what_is_open(statement, values)
            except (*AWAY, TimeoutError) as error:
                await self.close()
                raise psycopg.OperationalError("The data store of the interview does not answer") from error

    async def _run_on_what_is_open(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        if self._connection is not None:
            try:
                return await self._run(statement, values)
            except AWAY:
                await self.close()
        return await self._run(statement, values)

    async def _run(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        connection = await self._open()
        cursor = await connection.execute(statement.replace("%s", "%b"), values, prepare=True, binary=True)
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
        self._reading, self._present = Line(parameters), Line(parameters)
        self._writing = {kind: Line(parameters) for kind in STATEMENTS}
        self._reads: Batch[str, Entry] = Batch(self._read, key=lambda access: access)
        self._writes = {kind: self._batch_of(kind) for kind in STATEMENTS}
        self._newest, self._asked_at = "", -PRESENT_FOR

    async def read(self, access: str) -> Entry | None:
        """Return what the hash of a code leads to, or None for a code that nobody has."""
        return await self._reads.ask(access)

    async def write(self, row: Start | Save | Finish) -> bool:
        """Write one row. Returns whether it was written: False if somebody else was faster."""
        return await self._writes[type(row)].ask(row) is not None

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
            rows = await self._present.rows(PRESENT, [])
        except psycopg.Error:
            self._asked_at = asked_at
            raise
        self._newest, self._asked_at = (rows[0][0] if rows else ""), now
        return self._newest

    async def close(self) -> None:
        for line in (self._reading, self._present, *self._writing.values()):
            await line.close()

    async def _read(self, accesses: Sequence[str]) -> Mapping[Hashable, Entry]:
        rows = await self._reading.rows(READ, [list(accesses)])
        return {row[0]: as_entry(row) for row in rows}

    def _batch_of(self, kind: type[Any]) -> Batch[Any, bool]:
        async def run(rows: Sequence[Any]) -> Mapping[Hashable, bool]:
            written = await self._writing[kind].rows(STATEMENTS[kind], columns(rows))
            return dict.fromkeys((row[0] for row in written), True)

        return Batch(run, key=lambda row: row.access)
