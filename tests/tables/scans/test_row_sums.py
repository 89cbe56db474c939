"""Rows that are read part by part, added up by several threads, equal the engine's sums."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.result import Figures
from querschnitt.tables.scans import (
    Request,
    ScanDesign,
    batches,
    figures_from,
    mean,
    open_table,
    proportions,
    ratio,
    row_sums,
)
from querschnitt.tables.scans.sources import Source
from tests.tables.scans.survey import broken
from tests.tables.scans.test_estimates import COLUMNS, REQUESTS, SAMPLE, categorised

DESIGN = ScanDesign("weight", replicates=COLUMNS)


def written(folder: Path, table: pa.Table, *, rows: int) -> Path:
    """Write a file in parts of so many rows."""
    path = folder / "sample.parquet"
    pq.write_table(table, path, row_group_size=rows)
    return path


def alone(source: Source) -> Source:
    """Return a source that has no engine to ask."""

    def asked() -> Any:
        raise AssertionError("the engine was asked")

    return replace(source, opened=asked)


def asked_of_engine(source: Source, requests: Sequence[Request] = REQUESTS, **options: Any) -> tuple[Figures, ...]:
    return figures_from(replace(source, rows=lambda columns: None), requests, design=DESIGN, **options)


def assert_same(ours: Sequence[Figures], theirs: Sequence[Figures]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        assert one.names == other.names
        assert one.estimate == pytest.approx(other.estimate, rel=1e-12)
        assert one.covariance == pytest.approx(other.covariance, rel=1e-9, abs=1e-9 * np.abs(other.covariance).max())
        assert one.deff == pytest.approx(other.deff, rel=1e-9)
        assert (one.n.tolist(), one.weighted_n, one.df) == (
            other.n.tolist(),
            pytest.approx(other.weighted_n, rel=1e-12),
            other.df,
        )
        assert one.notes == other.notes


@pytest.mark.parametrize(("rows", "together"), [(1, 1), (7, 3), (7, 50), (150, 100), (150, 300), (400, 400)])
def test_a_file_in_parts_of_any_size_gives_what_the_engine_gives(
    tmp_path: Path, rows: int, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ROWS", together)
    source = open_table(written(tmp_path, categorised(SAMPLE), rows=rows))
    assert_same(
        figures_from(alone(source), REQUESTS, design=DESIGN, missing="leave_out"),
        asked_of_engine(source, missing="leave_out"),
    )


def test_parts_that_are_too_large_are_read_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "WHOLE", 100)
    monkeypatch.setattr(batches, "ROWS", 64)
    source = open_table(written(tmp_path, SAMPLE.table, rows=250))
    read = [batch().num_rows for batch in source.rows(("income",)) or ()]
    assert read == [64, 64, 64, 58, 64, 64, 22]
    assert_same(figures_from(alone(source), REQUESTS, design=DESIGN), asked_of_engine(source))


def test_where_there_are_too_many_groups_the_engine_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    source = open_table(SAMPLE.table)
    wanted = figures_from(alone(source), REQUESTS, design=DESIGN)
    monkeypatch.setattr(row_sums, "LARGEST", 100)
    with pytest.raises(AssertionError, match="the engine was asked"):
        figures_from(alone(source), REQUESTS, design=DESIGN)
    assert_same(figures_from(source, REQUESTS, design=DESIGN), wanted)


def test_levels_that_come_late_and_zeros_below_zero_are_levels_as_any(tmp_path: Path) -> None:
    place = np.arange(400)
    level = np.where(place < 200, place % 2, place % 3).astype(np.float64)
    level = np.where((level == 0) & (place % 4 == 0), -0.0, level)
    text = np.where(place < 390, "", "late")
    table = SAMPLE.with_(level=level, text=text).table
    source = open_table(written(tmp_path, table, rows=100))
    requests = (proportions("level", by=["region"]), mean("income", by=["level"]), ratio("income", "persons"))
    ours = figures_from(alone(source), requests, design=DESIGN)
    assert_same(ours, asked_of_engine(source, requests))
    assert ours[1].names == ("income|level=0.0", "income|level=1.0", "income|level=2.0")
    with pytest.raises(InputError, match="A value is missing") as raised:
        figures_from(alone(source), [mean("income", by=["text"])], design=DESIGN)
    assert raised.value.where == "column 'text' (390 of 400 rows)"


def test_several_threads_give_the_same_bits_each_time(tmp_path: Path) -> None:
    source = open_table(written(tmp_path, SAMPLE.table, rows=23))
    first = figures_from(source, REQUESTS, design=DESIGN)
    for _ in range(5):
        again = figures_from(open_table(tmp_path / "sample.parquet"), REQUESTS, design=DESIGN)
        assert [found.covariance.tolist() for found in again] == [found.covariance.tolist() for found in first]


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def soiled(content: bytes) -> bytes:
    return content[:4] + bytes(len(content) // 2) + content[4 + len(content) // 2 :]


@pytest.mark.parametrize("damage", [cut, soiled])
def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = written(tmp_path, SAMPLE.table, rows=100)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InputError, match="The file cannot be read") as raised:
        figures_from(path, REQUESTS, design=DESIGN)
    assert raised.value.where == str(path)


SPOILT = {
    "a weight of zero": ("weight", 0.0, "column 'weight' (1 of 400 rows)"),
    "a weight missing": ("weight", np.nan, "column 'weight' (1 of 400 rows)"),
    "a weight without end": ("weight", np.inf, "column 'weight' (some of 400 rows)"),
    "a value missing": ("income", np.nan, "column 'income' (1 of 400 rows)"),
    "a domain missing": ("region", "", "column 'region' (1 of 400 rows)"),
    "a replicate weight missing": ("r3", np.nan, "1 of 400 rows"),
    "a replicate weight without end": ("r3", np.inf, "column 'r3'"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_is_said_as_the_engine_says_it(name: str) -> None:
    column, value, where = SPOILT[name]
    whole = SAMPLE.with_(r3=SAMPLE.columns["r3"] * 1.0)
    source = open_table(broken(whole, column, lambda values: values.__setitem__(5, value)).table)
    requests = [mean("income", by=["region"])]
    with pytest.raises(InputError) as ours:
        figures_from(alone(source), requests, design=DESIGN)
    with pytest.raises(InputError) as other:
        asked_of_engine(source, requests)
    assert ours.value.where == where
    assert str(ours.value) == str(other.value)


NONE_AT_ALL = {
    "of a domain": ("region", pa.nulls(400, pa.string()), "No row is left"),
    "of a number": ("income", pa.nulls(400, pa.float64()), "400 of 400 rows"),
    "of a category": ("region", pa.nulls(400, pa.string()).dictionary_encode(), "No row is left"),
}


@pytest.mark.parametrize("name", NONE_AT_ALL)
def test_a_column_without_a_single_value_is_an_error(name: str) -> None:
    column, values, words = NONE_AT_ALL[name]
    table = SAMPLE.table.set_column(SAMPLE.table.column_names.index(column), column, values)
    with pytest.raises(InputError, match=words):
        figures_from(alone(open_table(table)), [mean("income", by=["region"])], design=DESIGN)


def test_a_table_without_rows_is_an_error() -> None:
    with pytest.raises(InputError, match="has no rows"):
        figures_from(SAMPLE.table[:0], [mean("income")], design=DESIGN)


def test_a_number_alone_needs_no_groups() -> None:
    source = open_table(SAMPLE.table)
    assert_same(figures_from(alone(source), [mean("income")], design=DESIGN), asked_of_engine(source, [mean("income")]))
