from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from querschnitt.core.instrument import content_hash
from querschnitt.tables.xlsform import read_instrument
from querschnitt.tables.xlsform_book import HEADING_COLOUR, write_workbook
from tests.instruments import NAMES, tiny


@pytest.mark.parametrize("name", NAMES)
def test_a_written_workbook_is_read_as_the_same_questionnaire(tmp_path: Path, name: str) -> None:
    workbook, *beside = write_workbook(tiny(name), tmp_path / "form.xlsx")
    assert content_hash(read_instrument(workbook)) == content_hash(tiny(name))
    assert {path.name for path in beside} == ({"countries.csv", "languages.csv"} if name == "from_file" else set())


def test_the_same_questionnaire_gives_the_same_bytes(tmp_path: Path) -> None:
    written = [write_workbook(tiny("pages"), tmp_path / f"{number}.xlsx")[0] for number in (1, 2)]
    assert len({hashlib.sha256(path.read_bytes()).hexdigest() for path in written}) == 1


def test_headings_stay_in_sight_and_have_the_one_colour(tmp_path: Path) -> None:
    path, *_ = write_workbook(tiny("pages"), tmp_path / "form.xlsx")
    with zipfile.ZipFile(path) as archive:
        sheet, styles = (archive.read(f"xl/{part}.xml").decode() for part in ("worksheets/sheet1", "styles"))
    assert 'state="frozen"' in sheet
    assert styles.count("<fgColor rgb=") == 1
    assert f'"FF{HEADING_COLOUR[1:].upper()}"' in styles
    assert 'wrapText="1"' in styles
