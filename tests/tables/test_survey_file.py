"""One table as Parquet, CSV, SPSS and Stata file gives the same columns; labels, missing values, damaged files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyreadstat
import pytest

from querschnitt.core import estimation
from querschnitt.core.errors import InputError
from querschnitt.tables.survey_file import read_survey_file

DATA = pl.DataFrame(
    {
        "w": [1.5, 2.0, 3.0, 4.5],
        "sex": ["w", "m", "w", None],
        "age": [20, None, 41, 65],
        "member": [True, False, None, True],
    }
)


def written(folder: Path, ending: str) -> Path:
    path = folder / f"answers{ending}"
    if ending == ".parquet":
        DATA.write_parquet(path)
    elif ending in (".sav", ".dta"):
        write = pyreadstat.write_sav if ending == ".sav" else pyreadstat.write_dta
        write(DATA.with_columns(pl.col("member").cast(pl.Float64)).to_pandas(), str(path))
    else:
        DATA.write_csv(path, separator="\t" if ending == ".tsv" else ",")
    return path


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".tsv", ".sav", ".dta"])
def test_every_kind_of_file_gives_the_same_columns(tmp_path, ending):
    table = read_survey_file(written(tmp_path, ending))
    assert list(table.columns) == DATA.columns
    np.testing.assert_array_equal(table.columns["w"], [1.5, 2.0, 3.0, 4.5])
    np.testing.assert_array_equal(table.columns["age"], [20, np.nan, 41, 65])
    np.testing.assert_array_equal(table.columns["member"], [1, 0, np.nan, 1])
    assert table.columns["sex"].tolist() == ["w", "m", "w", ""]
    assert table.levels == {}


def test_labels_of_spss_become_categories_in_the_order_of_the_values(tmp_path):
    frame = pd.DataFrame({"satis": [3.0, 1, 2, 9], "age": [20.0, 30, 99, 40], "both": [1.0, 2, 1, 2]})
    labels = {
        "satis": {1.0: "wenig", 2.0: "mittel", 3.0: "sehr", 9.0: "keine Angabe"},
        "age": {99.0: "99 und älter"},
        "both": {1.0: "ja", 2.0: "ja"},
    }
    path = tmp_path / "answers.sav"
    pyreadstat.write_sav(
        frame, str(path), variable_value_labels=labels, missing_ranges={"satis": [9]}, column_labels={"age": "Alter"}
    )
    table = read_survey_file(path)
    assert table.columns["satis"].tolist() == ["sehr", "wenig", "mittel", ""]
    assert table.levels == {"satis": ("wenig", "mittel", "sehr")}
    assert (table.labels["age"], "satis" in table.labels) == ("Alter", False)
    assert table.columns["age"].tolist() == [20, 30, 99, 40], "a number without a label stays a number"
    assert table.columns["both"].tolist() == [1, 2, 1, 2], "two values with one label would be joined"


def test_labels_of_stata_become_categories_too(tmp_path):
    path = tmp_path / "answers.dta"
    frame = pd.DataFrame({"sex": [1.0, 2.0, None], "trust": [5.0, 7.0, 6.0]})
    labels = {"sex": {1: "weiblich", 2: "männlich"}, "trust": {5: "mittel"}}
    pyreadstat.write_dta(frame, str(path), column_labels=["", "Vertrauen"], variable_value_labels=labels)
    table = read_survey_file(path)
    assert table.columns["sex"].tolist() == ["weiblich", "männlich", ""]
    assert (table.levels, table.labels) == ({"sex": ("weiblich", "männlich")}, {"trust": "Vertrauen"})
    assert table.columns["trust"].tolist() == [5.0, 7.0, 6.0]


def test_lists_and_dates_of_parquet_come_as_texts(tmp_path):
    path = tmp_path / "answers.parquet"
    pl.DataFrame({"w": [1], "said": [["a", "b"]], "day": ["2020-09-30"]}).with_columns(
        pl.col("day").str.to_date()
    ).write_parquet(path)
    columns = read_survey_file(path).columns
    assert (columns["said"].tolist(), columns["day"].tolist()) == (["[a, b]"], ["2020-09-30"])


def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path):
    for ending in (".parquet", ".sav", ".dta"):
        damaged = tmp_path / f"damaged{ending}"
        damaged.write_bytes(b"not this")
        with pytest.raises(InputError, match=f"cannot be read. Place: damaged{ending}"):
            read_survey_file(damaged)
    with pytest.raises(InputError, match="no such data file"):
        read_survey_file(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match=r"of this kind.*\.parquet, \.csv.*Save the data"):
        read_survey_file(tmp_path / "answers.ods")
    empty = tmp_path / "empty.csv"
    empty.write_text("w,age\n")
    with pytest.raises(InputError, match="no rows"):
        read_survey_file(empty)


@pytest.mark.parametrize(
    ("encoding", "message"),
    [("latin-1", "line 2. Expected: UTF-8. Found: byte fc. Save it"), ("utf-16", "line 1.*byte ff, as UTF-16 begins")],
)
def test_a_text_that_is_not_in_utf8_is_named_with_its_line(tmp_path, encoding, message):
    path = tmp_path / "answers.csv"
    path.write_text("w;place\n1;Süd\n", encoding=encoding)
    with pytest.raises(InputError, match=f"not in UTF-8. Place: answers.csv, {message}"):
        read_survey_file(path)


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".sav", ".dta"])
def test_the_first_rows_may_be_enough(tmp_path, ending):
    table = read_survey_file(written(tmp_path, ending), most=2)
    assert table.columns["w"].tolist() == [1.5, 2.0]


def test_cells_are_parted_as_the_first_line_is(tmp_path):
    for sign in (";", "\t", ",", "|"):
        path = tmp_path / "answers.csv"
        path.write_text(f'"w"{sign}"said, or not"\n1.5{sign}"a{sign}b"\n', encoding="utf-8-sig")
        columns = read_survey_file(path).columns
        assert (columns["w"].tolist(), columns["said, or not"].tolist()) == ([1.5], [f"a{sign}b"])


def test_a_decimal_comma_is_told_and_never_guessed(tmp_path):
    path = tmp_path / "antworten.csv"
    path.write_text("w;miete\n1,5;700,25\n2,0;\n")
    assert read_survey_file(path).columns["w"].tolist() == ["1,5", "2,0"]
    columns = read_survey_file(path, decimal=",").columns
    np.testing.assert_array_equal(columns["miete"], [700.25, np.nan])
    with pytest.raises(InputError, match="column of texts.*'1,5'.*--decimal-comma"):
        estimation.survey(read_survey_file(path).columns, weights="w")


def test_no_line_of_a_csv_file_is_left_out_in_silence(tmp_path):
    path = tmp_path / "answers.csv"
    for text in ("w,y\n1,2\n2\n3,4\n", "w,y\n1,2\n2,3,4\n"):
        path.write_text(text)
        with pytest.raises(InputError, match="cannot be read.*as many cells as the first"):
            read_survey_file(path)
    path.write_text("w,y\n# 1,2\n3,4\n")
    assert read_survey_file(path).columns["w"].tolist() == ["# 1", "3"]
    path.write_bytes("w,name\n1,Möhn\n".encode("latin-1"))
    with pytest.raises(InputError, match="not in UTF-8"):
        read_survey_file(path)


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("w;age;age\n1;30;31\n", encoding="utf-8")
    with pytest.raises(InputError, match="Two columns have the same name. Place: answers.csv, line 1.*Found: age."):
        read_survey_file(tmp_path / "answers.csv")


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_neither_the_folder_nor_signs_of_patterns_change_what_is_read(tmp_path, ending):
    folder = tmp_path / "age=2020"
    folder.mkdir()
    other, named = folder / f"z1{ending}", folder / f"z[1]{ending}"
    for path, age in ((other, 7), (named, 41)):
        table = pl.DataFrame({"w": [1.0], "age": [age]})
        table.write_csv(path) if ending == ".csv" else table.write_parquet(path)
    assert read_survey_file(named).columns["age"].tolist() == [41]
