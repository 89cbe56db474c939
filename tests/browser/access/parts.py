"""Which part of the states is looked at: today's, with `--access=all` every one, with `--access=7` the seventh.

There are as many parts as languages. Each has every scene once and every language, in both widths and all schemes of
colours, so that all states have been looked at after as many days.
"""

from __future__ import annotations

import datetime

import pytest

COUNT = 18
ALL, TODAY = "all", "today"
FOLDER = "tests/browser/access/"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--access", default=TODAY, metavar="PART", help="accessible states to look at: today, all, 1 to 18"
    )


def part(config: pytest.Config) -> int | None:
    """Return the number of the part, from 1; None for all."""
    asked = str(config.getoption("access"))
    if asked == ALL:
        return None
    return datetime.date.today().toordinal() % COUNT + 1 if asked == TODAY else int(asked)


def is_in_part(number: int | None, place: int) -> bool:
    """Whether what stands at this place, from 0, belongs to the part."""
    return number is None or place % COUNT == number - 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which part it was, if any of it was looked at."""
    ended = (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed"))
    if any(report.nodeid.startswith(FOLDER) for report in ended):
        number = part(config)
        told = "all states" if number is None else f"part {number} of {COUNT}; all of them: make test-access"
        terminalreporter.write_line(f"accessible pages: {told}")
