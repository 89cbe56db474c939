"""The command: what it prints, its status, and that it needs no database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import call_command

from querschnitt.core.instrument.proof.report import FORMAT, ITSELF
from querschnitt.core.instrument.xlsform import Sheets
from querschnitt.site.deployment import ROOT
from tests.core.instrument.proof.forms import form, row

LEIPZIG = ROOT / "examples" / "leipzig"

JOB = row("select_one work", "job", essential="yes", feature="work", de="Was machen Sie?", en="What do you do?")
WHY = row("text", "why", feature="work", de="Warum arbeiten Sie nicht?", en="Why do you not work?",
          relevant="${job} = 'none'")  # fmt: skip
NEVER = dict(WHY) | {"relevant": "${job} = 'none' and ${job} = 'full_time'"}


def workbook(folder: Path, sheets: Sheets) -> Path:
    """Write a workbook as Excel would."""
    path = folder / "questionnaire.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, [str(cell) for cell in cells])
    return path


def check(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run the command; return its status, and what it printed and complained about."""
    try:
        call_command("check_questionnaire", *map(str, arguments))
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_the_example_is_ready_for_the_field(capsys: pytest.CaptureFixture[str]) -> None:
    status, printed, _ = check(capsys, LEIPZIG / "wave_2020.toml")
    assert status == 0
    assert "answer sheets reach 50 of 50 questions" in printed
    assert "Languages: all 18 lead the same way" in printed
    assert printed.rstrip().splitlines()[-1].startswith("Ready: no error")


def test_a_sound_questionnaire_says_so_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tests = [{"name": "out of work", "answers": "job = none", "asked": "why"}]
    status, printed, _ = check(capsys, workbook(tmp_path, form(JOB, WHY, tests=tests)))
    assert status == 0
    assert printed.splitlines() == [
        "Ways: 3 answer sheets reach 2 of 2 questions, 3 of 3 choices and 2 of 2 outcomes of conditions.",
        "Languages: all 2 lead the same way: no condition looks at words, and 6 walks (8 pages sent as a browser does) "
        "came out alike.",
        "Tests: all 1 hold.",
        "Ready: no error, 0 warnings.",
    ]


def test_a_fault_is_told_with_its_cell_and_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, printed, _ = check(capsys, workbook(tmp_path, form(JOB, NEVER)))
    assert status == 1
    lines = printed.splitlines()
    assert lines[:6] == [
        "1 error:",
        "  survey, row 3, column relevant (contradictory-condition)",
        "    The condition of question 'why' contradicts itself: it can never hold.",
        "    Found: ${job} = 'none' and ${job} = 'full_time'",
        "    Expected: a condition that some answers fulfil",
        "    Way out: Write 'or' if one of the two is enough.",
    ]
    assert lines[-1] == "Not ready for the field: 1 error, 0 warnings."


def test_the_document_for_programs_keeps_its_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, printed, _ = check(capsys, workbook(tmp_path, form(JOB, NEVER)), "--json", "--seed", "7")
    document = json.loads(printed)
    assert status == 1
    assert list(document) == [
        "format", "file", "sound", "counts", "faults", "questionnaire", "coverage", "languages", "tests",
    ]  # fmt: skip
    assert document["format"] == FORMAT
    assert (document["file"], document["sound"]) == ("questionnaire.xlsx", False)
    assert document["counts"] == {"error": 1, "warning": 0, "note": 0}
    (fault,) = document["faults"]
    assert fault == {
        "severity": "error",
        "code": "contradictory-condition",
        "what": "The condition of question 'why' contradicts itself: it can never hold",
        "sheet": "survey",
        "row": 3,
        "column": "relevant",
        "value": "${job} = 'none' and ${job} = 'full_time'",
        "expected": "a condition that some answers fulfil",
        "way_out": "Write 'or' if one of the two is enough.",
    }
    assert document["questionnaire"]["languages"] == ["de", "en"]
    assert document["coverage"]["seed"] == 7
    assert document["coverage"]["questions"] == {"reached": 1, "total": 2}
    assert {"kind": "question", "name": "why", "why": ITSELF} in document["coverage"]["unreachable"]
    assert document["coverage"]["sheets"][0]["answers"].keys() == {"job"}
    assert document["languages"]["identical"] is True
    assert document["tests"] == {"written": 0, "failed": 0}


def test_one_seed_gives_one_set_of_sheets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path, form(JOB, WHY))
    first = check(capsys, path, "--json", "--seed", "3")
    assert check(capsys, path, "--json", "--seed", "3") == first


FEATURES: Mapping[str, str] = {
    "features.txt": "# approved on 1 November\nage\n\nhousing  # since 2020\n",
    "features.toml": 'features = ["age", "housing"]\n',
    "features.csv": "feature;label;source\nage;Alter;Nr. 1\nhousing;Wohnen;Nr. 2\n",
}


@pytest.mark.parametrize(("name", "content"), FEATURES.items())
def test_features_are_compared_with_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    status, printed, _ = check(capsys, workbook(tmp_path, form(JOB)), "--list", tmp_path / name)
    assert status == 1
    assert "survey, row 2, column feature (unapproved-feature)" in printed
    assert "Expected: one of age, housing" in printed


def test_a_file_that_cannot_be_read_is_another_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "features.txt"
    empty.write_text("# nothing yet\n", encoding="utf-8")
    path = workbook(tmp_path, form(JOB))
    for arguments, what in (
        ((tmp_path / "none.xlsx",), "The workbook cannot be opened"),
        ((tmp_path / "none.toml",), "There is no such wave file"),
        ((path, "--list", tmp_path / "none.txt"), "The list of features cannot be read"),
        ((path, "--list", empty), "The list of features names none"),
    ):
        status, printed, complaint = check(capsys, *arguments)
        assert (status, printed) == (2, "")
        assert what in complaint
