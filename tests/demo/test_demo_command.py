"""What the demo prints at its end: figures one a line however narrow the screen, and where to look."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from querschnitt.demo.field import Fielded
from querschnitt.demo.management.commands.demo import _print_summary, _say_what_serve_would
from querschnitt.demo.run import Demo
from querschnitt.site.deployment import read_deployment
from querschnitt.site.services import PREFERRED_PORTS

CONTENT = {
    "rates": [{"name": "RR1", "value": 0.1, "numerator": 1, "denominator": 10},
              {"name": "RR2", "value": 0.1636, "numerator": 791.0, "denominator": 4836.0}],
    "populations": {"2020": {"residents": 604000, "background": 93000, "target": 51096}},
    "weights": {"min": 9.6, "max": 352.5, "kish": 1.57, "n_eff": 503.0},
    "letters": {"count": 5000, "pages": 10000}, "interviews": {"usable": 791, "break_off": 36}, "sample_size": 5000,
    "estimates": [{"truth": 0.5, "ci_low": 0.4, "ci_high": 0.6}, {"truth": 0.7, "ci_low": 0.4, "ci_high": 0.6}],
    "changes": [], "fields": ["a"], "measures": 89, "evidence_links": 38, "peak_memory_mb": 849,
    "files": {"report_pdf": "var/published/bericht-2020.pdf"},
}  # fmt: skip


@pytest.fixture
def narrow() -> Console:
    return Console(file=io.StringIO(), width=80, highlight=False, soft_wrap=True)


def printed(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_each_figure_of_the_summary_stands_on_one_line_also_in_a_pipe(narrow: Console) -> None:
    _print_summary(narrow, CONTENT, seconds=162, place=Path("var/demo/summary.json"))
    lines = printed(narrow)
    assert "Population    604,000 residents, 93,000 with background, target population 51,096" in lines
    assert "RR2           16.4 % (791 of 4,836)" in lines
    assert "Truth         50.0 % of 2 intervals of this run hold the truth (make bench-truth judges)" in lines
    assert "Time, memory  2.7 minutes, 849 MB in the largest process" in lines


def test_without_serving_the_addresses_stand_at_the_end_and_in_the_summary(
    narrow: Console, *, scenario, leipzig: Path, tmp_path: Path, settings
) -> None:
    settings.VAR = tmp_path
    demo = Demo(folder=leipzig, scenario=scenario, seed=1, password="secret")
    demo.fielded = Fielded(begun=1, over_http=1, requests=1, spare_code="0123456789ABCDEF")
    content: dict[str, object] = {}
    _say_what_serve_would(narrow, demo, content)
    ports = {**PREFERRED_PORTS, **read_deployment().ports}
    expected = {name: f"http://127.0.0.1:{ports[name]}" for name in ("statistics", "office", "interview", "portal")}
    assert json.loads(demo.summary_file.read_text(encoding="utf-8"))["addresses"] == expected
    text = "\n".join(printed(narrow))
    assert all(address in text for address in expected.values())
    assert "0123 4567 89AB CDEF" in text
    assert "opens the interview once that is served" in text
