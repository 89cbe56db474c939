from __future__ import annotations

from pathlib import Path

import pytest

from querschnitt.core.instrument import next_page
from querschnitt.demo.bench_questionnaire import decision_rows, memory_rows
from querschnitt.demo.benchmark.evaluators import COMPARED, compared_seconds
from querschnitt.demo.benchmark.questionnaire import LANGUAGES, sheets
from querschnitt.tables.questionnaire_workbook import workbook_bytes
from querschnitt.tables.xlsform import read_instrument


def test_the_large_questionnaire_is_a_valid_workbook_in_all_languages(tmp_path: Path) -> None:
    path = tmp_path / "bench.xlsx"
    path.write_bytes(workbook_bytes(sheets(30)))
    instrument = read_instrument(path)
    assert sum(len(page.questions) for page in instrument.pages) == 30
    assert instrument.languages == tuple(tag for _, tag in LANGUAGES)
    assert next_page(instrument, {}) is instrument.pages[0]
    assert [row.unit for row in (*decision_rows(instrument), *memory_rows(instrument))] == ["ms", "MB", "MB"]


@pytest.mark.parametrize("name", COMPARED)
def test_both_evaluators_come_to_the_same(name: str) -> None:
    pair = compared_seconds(name)
    assert pair.ours > 0
    assert pair.theirs > 0
