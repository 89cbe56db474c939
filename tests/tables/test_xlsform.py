from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import xlsxwriter

from querschnitt.core.errors import InputError
from querschnitt.core.instrument import QuestionnaireErrors, content_hash
from querschnitt.core.instrument.xlsform import examine, to_files, to_rows
from querschnitt.tables.xlsform import examine_workbook, judge, open_sheets, read_instrument
from tests.instruments import FOLDER, NAMES, tiny

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""

Book = dict[str, list[list[str]]]


def _write_xlsx(path: Path, book: Book) -> None:
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in book.items():
            sheet = workbook.add_worksheet(name)
            for index, row in enumerate(rows):
                sheet.write_row(index, 0, row)


def _write_csv(path: Path, book: Book) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for name, rows in book.items():
            writer.writerows([[name], *(["", *row] for row in rows)])


def _write_ods(path: Path, book: Book) -> None:
    """Write the least that OpenDocument asks for."""
    tables = "".join(f'<table:table table:name="{name}">{_ods_rows(rows)}</table:table>' for name, rows in book.items())
    spaces = "".join(f' xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text"))
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}>{body}</office:document-content>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)


def _ods_rows(rows: Sequence[Sequence[str]]) -> str:
    def cell(value: str) -> str:
        if not value:
            return "<table:table-cell/>"
        kind = 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{escape(value)}</text:p></table:table-cell>"

    return "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)


WRITERS: dict[str, Callable[[Path, Book], None]] = {"xlsx": _write_xlsx, "ods": _write_ods, "csv": _write_csv}


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_file_gives_the_same_questionnaire(tmp_path: Path, ending: str, name: str) -> None:
    path = tmp_path / f"with space.{ending}"
    WRITERS[ending](path, to_rows(tiny(name)))
    for file, rows in to_files(tiny(name)).items():
        with (tmp_path / file).open("w", encoding="utf-8", newline="") as beside:
            csv.writer(beside).writerows(rows)
    assert content_hash(read_instrument(path)) == content_hash(tiny(name))


def test_a_list_and_data_beside_the_workbook() -> None:
    instrument = tiny("from_file")
    country = instrument.question("country")
    assert country.codes == ("sy", "iq", "ge", "pl", "hu")
    assert country.choice("pl").labels == {"de": "Polen", "ar": "بولندا"}
    assert country.choice("pl").attributes == {"continent": "europe"}
    assert instrument.question("langs").choice("ti").labels == {"de": "ትግርኛ", "ar": "ትግርኛ"}
    assert (instrument.files["countries"].columns, instrument.files["countries"].find("people", "name", "ge")) == (
        ("name", "people"), "4",
    )  # fmt: skip


def test_a_list_as_german_excel_saves_it(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_text("name;label\ng;Gera, Stadt\n", encoding="utf-8-sig")
    (tmp_path / "form.csv").write_text("type,name,label\nselect_one_from_file towns.csv,a,Wo?\n", encoding="utf-8")
    choice = read_instrument(tmp_path / "form.csv").question("a").choice("g")
    assert choice.labels == {"und": "Gera, Stadt"}


def test_a_list_that_is_not_there_and_one_in_another_encoding(tmp_path: Path) -> None:
    form = tmp_path / "form.csv"
    form.write_text("type,name,label\nselect_one_from_file towns.csv,a,Wo?\n", encoding="utf-8")
    (fault,) = examine_workbook(form).errors
    assert (fault.code, fault.row, fault.expected) == (
        "missing-file", 2, "the file 'towns.csv' in the folder of the workbook",
    )  # fmt: skip
    (tmp_path / "towns.csv").write_bytes("name,label\nk,Köthen\n".encode("latin-1"))
    with pytest.raises(InputError, match="not in UTF-8"):
        examine_workbook(form)


def test_a_list_is_looked_for_beside_the_workbook_only(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("name,label\na,A\n", encoding="utf-8")
    (folder / "form.csv").write_text("type,name,label\nselect_one_from_file ../secret.csv,a,Wo?\n", encoding="utf-8")
    (fault,) = examine_workbook(folder / "form.csv").errors
    assert fault.code == "missing-file"


def test_rows_are_counted_as_the_spreadsheet_counts_them(tmp_path: Path) -> None:
    book = {"survey": [["type", "name", "label::Deutsch (de)"], [], ["text", "a", "Was?"], [], ["txt", "b", "Wie?"]]}
    for ending in ("xlsx", "ods"):
        path = tmp_path / f"form.{ending}"
        WRITERS[ending](path, book)
        (fault,) = examine_workbook(path).errors
        assert (fault.code, fault.sheet, fault.row) == ("unknown-type", "survey", 5)


def test_numbers_and_truth_values_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "typed.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        survey, choices = workbook.add_worksheet("survey"), workbook.add_worksheet("choices")
        survey.write_row(0, 0, ["type", "name", "label::Deutsch (de)", "required"])
        survey.write_row(1, 0, ["select_one n", "a", "Wie viele?", True])
        choices.write_row(0, 0, ["list_name", "name", "label::Deutsch (de)"])
        choices.write_row(1, 0, ["n", 1, 1])
    question = read_instrument(path).question("a")
    assert (question.codes, question.required) == (("1",), True)


def test_a_csv_without_sheet_names_is_the_survey(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text('type,name,label::Deutsch (de)\ntext,a,"Was, bitte?"\n', encoding="utf-8-sig")
    assert read_instrument(path).question("a").labels == {"de": "Was, bitte?"}


def test_a_markdown_table_with_lines_of_dashes_and_bars(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    heads = "| survey | | | |\n|--|--|--|--|\n| | type | name | label::Deutsch (de) |\n"
    path.write_text(f"# Title\n\n{heads}| | text | a | A \\| B |\n", encoding="utf-8")
    assert read_instrument(path).question("a").labels == {"de": "A | B"}


def test_all_faults_of_a_file_come_at_once(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text("type,name,label::Deutsch (de)\ntxt,a,A\nselect_one x,b,B\n", encoding="utf-8")
    with pytest.raises(QuestionnaireErrors) as caught:
        read_instrument(path)
    assert [fault.code for fault in caught.value.faults] == ["unknown-type", "unknown-list"]


def test_pyxform_has_the_last_word() -> None:
    sheets = open_sheets(FOLDER / "select_one.md")
    instrument = examine(sheets).instrument
    assert instrument is not None
    assert judge(sheets, instrument) is None
    rows = [list(row) for row in sheets["survey"]]
    rows[1][0] = "select_one nowhere"
    objection = judge({**sheets, "survey": rows}, instrument)
    assert objection is not None
    assert (objection.code, "nowhere" in objection.value) == ("pyxform", True)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_a_damaged_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        read_instrument(path)


def test_a_file_that_is_not_there_and_one_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        open_sheets(tmp_path / "none.xlsx")
    with pytest.raises(InputError, match="cannot be read") as caught:
        open_sheets(tmp_path / "form.docx")
    assert ".ods" in str(caught.value.expected)


def test_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes(io.StringIO("type,name,label\ntext,a,Größe\n").getvalue().encode("latin-1"))
    with pytest.raises(InputError, match="damaged"):
        open_sheets(path)
