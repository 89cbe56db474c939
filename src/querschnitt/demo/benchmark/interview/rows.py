"""What the measurements say, as rows: the judged ones first."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence

from querschnitt.demo.benchmark.interview.load import PERCENTILES, Load
from querschnitt.demo.benchmark.interview.page_sizes import PageSize, largest
from querschnitt.demo.benchmark.interview.page_tour import Tour
from querschnitt.demo.benchmark.interview.session import JUDGED_AT, Measured
from querschnitt.demo.benchmark.report import Row

CPU_GOAL, FLOOR_GOAL = 5.0, 0.6  # milliseconds; of the floor's requests
FIRST_PAGE_GOAL, LATER_PAGE_GOAL = 14 * 1024, 6 * 1024  # bytes
INCUMBENT = 400.0
"""Milliseconds of server CPU for a completed interview: LimeSurvey 6.14, tuned, on a machine of two processors."""


def judged_rows(measured: Measured, tour: Tour) -> list[Row]:
    """Return the rows with a goal."""
    load = measured.loads[JUDGED_AT]
    cpu, of_floor = 1000 * load.cpu_per_completed, load.requests_rate / floor_rate(measured.floors)
    first = largest(size for size in tour.sizes if size.is_first)
    later = largest(size for size in tour.sizes if not size.is_first and not size.came_again)
    proof = measured.proof
    wrong = proof.lost + proof.doubled + proof.changed
    astray = sum(len(each.faults) for each in (*measured.loads.values(), measured.without_script))
    at = f"{JUDGED_AT} at a time"
    return [
        Row(f"server CPU for a completed interview, {at}", _3(cpu), "ms", f"<= {CPU_GOAL:g}", cpu <= CPU_GOAL),
        Row(f"page requests, {at}, of the floor's", _3(of_floor), "times", f">= {FLOOR_GOAL}", of_floor >= FLOOR_GOAL),
        _size_row("largest first page", first, FIRST_PAGE_GOAL),
        _size_row("largest later page", later, LATER_PAGE_GOAL),
        Row(f"of {proof.completed} interviews lost, doubled or changed", wrong, "interviews", "0", wrong == 0),
        Row("interviews led astray", astray, "interviews", "0", astray == 0),
        Row("pages of the example not met", len(tour.missed), "pages", "0", not tour.missed),
    ]


def _size_row(name: str, page: PageSize, goal: int) -> Row:
    return Row(f"{name}: {page.name}", page.size, "bytes", f"<= {goal}", page.size <= goal)


def other_rows(measured: Measured, tour: Tour) -> list[Row]:
    """Return the rows that are not judged."""
    load = measured.loads[JUDGED_AT]
    return [
        _row("the tuned incumbent's server CPU, of ours", INCUMBENT / (1000 * load.cpu_per_completed), "times"),
        *_page_rows(tour),
        *_floor_rows(measured.floors),
        *(row for at, each in measured.loads.items() for row in _load_rows(f"{at} at a time", each)),
        *_load_rows(f"{JUDGED_AT} at a time, no JavaScript", measured.without_script),
    ]


def floor_rate(floors: Sequence[Load]) -> float:
    """Return the floor's requests in a second, the median of its measurements."""
    return statistics.median(each.requests_rate for each in floors)


def _page_rows(tour: Tour) -> Iterator[Row]:
    for language in tour.languages:
        own = [size for size in tour.sizes if size.language == language]
        first = largest(size for size in own if size.is_first)
        later = largest(size for size in own if not size.is_first and not size.came_again)
        yield _row(f"first page: {first.name}", first.size, "bytes")
        yield _row(f"largest later page: {later.name}", later.size, "bytes")
    if again := [size for size in tour.sizes if size.came_again]:
        yield _row(f"largest page that came again: {largest(again).name}", largest(again).size, "bytes")
    first = largest(size for size in tour.sizes if size.is_first)
    yield _row("headers of the largest first page, not counted", first.head, "bytes")
    for path, size in first.files:
        yield _row(f"a file of it: {path.rpartition('/')[2]}", size, "bytes")


def _floor_rows(floors: Sequence[Load]) -> Iterator[Row]:
    middle = sorted(floors, key=lambda each: each.requests_rate)[len(floors) // 2]
    name = f"floor, {middle.at_a_time} at a time"
    yield _row(f"{name}: requests, median of {len(floors)}", middle.requests_rate, "/s")
    yield _row(f"{name}: least", min(each.requests_rate for each in floors), "/s")
    yield _row(f"{name}: most", max(each.requests_rate for each in floors), "/s")
    yield from _time_rows(f"{name}: POST", middle.post_times)
    yield from _cpu_rows(name, middle)


def _load_rows(name: str, load: Load) -> Iterator[Row]:
    interviews = len(load.completed) or 1
    yield _row(f"{name}: completed interviews", load.completed_rate, "/s")
    yield _row(f"{name}: page requests", load.requests_rate, "/s")
    yield _row(f"{name}: forms among them", load.posts_rate, "/s")
    yield from _time_rows(f"{name}: GET", load.get_times)
    yield from _time_rows(f"{name}: POST", load.post_times)
    yield _row(f"{name}: server CPU for an interview", 1000 * load.cpu_per_completed, "ms")
    yield _row(f"{name}: requests for an interview", load.requests / interviews, "requests")
    yield _row(f"{name}: received for an interview", load.received / interviews, "bytes")
    yield _row(f"{name}: connections closed by the server", load.reconnected, "connections")
    yield from _cpu_rows(name, load)


def _time_rows(name: str, times: Sequence[float]) -> Iterator[Row]:
    for percentile, milliseconds in zip(PERCENTILES, times, strict=True):
        yield _row(f"{name} p{percentile}", milliseconds, "ms")


def _cpu_rows(name: str, load: Load) -> Iterator[Row]:
    requests = load.requests or 1
    yield _row(f"{name}: CPU of the service for a request", 1000 * load.service_cpu / requests, "ms")
    yield _row(f"{name}: CPU of the database for a request", 1000 * load.database_cpu / requests, "ms")
    yield _row(f"{name}: CPU of the load generator for a request", 1000 * load.generator_cpu / requests, "ms")
    yield _row(f"{name}: CPU that others have used meanwhile", load.other_cpu, "s")


def _row(name: str, value: float, unit: str) -> Row:
    return Row(name, _3(value), unit, "not judged", None)


def _3(value: float) -> float:
    """Round to thousandths, for reading."""
    return round(float(value), 3)
