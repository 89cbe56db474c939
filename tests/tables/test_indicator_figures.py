"""Figures of indicators in other people's spreadsheets: what fits is read, every other cell is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.tables.indicator_figures import ReadIndicators, read_indicator_figures
from tests.tables.measure_plan.test_foreign import book

LONG = [
    ["Kennzahlen zur Integration", "", "", "", "", "", ""],
    ["Indikator", "Jahr", "Wert", "Einheit", "Definition", "Quelle", "Farbe"],
    ["Ausländeranteil", 2019, 9.5, "%", "Ausländer je 100 Einwohner", "Einwohnerregister", "rot"],
    ["", 2020, "9,8", "", "", "Einwohnerregister 2020", ""],
    ["Einbürgerungen", "30.06.2020", 812, "Personen", "Abgeschlossene Verfahren", "Standesamt", ""],
]
WIDE = [
    ["Kurzname", "Indikator", "Einheit", "2019", "31.12.2020", "Wert 2021"],
    ["share", "Ausländeranteil", "%", 9.5, "9,8 %", "–"],
    ["places", "Kursplätze", "Plätze", 1250, ".", "viele"],
    ["homes", "Wohnungen", "Wohnungen", "1.250", "1.250.000,5", "1,250"],
]


def read(sheets: dict[str, list[list[object]]]) -> ReadIndicators:
    return read_indicator_figures(book(sheets), where="figures.xlsx")  # type: ignore[arg-type]


def figures(found: ReadIndicators) -> dict[str, list[tuple[date, Decimal | None, str]]]:
    return {row.name: [(each.on, each.value, each.sign) for each in row.figures] for row in found.series}


def told(found: ReadIndicators) -> dict[str, str]:
    return {remark.cell: remark.told for remark in found.remarks}


def test_one_row_a_figure() -> None:
    found = read({"Daten": LONG})
    assert figures(found) == {
        "Ausländeranteil": [
            (date(2019, 12, 31), Decimal("9.5"), ""), (date(2020, 12, 31), Decimal("9.8"), ""),
        ],
        "Einbürgerungen": [(date(2020, 6, 30), Decimal(812), "")],
    }  # fmt: skip
    first = found.series[0]
    assert (first.unit, first.definition, first.source) == ("%", "Ausländer je 100 Einwohner", "Einwohnerregister")
    assert [each.document for each in first.figures] == ["Einwohnerregister", "Einwohnerregister 2020"]
    assert told(found) == {
        "A1": "stands above the table",
        "G2": "heads a column that is not kept of an indicator",
        "G3": "stands in a column that is not kept of an indicator",
    }


def test_one_row_an_indicator_and_a_column_a_date() -> None:
    found = read({"Tabelle1": WIDE})
    assert figures(found) == {
        "Ausländeranteil": [(date(2019, 12, 31), Decimal("9.5"), ""), (date(2020, 12, 31), Decimal("9.8"), "")],
        "Kursplätze": [(date(2019, 12, 31), Decimal(1250), ""), (date(2020, 12, 31), None, ".")],
        "Wohnungen": [(date(2020, 12, 31), Decimal("1250000.5"), ""), (date(2021, 12, 31), Decimal("1.25"), "")],
    }
    assert [row.code for row in found.series] == ["share", "places", "homes"]
    assert told(found) == {
        "F2": "says that there is no figure",
        "F3": "is no number; expected 12 or 12,5, or the sign . or x",
        "D4": "may mean a thousand or a decimal; write it without the point",
    }


def test_numerator_and_denominator() -> None:
    found = read({"Tabelle1": [["Indikator", "Jahr", "Zähler", "Nenner"], ["Anteil", 2020, 93_000, 604_000]]})
    [figure] = found.series[0].figures
    assert (figure.numerator, figure.denominator, figure.value) == (Decimal(93000), Decimal(604000), None)


def test_a_sheet_may_name_its_indicator() -> None:
    found = read({"Arbeitslose": [["Jahr", "Wert (%)"], [2020, 8.1]]})
    assert (found.series[0].name, found.series[0].unit) == ("Arbeitslose", "%")
    with pytest.raises(InputError, match="No sheet looks like figures"):
        read({"Tabelle1": [["Farbe", "Form"], ["rot", "rund"]]})


def test_wrong_cells_spoil_their_own_row() -> None:
    rows = [
        ["Indikator", "Jahr", "Wert", "Definition"],
        ["A", "bald", 1, ""],
        ["A", "", 2, ""],
        ["A", 2020, "", ""],
        ["A", 2021, "viel", ""],
        ["A", 2022, 4, "so"],
        ["A", 2022, 5, "anders"],
    ]
    found = read({"Tabelle1": rows})
    assert figures(found) == {"A": [(date(2022, 12, 31), Decimal(4), "")]}
    assert told(found) == {
        "B2": "is no date; expected 30.06.2023, 06/2023, II/2023 or 2023",
        "C2": "stands in a row without a date",
        "C3": "stands in a row without a date",
        "B4": "stands in a row without a figure",
        "C5": "is no number; expected 12 or 12,5, or the sign . or x",
        "D7": "says otherwise than a row before: so",
        "C7": "is a second figure of 31.12.2022",
    }


def test_csv_and_no_spreadsheet() -> None:
    found = read_indicator_figures(b"Indikator;Jahr;Wert\nAnteil;2020;9,8\n", where="f.csv")
    assert figures(found) == {"Anteil": [(date(2020, 12, 31), Decimal("9.8"), "")]}
    with pytest.raises(InputError, match="empty"):
        read_indicator_figures(b" ", where="f.csv")


CELLS = st.one_of(st.text(max_size=8), st.integers(-5, 3000), st.floats(-9, 9).map(lambda x: round(x, 2)))


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=6))
def test_each_filled_cell_is_read_or_told(rows: list[list[object]]) -> None:
    """Cells of figures are in a series or have a remark; nothing is passed over in silence."""
    table = [["Indikator", "Jahr", "Wert"], *rows]
    content = "\n".join(";".join(f'"{str(cell).translate(CLEAN)}"' for cell in row) for row in table)
    found = read_indicator_figures(content.encode(), where="f.csv")
    taken = {figure.place.cell for row in found.series for figure in row.figures}
    left = {remark.cell for remark in found.remarks}
    for number, row in enumerate(rows, 2):
        for column, cell in zip("CDE", row[2:], strict=False):
            if str(cell).translate(CLEAN).strip():
                assert (f"{column}{number}" in taken) != (f"{column}{number}" in left)


CLEAN = str.maketrans({'"': None, "\n": None, "\r": None, "\0": None, "\x0b": None, "\x0c": None, "\x1c": None,
                       "\x1d": None, "\x1e": None, "\x85": None, "\u2028": None, "\u2029": None})  # fmt: skip
