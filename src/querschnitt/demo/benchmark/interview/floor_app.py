"""The floor: the least that a service does that keeps what it is sent. One small INSERT, committed, for each POST.

Served by granian, as the interview is; run by `floor.py`.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

DATABASE = "QUERSCHNITT_FLOOR_DATABASE"
CONNECTIONS = "QUERSCHNITT_FLOOR_CONNECTIONS"
INSERT = "INSERT INTO floor (body) VALUES (%s)"


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    size = int(os.environ[CONNECTIONS])
    async with AsyncConnectionPool(
        os.environ[DATABASE], min_size=size, max_size=size, kwargs={"autocommit": True}
    ) as pool:
        app.state.pool = pool
        yield


async def keep(request: Request) -> Response:
    """Keep the body of a POST, and say so."""
    body = await request.body()
    async with request.app.state.pool.connection() as connection:
        await connection.execute(INSERT, (body,))
    return PlainTextResponse("kept")


async def nothing(request: Request) -> Response:
    """Say something without asking the database: what the load generator alone can drive."""
    return PlainTextResponse("ok")


app = Starlette(routes=[Route("/", keep, methods=["POST"]), Route("/", nothing)], lifespan=lifespan)
