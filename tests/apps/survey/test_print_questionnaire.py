from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from querschnitt.core.errors import InputError
from tests.press.pdf_reading import text

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig"
WORKBOOK = LEIPZIG / "migrantenbefragung_2020.xlsx"


def printed(*arguments: object) -> str:
    out = StringIO()
    call_command("print_questionnaire", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_all_languages_of_a_wave_with_the_hotline_of_its_letterhead(tmp_path: Path) -> None:
    said = printed(LEIPZIG / "wave_2020.toml", "--out", tmp_path)
    files = sorted(file.name for file in tmp_path.iterdir())
    assert len(files) == 18
    assert {"questionnaire-2020-de.pdf", "questionnaire-2020-fa-AF.pdf", "questionnaire-2020-ti.pdf"} <= set(files)
    assert all(file.read_bytes().startswith(b"%PDF") for file in tmp_path.iterdir())
    assert "are drafts" in said
    assert "Tigrinya" in said
    assert "German" not in said.splitlines()[-1]


def test_one_language_of_a_workbook_for_interviewers(tmp_path: Path) -> None:
    said = printed(WORKBOOK, "--language", "de", "--interviewer", "--out", tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.name == "questionnaire-migrantenbefragung_2020-de-interviewer.pdf"
    assert "Ausgabe für Interviews" in text(file.read_bytes())
    assert "draft" not in said


def test_a_language_that_is_not_there_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Did you mean 'ar'") as refused:
        printed(WORKBOOK, "--language", "arr", "--out", tmp_path / "new")
    assert "fa-AF" in str(refused.value)
    assert not (tmp_path / "new").exists()
