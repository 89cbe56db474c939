"""Many people at a time, as long as there is something to break."""

from __future__ import annotations

import asyncio
from itertools import cycle
from typing import Protocol

from querschnitt.demo.benchmark.interview.open_field import OpenField
from tests.faults.people import Example, Person, Seen

AT_A_TIME = 32
MOST_SECONDS = 8 * 60.0


class Breaks(Protocol):
    """What breaks meanwhile, and whether all of it has been."""

    @property
    def has_done_all(self) -> bool: ...


async def crowd(
    field: OpenField, examples: list[Example], persons: list[Person], *, breaking: Breaks, seen: Seen, number: int
) -> None:
    """Let so many people fill in interviews, some at a time, until there were enough and everything was broken once."""
    until = asyncio.get_running_loop().time() + MOST_SECONDS
    turns = cycle(examples)

    async def one_after_the_other() -> None:
        while len(persons) < number or not breaking.has_done_all:
            code = field.take_code()
            if code is None or asyncio.get_running_loop().time() > until:
                return
            person = Person(code, next(turns), port=field.service.port, seen=seen)
            persons.append(person)
            await person.interview(until=until)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_A_TIME):
            group.create_task(one_after_the_other())
