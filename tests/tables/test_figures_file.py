"""Figures in four kinds of files say the same; a failed one leaves nothing."""

from __future__ import annotations

import csv
import json
from io import BytesIO

import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from querschnitt.core import estimation
from querschnitt.core.errors import InputError
from querschnitt.tables.figures_file import rows_of, write_figures
from tests.core.estimation.surveys.test_survey import people

TABLES = [
    ("mean of income", estimation.mean(people(), "income", by="sex")),
    ("quantile of income", estimation.quantile(people(), "income")),
]


def read(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    if path.suffix == ".parquet":
        return parquet.read_table(path).to_pylist()
    head, *rows = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes())).get_sheet_by_index(0).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet", ".xlsx"])
def test_each_kind_of_file_has_every_figure(tmp_path, ending):
    path = tmp_path / "new" / f"figures{ending}"
    assert write_figures(TABLES, path) == 3
    rows = read(path)
    for row, wanted in zip(rows, rows_of(TABLES), strict=True):
        assert row["figure"] == wanted["figure"]
        assert float(row["se"]) == pytest.approx(wanted["se"], rel=1e-14)
        assert row["deff"] in ("", None) or float(row["deff"]) == pytest.approx(wanted["deff"], rel=1e-14)
    assert [row["interval"] for row in rows] == ["t", "t", "mean"]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"of this kind.*\.csv, \.parquet, \.xlsx, \.json"):
        write_figures(TABLES, tmp_path / "figures.pdf")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet", ".xlsx"])
def test_a_place_that_cannot_be_written_is_named_and_left_clean(tmp_path, ending):
    """The name is that of the person, not of the draft."""
    taken = tmp_path / f"figures{ending}"
    taken.mkdir()
    with pytest.raises(InputError, match=rf"cannot be written. Place: \S+/figures{ending}\. Found: Is a directory"):
        write_figures(TABLES, taken)
    assert list(tmp_path.iterdir()) == [taken]
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"cannot be written"):
        write_figures(TABLES, tmp_path / "file" / f"figures{ending}")
