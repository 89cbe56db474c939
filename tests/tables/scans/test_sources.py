"""The same figures wherever a table lies: Parquet, DuckDB, Ibis, memory, Spark."""

from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.scans import ScanDesign, figures_from, mean, open_table, rake_table, write_raked
from tests.tables.scans.survey import survey
from tests.tables.scans.test_estimates import CLUSTERED, COLUMNS, REQUESTS, assert_equal
from tests.tables.scans.test_raking import MARGINS

SAMPLE = survey()
TEN_DIGITS = 1e-10


@pytest.fixture(name="path")
def written(tmp_path: Path) -> Path:
    pq.write_table(SAMPLE.table, tmp_path / "sample.parquet")
    return tmp_path / "sample.parquet"


@pytest.mark.parametrize("kind", ["path", "text", "relation", "ibis", "polars", "pandas"])
def test_a_table_is_taken_as_it_comes(path: Path, kind: str) -> None:
    source: Any = {
        "path": lambda: path,
        "text": lambda: str(path),
        "relation": lambda: duckdb.connect().read_parquet(str(path)),
        "ibis": lambda: ibis.duckdb.connect().read_parquet(path),
        "polars": lambda: __import__("polars").read_parquet(path),
        "pandas": lambda: SAMPLE.table.to_pandas(),
    }[kind]()
    for ours, other in zip(
        figures_from(source, REQUESTS, design=CLUSTERED), figures_from(SAMPLE.table, REQUESTS, design=CLUSTERED),
        strict=True,
    ):  # fmt: skip
        assert_equal(ours, other)


def test_a_folder_of_files_is_one_table(tmp_path: Path) -> None:
    for place in range(3):
        pq.write_table(
            SAMPLE.table[150 * place : 150 * (place + 1)], tmp_path / f"part-{place}.parquet", row_group_size=50
        )
    design = ScanDesign("weight", replicates=COLUMNS)
    for ours, other in zip(
        figures_from(tmp_path / "*.parquet", REQUESTS, design=design),
        figures_from(SAMPLE.table, REQUESTS, design=design),
        strict=True,
    ):
        assert_equal(ours, other)


def test_what_the_names_of_folders_say_is_a_column(tmp_path: Path) -> None:
    rows = SAMPLE.table.drop_columns(["sex"])
    for sex in ("f", "m"):
        (tmp_path / f"sex={sex}").mkdir()
        chosen = rows.filter(pa.array(SAMPLE.columns["sex"] == sex))
        pq.write_table(chosen, tmp_path / f"sex={sex}" / "part.parquet")
    design = ScanDesign("weight", replicates=COLUMNS)
    for ours, other in zip(
        figures_from(tmp_path / "*" / "*.parquet", REQUESTS, design=design),
        figures_from(SAMPLE.table, REQUESTS, design=design),
        strict=True,
    ):
        assert_equal(ours, other)


def test_a_relation_shows_what_its_own_connection_knows() -> None:
    connection = duckdb.connect()
    connection.register("sample", SAMPLE.table)
    women = connection.sql("SELECT * FROM sample WHERE sex = 'f'")
    (ours,) = figures_from(women, [mean("income")], design=ScanDesign("weight"))
    chosen = SAMPLE.columns["sex"] == "f"
    expected = np.average(SAMPLE.columns["income"][chosen], weights=SAMPLE.columns["weight"][chosen])
    assert ours.estimate == pytest.approx([expected])


@pytest.mark.parametrize("source", ["missing.parquet", 7])
def test_what_is_no_table_is_an_error(source: object) -> None:
    with pytest.raises(InputError, match="cannot be read|no table"):
        open_table(source)


@pytest.mark.parametrize("design", [CLUSTERED, ScanDesign("weight", replicates=COLUMNS)])
def test_spark_gives_the_figures_of_duckdb(path: Path, spark: Any, design: ScanDesign) -> None:
    frame = spark.read.parquet(str(path))
    for ours, other in zip(
        figures_from(frame, REQUESTS, design=design), figures_from(path, REQUESTS, design=design), strict=True
    ):
        assert_equal(ours, other, rel=TEN_DIGITS)


def test_spark_rakes_as_duckdb_does(path: Path, spark: Any, tmp_path: Path) -> None:
    frame = spark.read.parquet(str(path))
    design = ScanDesign("weight", "stratum", "psu", margins=MARGINS)
    (ours,) = figures_from(frame, REQUESTS[:1], design=design)
    (other,) = figures_from(path, REQUESTS[:1], design=design)
    assert_equal(ours, other, rel=TEN_DIGITS)
    cells = rake_table(frame, MARGINS, weight="weight")
    write_raked(frame, cells, weight="weight", into=tmp_path / "raked", keep=["income"])
    written = pq.read_table(tmp_path / "raked")
    here = rake_table(path, MARGINS, weight="weight")
    assert written["raked"].to_numpy().sum() == pytest.approx(here.weights @ here.factors, rel=TEN_DIGITS)
    assert written.num_rows == 400


def test_a_relation_says_that_it_cannot_take_raked_weights(tmp_path: Path) -> None:
    relation = duckdb.from_arrow(SAMPLE.table)
    cells = rake_table(relation, MARGINS, weight="weight")
    with pytest.raises(InputError, match="Parquet first"):
        write_raked(relation, cells, weight="weight", into=tmp_path / "raked.parquet")
