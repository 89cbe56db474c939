"""One statement for many: each gets its own answer, and an error is of those whom it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Mapping, Sequence

import psycopg
import pytest

from querschnitt.apps.interview.hot_path.batches import MOST_ROWS, Batch

Row = tuple[str, int]


class Table:
    """Stands for a table: finds what has no 9 in it, and stops at a gate so that others come meanwhile."""

    def __init__(self, error: Exception | None = None) -> None:
        self.statements: list[list[Row]] = []
        self.gate = asyncio.Event()
        self.error = error

    async def run(self, rows: Sequence[Row]) -> Mapping[Hashable, str]:
        self.statements.append(list(rows))
        await self.gate.wait()
        if self.error and any(number == 13 for _, number in rows):
            raise self.error
        return {name: f"{name}{number}" for name, number in rows if number != 9}


async def ask(table: Table, *rows: Row) -> list[str | None | BaseException]:
    """Ask for the first row, and for the others while it is under way."""
    batch: Batch[Row, str] = Batch(table.run, key=lambda row: row[0])
    first = asyncio.create_task(batch.ask(rows[0]))
    await asyncio.sleep(0)
    others = [asyncio.create_task(batch.ask(row)) for row in rows[1:]]
    await asyncio.sleep(0)
    table.gate.set()
    return await asyncio.gather(first, *others, return_exceptions=True)


def test_what_comes_meanwhile_goes_with_the_next_statement_and_each_gets_its_own() -> None:
    async def go() -> None:
        table = Table()
        assert await ask(table, ("a", 1), ("b", 2), ("c", 9), ("d", 4)) == ["a1", "b2", None, "d4"]
        assert table.statements == [[("a", 1)], [("b", 2), ("c", 9), ("d", 4)]]

    asyncio.run(go())


def test_two_of_one_key_never_go_in_one_statement() -> None:
    async def go() -> None:
        table = Table()
        assert await ask(table, ("a", 1), ("b", 2), ("b", 3), ("c", 4), ("b", 5)) == ["a1", "b2", "b3", "c4", "b5"]
        assert table.statements == [[("a", 1)], [("b", 2), ("c", 4)], [("b", 3)], [("b", 5)]]

    asyncio.run(go())


def test_a_statement_takes_so_many_and_no_more() -> None:
    async def go() -> None:
        table = Table()
        rows = [(f"r{number}", 1) for number in range(2 * MOST_ROWS)]
        assert await ask(table, ("a", 1), *rows) == ["a1", *(f"{name}1" for name, _ in rows)]
        assert [len(statement) for statement in table.statements] == [1, MOST_ROWS, MOST_ROWS]

    asyncio.run(go())


def test_what_is_wrong_with_one_row_fails_no_other() -> None:
    async def go() -> None:
        error = psycopg.DataError("wrong")
        table = Table(error)
        assert await ask(table, ("a", 1), ("b", 2), ("c", 13), ("d", 4)) == ["a1", "b2", error, "d4"]

    asyncio.run(go())


def test_a_database_that_is_away_is_away_for_all_at_once() -> None:
    async def go() -> None:
        error = psycopg.OperationalError("away")
        table = Table(error)
        rows = [("a", 13), *((f"r{number}", 1) for number in range(MOST_ROWS)), ("last", 1)]
        assert await ask(table, *rows) == [error] * len(rows)
        assert table.statements == [[("a", 13)]]

    asyncio.run(go())


@pytest.mark.parametrize("number", [1, 13])
def test_whoever_has_gone_away_disturbs_nobody(number: int) -> None:
    async def go() -> None:
        table = Table(psycopg.DataError("wrong"))
        batch: Batch[Row, str] = Batch(table.run, key=lambda row: row[0])
        first = asyncio.create_task(batch.ask(("a", 1)))
        await asyncio.sleep(0)
        gone, stays = (asyncio.create_task(batch.ask(row)) for row in (("b", number), ("c", 3)))
        await asyncio.sleep(0)
        gone.cancel()
        table.gate.set()
        assert (await first, await stays) == ("a1", "c3")
        assert await batch.ask(("d", 4)) == "d4"

    asyncio.run(go())
