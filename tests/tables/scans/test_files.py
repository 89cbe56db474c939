"""Files that are one table: named as they are, with the same columns, or refused."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.scans import ReplicateColumns, Request, ScanDesign, figures_from, mean, proportions, total

REPLICATED = ReplicateColumns(("r1", "r2"), scale=0.5)
DESIGNS = {"sample": ScanDesign("w"), "replicates": ScanDesign("w", replicates=REPLICATED)}


def written(path: Path, **columns: Any) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    rows = len(next(iter(columns.values())))
    weights = {"w": np.ones(rows), "r1": 1.0 + np.arange(rows) % 2, "r2": 2.0 - np.arange(rows) % 2}
    pq.write_table(pa.table(weights | columns), path)
    return path


def totals(source: object, design: str, name: str = "y") -> list[float]:
    return figures_from(source, [total(name)], design=DESIGNS[design])[0].estimate.tolist()


@pytest.mark.parametrize("design", DESIGNS)
def test_a_name_with_signs_of_patterns_is_a_name(tmp_path: Path, design: str) -> None:
    written(tmp_path / "z1.parquet", y=[100.0, 0.0])
    assert totals(written(tmp_path / "z[1].parquet", y=[1.0, 2.0]), design) == [3.0]
    assert totals(tmp_path / "z?.parquet", design) == [100.0]
    assert totals(tmp_path / "z*.parquet", design) == [103.0]


@pytest.mark.parametrize("design", DESIGNS)
def test_hidden_files_are_in_no_pattern(tmp_path: Path, design: str) -> None:
    written(tmp_path / ".copy.parquet", y=[100.0])
    written(tmp_path / "a.parquet", y=[1.0, 2.0])
    assert totals(tmp_path / "*.parquet", design) == [3.0]


@pytest.mark.parametrize("design", DESIGNS)
def test_the_folder_of_one_file_is_no_column(tmp_path: Path, design: str) -> None:
    path = written(tmp_path / "y=2020" / "a.parquet", y=[1.0, 2.0])
    assert totals(path, design) == [3.0]
    assert totals(path.parent / "*.parquet", design) == [3.0]


@pytest.mark.parametrize("design", DESIGNS)
def test_whole_numbers_may_follow_decimal_ones(tmp_path: Path, design: str) -> None:
    written(tmp_path / "a.parquet", y=[0.4, 0.4])
    written(tmp_path / "b.parquet", y=np.array([1, 2], dtype=np.int16))
    assert totals(tmp_path / "*.parquet", design) == pytest.approx([3.8])


OTHERS: dict[str, tuple[Mapping[str, Any], Mapping[str, Any], str]] = {
    "decimal after whole": ({"y": [1, 2]}, {"y": [0.4]}, "Expected: int64, as in a.parquet. Found: double"),
    "longer after shorter": (
        {"y": np.ones(1, np.float32)}, {"y": [0.1]}, "Expected: float, as in a.parquet. Found: double",
    ),
    "text after numbers": ({"y": [1, 2]}, {"y": ["a"]}, "Expected: int64, as in a.parquet. Found: string"),
    "a column less": ({"y": [1, 2], "z": [1, 2]}, {"y": [1]}, "Expected: z. Found: w, r1, r2, y"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_files_with_other_columns_are_refused(tmp_path: Path, name: str) -> None:
    first, second, words = OTHERS[name]
    written(tmp_path / "a.parquet", **first)
    written(tmp_path / "b.parquet", **second)
    for design in DESIGNS:
        with pytest.raises(InputError) as raised:
            totals(tmp_path / "*.parquet", design)
        assert "b.parquet" in raised.value.where
        assert words in str(raised.value)


def test_files_in_folders_that_are_columns_have_one_form_too(tmp_path: Path) -> None:
    written(tmp_path / "wave=1" / "a.parquet", y=[1, 2])
    written(tmp_path / "wave=2" / "b.parquet", y=[0.4, 0.4])
    with pytest.raises(InputError, match="another type in one of the files"):
        totals(tmp_path / "*" / "*.parquet", "sample")


@pytest.mark.parametrize("names", [("y", "Y"), ("y", "y")])
def test_two_columns_of_one_name_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    columns = [np.ones(2)] * 5
    pq.write_table(
        pa.Table.from_arrays(list(map(pa.array, columns)), ["w", "r1", "r2", *names]), tmp_path / "a.parquet"
    )
    with pytest.raises(InputError, match=f"Two columns have the same name.*Found: {names[1]}"):
        totals(tmp_path / "a.parquet", "sample")


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("rows", [2_000, 400_000])
def test_damaged_pages_behind_a_whole_footer_are_an_error(tmp_path: Path, design: str, rows: int) -> None:
    rng = np.random.default_rng(5)
    path = tmp_path / "a.parquet"
    columns = {name: rng.uniform(1, 5, rows) for name in ("w", "r1", "r2", "y")}
    pq.write_table(pa.table(columns), path, row_group_size=rows)
    content = bytearray(path.read_bytes())
    content[100 : len(content) // 2] = os.urandom(len(content) // 2 - 100)
    path.write_bytes(content)
    with pytest.raises(InputError, match="The file cannot be read") as raised:
        totals(path, design)
    assert raised.value.where == str(path)


@pytest.mark.parametrize("design", DESIGNS)
def test_the_largest_whole_numbers_are_numbers(tmp_path: Path, design: str) -> None:
    path = written(tmp_path / "a.parquet", y=np.array([3, 2**63 + 5, 3], dtype=np.uint64))
    assert totals(path, design) == pytest.approx([2.0**63 + 11])


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize(("option", "word"), [("missing", "refuse"), ("deff", "replace")])
def test_a_word_that_is_not_known_is_refused(tmp_path: Path, design: str, option: str, word: str) -> None:
    path = written(tmp_path / "a.parquet", y=[10.0, np.nan])
    with pytest.raises(InputError, match=f"Place: {option}.*Found: {word}"):
        figures_from(path, [mean("y")], design=DESIGNS[design], **{option: word})  # type: ignore[arg-type]


def test_requests_are_written_as_with_memory(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", st=["a", "b"], y=[1.0, 3.0])
    assert mean("y", by="st") == mean("y", by=["st"])
    assert figures_from(path, [mean("y", by="st")], design=ScanDesign("w"))[0].names == ("y|st=a", "y|st=b")
    with pytest.raises(InputError, match="Named twice. Place: mean, by. Expected: each once. Found: st"):
        mean("y", by=["st", "st"])
    with pytest.raises(InputError, match="Place: mean, levels.*Found: a"):
        proportions("st", levels=["a", "b", "a"])
    with pytest.raises(InputError, match="Requests come as a list"):
        figures_from(path, Request("mean", ("y",)), design=ScanDesign("w"))  # type: ignore[arg-type]
