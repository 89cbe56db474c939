from __future__ import annotations

import pytest

from querschnitt.core.errors import ShapeError
from querschnitt.press.report import Cell, Column, Row, Table
from querschnitt.press.report.writing import cell, change_table, common_reasons, finding, table
from tests.press.report.sample import CHANGE, LEGEND, SATISFIED, WISHES, sample


@pytest.mark.parametrize(
    ("given", "text", "interval"),
    [
        (Cell(0.824, 0.79, 0.852), "82", "79–85"),
        (Cell(0.3, 0.2, 0.4, "( )"), "(30)", "20–40"),
        (Cell(0.3, 0.2, 0.4, "."), ".", ""),
        (Cell(None, sign="x"), "x", ""),
        (Cell(None), ".", ""),
        (Cell(0.003, 0.0, 0.02, "0"), "0", "0–2"),
        (Cell(0.83, sign="r"), "83r", ""),
    ],
)
def test_signs_of_the_2020_report(given: Cell, text: str, interval: str):
    printed = cell(given, "share", 0)
    assert (printed.text, printed.interval) == (text, interval)


def test_a_difference_of_shares_is_written_in_points():
    printed = cell(Cell(-0.034, -0.08, 0.012), "points", 0)
    assert (printed.text, printed.interval) == ("−3", "−8 bis +1")


def test_a_table_names_only_the_signs_it_uses():
    printed = table(SATISFIED, label="Tabelle 1", legend=LEGEND)
    assert [sign for sign, _ in printed.signs] == ["0", ".", "( )", "r"]
    assert [head.label for head in printed.heads][-1] == "Befragte"
    assert printed.rows[0].cells[-1].text == "812"


def test_wide_tables_put_intervals_under_the_figures():
    assert table(WISHES, label="", legend=LEGEND).stacked
    assert not table(SATISFIED, label="", legend=LEGEND).stacked


def test_a_row_with_too_few_figures_is_named():
    torn = Table(title="Torn", columns=[Column("a"), Column("b")], rows=[Row("eins", [Cell(0.5)])])
    with pytest.raises(ShapeError) as caught:
        table(torn, label="", legend=())
    assert "table Torn, row eins" in str(caught.value)


def test_shared_reasons_are_printed_once_and_others_with_their_domain():
    printed = change_table(CHANGE, label="Tabelle 4", waves=("2016", "2020"), legend=LEGEND)
    assert printed.notes == ("Übrige Welt: unter 50 Befragte.",)
    assert len(common_reasons(CHANGE.rows)) == 2
    assert [row.cells[-1].text for row in printed.rows] == ["C", "C", "C", "C", "C", "D"]


def test_headline_figures_carry_unit_and_interval():
    shown = [finding(given) for given in sample().findings]
    assert (shown[0].figure, shown[0].detail) == ("82\u00a0%", "Schwankungsbreite 79–85\u00a0%")
    assert shown[2].figure == "1.084\u00a0€"
