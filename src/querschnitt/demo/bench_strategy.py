"""How fast the pages of the strategy answer: five editions of 300 measures and the draft of the next one.

Ends with status 0 if every judged row meets its goal, else 1. Needs no database: starts one and throws it away.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from querschnitt.demo.benchmark.report import Row, status_of, table_of, write_rows
from querschnitt.site.databases import create_roles_and_databases
from querschnitt.site.postgres import start_server

ROOT = Path(__file__).parents[3]
RESULT = ROOT / "var" / "bench" / "strategy.json"
EDITIONS, MEASURES, ROUNDS = 5, 300, 2
DRAFT, REWORDED_EVERY = 2028, 3  # the edition that is worked on, and which of its measures have other words
GOAL = 100  # milliseconds of server time
REPETITIONS = 7
PAGES = (
    "/",
    "/fields/6/",
    "/measures/",
    "/measures/?sort=-age&stale=yes",
    "/measures/?edition=2018",
    "/measures/table.csv",
    "/measures/table.xlsx",
    "/measures/6.1/",
    "/board/",
    "/board/?by=office",
    "/timeline/",
    "/search/?q=Sprachkurs",
    "/news/",
    "/calendar/",
    "/on/2026-11-01/",
    "/editions/2026/",
    f"/editions/{DRAFT}/draft/",
    f"/synopsis/2026/{DRAFT}/",
    f"/synopsis/2026/{DRAFT}/?kind=all",
    "/review/",
    "/review/measures/6.1/",
    "/money/",
    "/conclusions/",
    "/participation/",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the rows, measure each page, print the table, write the result; return the exit status."""
    parser = argparse.ArgumentParser(prog="bench_strategy", description=__doc__)
    parser.add_argument("--output", type=Path, default=RESULT)
    parser.add_argument("--editions", type=int, default=EDITIONS)
    parser.add_argument("--measures", type=int, default=MEASURES)
    options = parser.parse_args(arguments)
    console = Console(width=max(110, Console().width))
    with scratch_database():
        client = _client(editions=options.editions, measures=options.measures)
        rows = [row for page in PAGES for row in measured(client, page)]
    console.print(table_of(rows, title=f"The strategy: {options.editions} editions of {options.measures} measures"))
    write_rows(rows, options.output, editions=options.editions, measures=options.measures, rounds=ROUNDS)
    return status_of(rows)


@contextmanager
def scratch_database() -> Iterator[None]:
    """Start a server of its own with empty tables, and throw it away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="querschnitt-bench-"))
    folder.chmod(0o755)
    os.environ["QUERSCHNITT_VAR"] = str(folder)
    server = start_server()
    try:
        create_roles_and_databases(server.deployment)
        everything = {**os.environ, "DJANGO_SETTINGS_MODULE": "querschnitt.site.settings.everything"}
        subprocess.run(
            [sys.executable, "-m", "django", "migrate_all"], check=True, env=everything, stdout=subprocess.DEVNULL
        )
        yield
    finally:
        server.stop()
        shutil.rmtree(server.data.parent, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _client(*, editions: int, measures: int) -> Any:
    """Fill the tables and return a signed-in client; what needs Django's settings is imported here."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "querschnitt.site.settings.office"
    import django

    django.setup()
    from django.db import connections
    from django.test import Client

    from querschnitt.apps.accounts.models import User
    from querschnitt.demo.many_measures import make_strategy, open_next

    make_strategy(editions=editions, measures=measures, rounds=ROUNDS)
    open_next(str(DRAFT), reworded_every=REWORDED_EVERY)
    with connections["office"].cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(User.objects.create_user("bench", role=User.Role.INTEGRATION))
    return client


def measured(client: Any, page: str) -> tuple[Row, ...]:
    """Fetch a page several times: the median of its time, and how many queries it takes."""
    from django.db import connections

    queries: list[str] = []
    with connections["office"].execute_wrapper(_counting(queries)):
        assert client.get(page).status_code == 200, page
    pairs = [_milliseconds(client, page) for _ in range(REPETITIONS)]
    taken, busy = (round(statistics.median(column), 1) for column in zip(*pairs, strict=True))
    return (
        Row(page, taken, "ms", f"< {GOAL}", taken < GOAL),
        Row(f"{page} processor of the service", busy, "ms", "not judged", None),
        Row(f"{page} queries", len(queries), "queries", "not judged", None),
    )


def _milliseconds(client: Any, page: str) -> tuple[float, float]:
    """Return how long a page takes, and how long the processor works for it in this process."""
    started, worked = time.perf_counter(), time.process_time()
    client.get(page)
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - worked)


def _counting(queries: list[str]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], query: str, *rest: Any) -> Any:
        queries.append(query)
        return execute(query, *rest)

    return note


if __name__ == "__main__":
    raise SystemExit(main())
