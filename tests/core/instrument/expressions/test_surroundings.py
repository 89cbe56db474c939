"""Results depend on what is passed in, and on nothing of the machine: no locale, no time zone, no clock."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys

import pytest

from querschnitt.core.instrument import evaluate
from tests.core.instrument.expressions.engines import ROOT, environment_of, for_the_page, in_python, page
from tests.core.instrument.expressions.test_conformance import RESULTS, _parsed

FOREIGN = {"TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "LC_ALL": "ar_SA.UTF-8", "PYTHONUTF8": "1"}


def results() -> list[object]:
    """Evaluate the whole table; run again as a process elsewhere in the world."""
    return [in_python(_parsed(case), [environment_of(case), environment_of(case)]) for case in RESULTS]


def test_python_gives_the_same_elsewhere_in_the_world() -> None:
    program = (
        "import json, locale, time; time.tzset()\n"
        "try: locale.setlocale(locale.LC_ALL, '')\n"
        "except locale.Error: pass\n"
        "from tests.core.instrument.expressions.test_surroundings import results\n"
        "print(json.dumps(results()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, **FOREIGN}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(json.dumps(results()))


def test_the_page_gives_the_same_elsewhere_in_the_world() -> None:
    cases = [for_the_page(_parsed(case), case) for case in RESULTS if "server" not in case]
    with page(**FOREIGN) as abroad, page(TZ="UTC", LANG="C") as here:
        assert abroad.outcomes(cases) == here.outcomes(cases)


def test_a_moment_in_a_named_time_zone_counts_with_its_offset() -> None:
    from zoneinfo import ZoneInfo

    winter = datetime.datetime(2020, 11, 30, 18, 5, tzinfo=ZoneInfo("Europe/Berlin"))
    assert evaluate("string(now())", now=winter) == "2020-11-30T18:05:00+01:00"
    assert evaluate("now() = '2020-11-30T17:05:00Z'", now=winter) is True
    assert evaluate("today()", now=winter) == datetime.date(2020, 11, 30)


def test_answers_may_be_what_python_has() -> None:
    from decimal import Decimal

    from querschnitt.core.instrument import Missing
    from querschnitt.core.instrument.values import NodeSet

    assert evaluate("${x} * 2", {"x": Decimal("1.25")}) == 2.5
    assert evaluate("${x}", {"x": None}) is Missing.NOT_ASKED
    assert evaluate("${x} > '18:00'", {"x": datetime.time(18, 5)}) is True
    assert evaluate("${x}", {"x": datetime.datetime(2020, 1, 1, 12)}) == datetime.datetime(2020, 1, 1, 12)
    assert evaluate("${age}", {"person": [{"age": 5}, {"age": 7}]}) == NodeSet([5, 7])


@pytest.mark.parametrize("name", ["todays", "lookups"])
def test_an_unknown_surrounding_is_refused(name: str) -> None:
    with pytest.raises(TypeError):
        evaluate("1", **{name: None})  # type: ignore[arg-type]


def test_values_of_a_repeat_within_a_repeat_are_gathered_once() -> None:
    households = {"household": [{"child": [{"age": 1}]}, {"child": [{"age": 7}, {"age": 8}]}]}
    assert evaluate("sum(${age})", households) == 16
    assert evaluate("join(' ', ${age})", households) == "1 7 8"
    assert evaluate("count(${child}) + count(${age})", households) == 6
