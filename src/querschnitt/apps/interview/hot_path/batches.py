"""One transaction for what is asked at the same time: what arrives while one is under way goes with the next.

An answer is given after the commit and not before. At one request at a time this costs nothing; under load PostgreSQL
and this process do one for many, so that each costs a fraction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

import psycopg

Row = TypeVar("Row")
Found = TypeVar("Found")

MOST_ROWS = 64

GATHERING = 0.002
"""Seconds between two transactions while many ask: fewer of them for as many rows leave more time for all."""


class Batch(Generic[Row, Found]):
    """Asks for rows by their keys.

    Parameters
    ----------
    run : does a transaction for some rows, and returns what it has found by key
    key : of a row; two rows of one key never go in one transaction
    """

    def __init__(
        self,
        run: Callable[[Sequence[Row]], Awaitable[Mapping[Hashable, Found]]],
        *,
        key: Callable[[Row], Hashable],
    ) -> None:
        self._run, self._key = run, key
        self._waiting: list[tuple[Row, asyncio.Future[Found | None]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def ask(self, row: Row) -> Found | None:
        """Return what the transaction has found for this row, or None.

        Raises
        ------
        psycopg.Error : if the database could not do it for this row
        """
        future: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, future))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            batch = self._next()
            try:
                self._give(batch, await self._run([row for row, _ in batch]))
                if len(batch) > 1:
                    await asyncio.sleep(GATHERING)
            except psycopg.OperationalError as error:
                # The database is away for each of them, and for whoever has come meanwhile: trying one after the other,
                # they would wait for each other.
                waiting, self._waiting = self._waiting, []
                _refuse([*batch, *waiting], error)
            except Exception as error:
                await self._one_by_one(batch, error)

    def _next(self) -> list[tuple[Row, asyncio.Future[Found | None]]]:
        """Take what waits, each key once; what asks again for the same one goes with the next transaction."""
        taken: dict[Hashable, tuple[Row, asyncio.Future[Found | None]]] = {}
        left = []
        for row, future in self._waiting:
            key = self._key(row)
            if key in taken or len(taken) == MOST_ROWS:
                left.append((row, future))
            else:
                taken[key] = (row, future)
        self._waiting = left
        return list(taken.values())

    def _give(self, batch: list[tuple[Row, asyncio.Future[Found | None]]], found: Mapping[Hashable, Found]) -> None:
        for row, future in batch:
            if not future.done():
                future.set_result(found.get(self._key(row)))

    async def _one_by_one(self, batch: list[tuple[Row, asyncio.Future[Found | None]]], error: Exception) -> None:
        """Try each row alone: what is wrong with one must not fail the others."""
        for row, future in batch:
            if future.done():
                continue
            if len(batch) == 1:
                future.set_exception(error)
                continue
            try:
                self._give([(row, future)], await self._run([row]))
            except Exception as own:
                _refuse([(row, future)], own)


def _refuse(batch: list[tuple[Row, asyncio.Future[Found | None]]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
