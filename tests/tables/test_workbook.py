from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from querschnitt.core.errors import ShapeError
from querschnitt.tables.workbook import Cell, Column, Row, Table, write_workbook

LEGEND = [(".", "zu wenige Fälle"), ("( )", "unsicher")]
SATISFIED = Table(
    title="Lebenszufriedenheit",
    row_head="Region",
    base="Personen ab 18",
    note="Mit Hinweis.",
    source="Befragung 2020",
    columns=[Column("zufrieden"), Column("Einkommen", "euro")],
    rows=[
        Row("Insgesamt", [Cell(0.824, 0.79, 0.85), Cell(1084.4)], 812, "total"),
        Row("Regionen", [], level="group"),
        Row("Asien", [Cell(0.3, 0.1, 0.5, "( )"), Cell(900.0)], 31),
        Row("Übrige", [Cell(0.5, 0.1, 0.9, "."), Cell(None, sign="x")], 7, "part"),
    ],
)


def rows(file: bytes, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def workbook(*tables: Table) -> bytes:
    return write_workbook(tables, title="Alle Tabellen", notes=["Simulierte Daten."], legend=LEGEND)


def test_one_sheet_a_table_between_contents_notes_and_legend():
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(SATISFIED, SATISFIED)))
    assert book.sheet_names == ["Inhalt", "Tabelle 1", "Tabelle 2", "Hinweise", "Zeichenerklärung"]


def test_contents_name_every_sheet():
    lines = rows(workbook(SATISFIED), "Inhalt")
    assert lines[0][0] == "Alle Tabellen"
    assert [line[:2] for line in lines[3:]] == [
        ["Tabelle 1", "Lebenszufriedenheit"],
        ["Hinweise", "Hinweise zu allen Tabellen"],
        ["Zeichenerklärung", "Bedeutung der Zeichen"],
    ]


def test_figures_are_figures_and_signs_stand_apart():
    lines = rows(workbook(SATISFIED), "Tabelle 1")
    assert lines[5] == [
        "Region",
        "zufrieden (%)",
        "zufrieden, untere Grenze",
        "zufrieden, obere Grenze",
        "zufrieden, Zeichen",
        "Einkommen (Euro)",
        "Einkommen, Zeichen",
        "Befragte (Anzahl)",
    ]
    assert lines[6] == ["Insgesamt", 0.824, 0.79, 0.85, "", 1084.4, "", 812]
    assert lines[7][0] == "Regionen"
    assert lines[8] == ["Asien", 0.3, 0.1, 0.5, "( )", 900.0, "", 31]


def test_a_suppressed_figure_is_nowhere_in_the_file():
    file = workbook(SATISFIED)
    assert rows(file, "Tabelle 1")[9] == ["Übrige", ".", "", "", ".", "x", "x", 7]
    with ZipFile(BytesIO(file)) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    assert "<v>0.3</v>" in sheet
    assert "<v>0.9</v>" not in sheet


def test_words_and_tests_have_columns_without_unit_or_sign():
    table = Table(
        title="Veränderung",
        columns=[Column("p nach Holm", "p", 3), Column("Stufe", "word")],
        rows=[
            Row("Insgesamt", [Cell(0.0123), Cell(None, text="C")]),
            Row("Asien", [Cell(None, sign="x"), Cell(None, text="E")]),
        ],
    )
    assert rows(workbook(table), "Tabelle 1")[5:] == [
        ["Merkmal", "p nach Holm", "Stufe"],
        ["Insgesamt", 0.0123, "C"],
        ["Asien", "x", "E"],
    ]


def test_base_note_and_source_stand_above_the_table():
    lines = rows(workbook(SATISFIED), "Tabelle 1")
    assert [line[0] for line in lines[:4]] == [
        "Tabelle 1: Lebenszufriedenheit",
        "Basis: Personen ab 18",
        "Mit Hinweis.",
        "Quelle: Befragung 2020",
    ]


def test_notes_and_legend_are_printed():
    file = workbook(SATISFIED)
    assert rows(file, "Hinweise")[2][0] == "Simulierte Daten."
    assert [line[:2] for line in rows(file, "Zeichenerklärung")[2:]] == [list(line) for line in LEGEND]


def test_same_tables_same_bytes():
    assert workbook(SATISFIED) == workbook(SATISFIED)


def test_a_row_with_too_few_figures_is_named():
    torn = Table(title="Torn", columns=[Column("a"), Column("b")], rows=[Row("eins", [Cell(1.0)])])
    with pytest.raises(ShapeError) as caught:
        workbook(torn)
    assert "row eins" in str(caught.value)
