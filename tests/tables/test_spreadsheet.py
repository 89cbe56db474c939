from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from querschnitt.core.errors import InputError
from querschnitt.tables.spreadsheet import read_spreadsheet

ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="a">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def book(fill: Callable[[Worksheet], object]) -> bytes:
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    fill(workbook.add_worksheet("a"))
    workbook.close()
    return file.getvalue()


def ods(rows: str, *, head: str = ODS_HEAD) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", head.format(rows))
    return file.getvalue()


def test_cells_come_with_their_rows() -> None:
    content = book(lambda sheet: (sheet.write_string("B2", "x"), sheet.write_number("C4", 2)))
    assert read_spreadsheet(content, where="a.xlsx") == {
        "a": [["", "", ""], ["", "x", ""], ["", "", ""], ["", "", 2.0]]
    }


def test_ods_is_read_however_far_its_empty_cells_reach() -> None:
    empty = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    content = ods(f"<table:table-row>{CELL.format('')}</table:table-row>{empty}")
    assert read_spreadsheet(content, where="a.ods") == {"a": [["x"]]}


def test_one_stray_cell_far_away_is_refused_before_it_takes_the_memory() -> None:
    content = book(lambda sheet: (sheet.write_string("A1", "x"), sheet.write_string("XFD1048576", "y")))
    with pytest.raises(InputError, match="1,048,576 rows and 16,384 columns") as caught:
        read_spreadsheet(content, where="a.xlsx")
    assert "copy the rows" in str(caught.value)


def test_cells_that_are_only_coloured_take_no_room() -> None:
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = workbook.add_worksheet("a")
    sheet.write_string("A1", "x")
    sheet.write_blank("XFD1048576", None, workbook.add_format({"bold": True}))
    workbook.close()
    assert read_spreadsheet(file.getvalue(), where="a.xlsx") == {"a": [["x"]]}


@pytest.mark.parametrize(
    "row",
    [
        f'<table:table-row table:number-rows-repeated="1000000">{CELL.format("") * 9}</table:table-row>',
        "<table:table-row>" + CELL.format(' table:number-columns-repeated="9000000"') + "</table:table-row>",
    ],
)
def test_repeated_cells_of_ods_are_counted(row: str) -> None:
    with pytest.raises(InputError, match="too large"):
        read_spreadsheet(ods(row), where="a.ods")


def test_a_file_that_unpacks_to_far_more_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as part:
        for _ in range(310):
            part.write(b" " * 1_000_000)
    assert len(file.getvalue()) < 1_000_000
    with pytest.raises(InputError, match="310,000,000 bytes unpacked"):
        read_spreadsheet(file.getvalue(), where="a.xlsx")


def test_a_part_that_says_it_is_small_and_is_not_is_refused() -> None:
    content = book(lambda sheet: sheet.write_string("A1", "x"))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/big.xml", b" " * 5_000_000)
    lying = file.getvalue().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != file.getvalue()
    with pytest.raises(InputError, match="damaged"):
        read_spreadsheet(lying, where="a.xlsx")
    assert read_spreadsheet(content, where="a.xlsx") == {"a": [["x"]]}


def test_entities_in_ods_are_refused() -> None:
    head = '<!DOCTYPE a [<!ENTITY b "x">]>' + ODS_HEAD
    with pytest.raises(InputError, match="entities"):
        read_spreadsheet(ods("<table:table-row/>", head=head), where="a.ods")


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip", b"PK\x03\x04" + b"\0" * 60])
def test_what_is_no_spreadsheet_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.xlsx"):
        read_spreadsheet(content, where="a.xlsx")


def test_a_file_with_a_password_says_what_to_do() -> None:
    with pytest.raises(InputError, match="Save it without a password"):
        read_spreadsheet(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", where="a.xlsx")
