"""Raking on cells gives the weights of raking on rows, and figures with the variance of the residuals."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from querschnitt.core.errors import InputError, WeightingError
from querschnitt.core.estimation import statistics
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.weighting.calibration import PostStratification, RakingToMargins
from querschnitt.core.weighting.raking import margin_of
from querschnitt.tables.scans import (
    Categories,
    KnownMargin,
    ReplicateColumns,
    ScanDesign,
    figures_from,
    rake_table,
    total,
    write_raked,
)
from tests.tables.scans.survey import survey
from tests.tables.scans.test_estimates import REQUESTS, assert_equal, statistics_of

SAMPLE = survey(11).with_(number=np.arange(400))
REGION = KnownMargin("region", {"asia": 900, "europe": 1100, "near east": 1000})
SEX = KnownMargin("sex", {"m": 1700, "f": 1300})
AGE = KnownMargin("persons", {1: 500, 2: 500, 3: 700, 4: 800, 5: 500})
MARGINS = (REGION, SEX, AGE)


def on_rows(margins: tuple[KnownMargin, ...]) -> PostStratification | RakingToMargins:
    known = tuple(
        margin_of(
            margin.column,
            [str(value) for value in SAMPLE.columns[margin.column]],
            totals={str(level): total for level, total in margin.totals.items()},
        )
        for margin in margins
    )
    return PostStratification(known[0]) if len(known) == 1 else RakingToMargins(known)


@pytest.mark.parametrize("margins", [(REGION,), MARGINS])
def test_raked_weights_are_written_row_by_row(tmp_path: Path, margins: tuple[KnownMargin, ...]) -> None:
    pq.write_table(SAMPLE.table, tmp_path / "sample.parquet")
    cells = rake_table(tmp_path / "sample.parquet", margins, weight="weight")
    path = write_raked(
        tmp_path / "sample.parquet", cells, weight="weight", into=tmp_path / "raked.parquet", keep=["number"]
    )
    written = pq.read_table(path).sort_by("number")
    assert written.column_names == ["number", "raked"]
    expected = on_rows(margins).apply(SAMPLE.columns["weight"])
    assert written["raked"].to_numpy() == pytest.approx(expected.weights, rel=1e-12)
    assert cells.iterations == expected.iterations


def test_all_columns_are_kept_where_none_is_named(tmp_path: Path) -> None:
    cells = rake_table(SAMPLE.table, MARGINS, weight="weight")
    path = write_raked(SAMPLE.table, cells, weight="weight", into=tmp_path / "raked.parquet")
    assert pq.read_schema(path).names == [*SAMPLE.columns, "raked"]


DESIGNS = {
    "units in strata": ScanDesign("weight", "stratum", "psu"),
    "a finite population": ScanDesign("weight", "stratum", "psu", "units"),
    "rows in strata": ScanDesign("weight", "stratum"),
    "rows of a finite population": ScanDesign("weight", "stratum", population_size="people"),
}


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("margins", [(SEX,), MARGINS])
def test_figures_with_raked_weights_equal_those_in_memory(name: str, margins: tuple[KnownMargin, ...]) -> None:
    plain = DESIGNS[name]
    design = ScanDesign(plain.weight, plain.strata, plain.psu, plain.population_size, margins=margins)
    in_memory = SAMPLE.linearised(clusters=design.psu is not None, sizes=design.population_size or "")
    in_memory = in_memory.after(on_rows(margins).apply(in_memory.weights))
    for ours, statistic in zip(figures_from(SAMPLE.table, REQUESTS, design=design), statistics_of(SAMPLE), strict=True):
        assert_equal(ours, estimate(in_memory, statistic))


def test_the_total_of_a_margin_has_no_variance() -> None:
    design = ScanDesign("weight", "stratum", "psu", margins=(SEX,))
    sex = statistics.total([SAMPLE.categories("sex")])
    (ours,) = figures_from(SAMPLE.table, [total(Categories("sex"))], design=design)
    assert ours.names == sex.names
    assert ours.estimate == pytest.approx([1300, 1700])
    assert ours.se == pytest.approx([0, 0], abs=1e-9)


def test_a_level_without_a_count_is_named() -> None:
    with pytest.raises(WeightingError, match="Level 'near east' has no count") as raised:
        rake_table(SAMPLE.table, [KnownMargin("region", {"asia": 1, "europe": 1})], weight="weight")
    assert "rows" in raised.value.where


def test_a_level_without_rows_is_named() -> None:
    with pytest.raises(WeightingError, match="level 'oceania'"):
        rake_table(SAMPLE.table, [KnownMargin("region", {**REGION.totals, "oceania": 5})], weight="weight")


def test_a_column_that_is_taken_is_not_written_over(tmp_path: Path) -> None:
    cells = rake_table(SAMPLE.table, MARGINS, weight="weight")
    with pytest.raises(InputError, match="new name"):
        write_raked(SAMPLE.table, cells, weight="weight", into=tmp_path / "raked.parquet", name="income")
    assert not list(tmp_path.iterdir())


def test_wrong_weights_are_counted() -> None:
    sample = SAMPLE.with_(weight=np.where(np.arange(400) < 3, 0.0, 1.0))
    with pytest.raises(InputError, match="3 rows"):
        rake_table(sample.table, MARGINS, weight="weight")


def test_margins_beside_replicates_are_refused() -> None:
    with pytest.raises(InputError, match="gone through the calibration"):
        ScanDesign("weight", replicates=ReplicateColumns(("r0", "r1"), scale=1), margins=MARGINS)


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    cells = rake_table(SAMPLE.table, MARGINS, weight="weight")
    with pytest.raises(InputError, match="The file cannot be written") as raised:
        write_raked(SAMPLE.table, cells, weight="weight", into=tmp_path / "no folder" / "x.parquet")
    assert raised.value.where == str(tmp_path / "no folder" / "x.parquet")


def test_a_replicate_that_is_named_twice_is_refused() -> None:
    with pytest.raises(InputError, match="named twice.*Found: r1"):
        ReplicateColumns(("r1", "r2", "r1"), scale=0.5)


def test_what_was_raked_to_is_printed_with_the_figures() -> None:
    design = ScanDesign("weight", strata="stratum", psu="psu", margins=(REGION, SEX))
    (found,) = figures_from(SAMPLE.table, [REQUESTS[0]], design=design)
    assert found.notes[-1] == "raked to region; sex"
