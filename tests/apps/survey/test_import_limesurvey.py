"""The command that carries a survey of LimeSurvey over. It needs no database."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from querschnitt.core.errors import InputError
from querschnitt.tables.xlsform import examine_workbook

SURVEYS = Path(__file__).parents[2] / "tables" / "limesurvey" / "surveys"


def _run(*arguments: str) -> str:
    out = StringIO()
    call_command("import_limesurvey", *arguments, stdout=out)
    return out.getvalue()


def test_a_workbook_is_written_and_everything_lost_is_said(tmp_path: Path) -> None:
    said = _run(str(SURVEYS / "leben_ls6.lss"), "--out", str(tmp_path / "out.xlsx"))
    assert examine_workbook(tmp_path / "out.xlsx").errors == ()
    assert "Lost, to be mended by hand (3):" in said
    assert "3 things are to be mended by hand." in said


def test_the_report_is_written_into_a_file(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    said = _run(str(SURVEYS / "leben_ls6.lss"), "--out", str(tmp_path / "out.xlsx"), "--report", str(report))
    assert report.read_text(encoding="utf-8") == said


def test_the_report_is_json_for_other_programs(tmp_path: Path) -> None:
    said = json.loads(_run(str(SURVEYS / "leben_ls3.lss"), "--out", str(tmp_path / "out.xlsx"), "--json"))
    assert said["title"] == "Leben in der Stadt"
    assert said["check"]["errors"] == []
    assert [loss["question"] for loss in said["losses"] if loss["severity"] == "error"] == [
        "umzug",
        "bericht",
        "survey",
    ]


@pytest.mark.parametrize(("name", "out"), [("nothing.lss", "out.xlsx"), ("leben_ls6.lss", "out.csv")])
def test_without_a_workbook_the_command_fails(tmp_path: Path, name: str, out: str) -> None:
    with pytest.raises(InputError):
        _run(str(SURVEYS / name), "--out", str(tmp_path / out))
    assert not list(tmp_path.iterdir())
