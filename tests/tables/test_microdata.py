"""The data file of a wave: a missing answer never turns into a value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from querschnitt.core.errors import InputError, ShapeError
from querschnitt.tables.microdata import Column, Microdata, read_csv_rows, read_microdata, write_microdata


@pytest.fixture
def data(tmp_path: Path) -> Microdata:
    file = tmp_path / "answers.parquet"
    write_microdata(
        [
            Column("number", "number", [1, 2, 3]),
            Column("income", "number", [0.0, None, 1130.5]),
            Column("income__missing", "text", ["", "refused", ""]),
            Column("mode", "text", ["web", None, "live"]),
            Column("problems", "codes", [["a", "b"], None, []]),
        ],
        file,
    )
    return read_microdata(file)


def test_values_come_back_as_they_went(data: Microdata) -> None:
    assert data.n == 3
    assert data.numbers("number").tolist() == [1.0, 2.0, 3.0]
    assert data.text("mode").tolist() == ["web", "", "live"]
    assert data.codes("problems") == [{"a", "b"}, frozenset(), frozenset()]


def test_zero_is_a_number_and_missing_is_none(data: Microdata) -> None:
    assert np.isnan(data.numbers("income")).tolist() == [False, True, False]
    assert data.numbers("income")[0] == 0.0
    assert data.missing("income").tolist() == ["", "refused", ""]


def test_some_rows_keep_their_order(data: Microdata) -> None:
    some = data.where(np.array([False, True, True]))
    assert some.n == 2
    assert some.numbers("number").tolist() == [2.0, 3.0]


def test_an_unknown_column_lists_those_there_are(data: Microdata) -> None:
    assert "income" in data
    assert "outcome" not in data
    with pytest.raises(InputError, match="no column 'outcome'") as caught:
        data.text("outcome")
    assert "income" in str(caught.value.expected)


def test_columns_of_different_length_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ShapeError):
        write_microdata([Column("a", "number", [1]), Column("b", "number", [1, 2])], tmp_path / "answers.parquet")
    assert list(tmp_path.iterdir()) == []


def test_equal_columns_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_microdata([Column("a", "text", ["x", None])], tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_csv_rows_are_text_and_empty_cells_empty_texts(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("number;income;wish\n1;0,5;\n02;;Bäume\n", encoding="utf-8")
    assert read_csv_rows(file) == [
        {"number": "1", "income": "0,5", "wish": ""},
        {"number": "02", "income": "", "wish": "Bäume"},
    ]


def test_a_csv_that_is_not_there_or_broken_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_csv_rows(tmp_path / "none.csv")
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b'a;b\n1;"2\n3;4\n' + b"\xff\xfe;x\n")
    with pytest.raises(InputError, match="cannot be read as CSV") as caught:
        read_csv_rows(broken)
    assert caught.value.where == str(broken)


@pytest.mark.parametrize(
    ("content", "what", "place", "got"),
    [
        (b"number;wish\n1;a\n2;b\n3;c;\n", "more or fewer cells", "answers.csv, line 4", "3 cells"),
        (b"number;wish\n1;a\n2\n", "more or fewer cells", "answers.csv, line 3", "1 cells"),
        (b"number;number\n1;2\n", "Two columns have one heading", "answers.csv, line 1", "number"),
        (b'number;wish\n1;"a"b\n', "cannot be read as CSV", "answers.csv, line 2", "';' expected after '\"'"),
        (b"number;wish\n1;B\xe4ume\n", "cannot be read as CSV", "answers.csv", "bytes that are not UTF-8"),
    ],
)
def test_a_broken_csv_file_names_the_line(tmp_path: Path, *, content: bytes, what: str, place: str, got: str) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=what) as caught:
        read_csv_rows(file)
    assert caught.value.where.endswith(place)
    assert caught.value.got == got
