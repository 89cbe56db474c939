"""The measurements side by side, for people at the console."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from querschnitt.demo.benchmark.interview.load import Load
from querschnitt.demo.benchmark.interview.session import JUDGED_AT, Measured

MOST_OF_OTHERS = 0.1
"""Share of the processor time from which on the figures are not those of the service alone."""

_HEADINGS = (
    "At a time",
    "Interviews/s",
    "Requests/s",
    "GET p50 / p95 / p99, ms",
    "POST p50 / p95 / p99, ms",
    "Service + database, ms a request",
    "CPU, ms an interview",
    "Others' CPU, s",
)


def load_table(measured: Measured) -> Table:
    """Return a line for each measurement."""
    table = Table(title="Under load; the floor has one POST for an interview")
    for heading in _HEADINGS:
        table.add_column(heading)
    for name, load in _named(measured):
        table.add_row(name, *_cells(load, is_floor=name.startswith("floor")))
    return table


def caution(measured: Measured) -> str:
    """Return a warning if others have used much of the processors, else an empty text."""
    loads = [load for _, load in _named(measured)]
    others = sum(load.other_cpu for load in loads)
    share = others / (others + sum(load.server_cpu + load.generator_cpu for load in loads))
    if share < MOST_OF_OTHERS:
        return ""
    return f"Others have used {share:.0%} of the processor time: on a machine without them all times are shorter."


def _named(measured: Measured) -> Iterator[tuple[str, Load]]:
    for number, load in measured.loads.items():
        yield str(number), load
    yield f"{JUDGED_AT}, no JavaScript", measured.without_script
    for load in measured.floors:
        yield f"floor, {load.at_a_time}", load


def _cells(load: Load, *, is_floor: bool) -> tuple[str, ...]:
    requests = load.requests or 1
    service, database = 1000 * load.service_cpu / requests, 1000 * load.database_cpu / requests
    return (
        "" if is_floor else f"{load.completed_rate:.1f}",
        f"{load.requests_rate:,.0f}",
        "" if is_floor else _times(load.get_times),
        _times(load.post_times),
        f"{service:.3f} + {database:.3f}",
        "" if is_floor else f"{1000 * load.cpu_per_completed:.2f}",
        f"{load.other_cpu:.1f}",
    )


def _times(times: tuple[float, ...]) -> str:
    return " / ".join(f"{value:.1f}" for value in times)
