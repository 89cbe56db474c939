"""From a file to a workbook: the whole way, with the account."""

from __future__ import annotations

from pathlib import Path

import pytest

from querschnitt.core.errors import InputError
from querschnitt.core.instrument import content_hash
from querschnitt.tables.limesurvey import read_limesurvey, write_workbook
from querschnitt.tables.xlsform import examine_workbook, open_sheets
from tests.tables.limesurvey.files import G, Q, survey

FOLDER = Path(__file__).parent / "surveys"


@pytest.mark.parametrize("name", ["leben_ls3.lss", "leben_ls6.lss"])
def test_a_survey_becomes_a_questionnaire(name: str) -> None:
    found = read_limesurvey(FOLDER / name)
    assert found.examination.errors == ()
    assert found.instrument is not None
    assert found.report.title == "Leben in der Stadt"
    assert found.report.languages == ("de", "en", "ar")
    assert found.report.carried["questions"] == 13
    assert found.report.carried["questions in LimeSurvey"] == 14
    assert found.report.carried["conditions"] == found.report.carried["conditions in LimeSurvey"] - 1
    assert [(loss.question, loss.what) for loss in found.report.errors] == [
        ("umzug", "condition: stddev(kosten_miete, kosten_strom) > 100"),
        ("bericht", "file upload"),
        ("survey", "quota Frauen: at most 500 with sex = F"),
    ]


def test_both_layouts_become_the_same_questionnaire() -> None:
    old, new = (read_limesurvey(FOLDER / name).instrument for name in ("leben_ls3.lss", "leben_ls6.lss"))
    assert old is not None
    assert new is not None
    assert content_hash(old) == content_hash(new)


def test_the_workbook_says_the_same_as_the_sheets(tmp_path: Path) -> None:
    found = read_limesurvey(FOLDER / "leben_ls6.lss")
    write_workbook(found.sheets, tmp_path / "out.xlsx")
    examined = examine_workbook(tmp_path / "out.xlsx")
    assert examined.errors == ()
    assert examined.instrument is not None
    assert found.instrument is not None
    assert content_hash(examined.instrument) == content_hash(found.instrument)
    assert list(open_sheets(tmp_path / "out.xlsx")) == ["survey", "choices", "settings", "texts", "readme"]


def test_texts_stay_texts_in_the_workbook(tmp_path: Path) -> None:
    """No code becomes a number, no text a formula or a link."""
    texts = {"01": "=1+1", "2": "https://example.org", "3": "+49"}
    content = survey(G("Eins", [Q("L", "q", "@SUM(1)", answers=texts)]))
    path = tmp_path / "x.lss"
    path.write_bytes(content)
    write_workbook(read_limesurvey(path).sheets, tmp_path / "out.xlsx")
    rows = open_sheets(tmp_path / "out.xlsx")["choices"]
    assert [list(row) for row in rows[1:]] == [["q", code, text] for code, text in texts.items()]


def test_a_workbook_is_written_as_xlsx_or_not_at_all(tmp_path: Path) -> None:
    sheets = read_limesurvey(FOLDER / "leben_ls6.lss").sheets
    with pytest.raises(InputError, match=r"ends in \.xlsx"):
        write_workbook(sheets, tmp_path / "out.ods")
    with pytest.raises(InputError, match="cannot be written"):
        write_workbook(sheets, tmp_path / "nowhere" / "out.xlsx")


def test_the_account_stands_in_the_sheet_readme() -> None:
    found = read_limesurvey(FOLDER / "leben_ls6.lss")
    rows = [list(row) for row in found.sheets["readme"]]
    assert "carried over from LimeSurvey (leben_ls6.lss, database version 623)" in rows[0][0]
    lost = [row for row in rows if row[:1] == ["LOST"]]
    assert [row[2] for row in lost] == ["umzug", "bericht", "survey"]
    assert lost[0][1] == "umzug"
    assert all(len(row) == 6 and all(row[3:]) for row in lost)
    assert ["questions", "13 (of 14)"] in rows


def test_the_account_is_text_and_json() -> None:
    report = read_limesurvey(FOLDER / "leben_ls6.lss").report
    text = report.as_text()
    assert "     13  questions (of 14)\n      5  conditions (of 6)\n      1  filters" in text
    assert "Lost, to be mended by hand (3):" in text
    assert "- umzug: condition: stddev(kosten_miete, kosten_strom) > 100. The function 'stddev'" in text
    found = report.as_json()
    assert found["database_version"] == 623
    assert found["carried"]["questions"] == 13
    assert {loss["severity"] for loss in found["losses"]} == {"error", "info"}
    assert all(loss["what"] and loss["why"] for loss in found["losses"])
