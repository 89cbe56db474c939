"""Figures from a scan equal those of the array engine with the same rows in memory."""

from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from querschnitt.core.errors import EstimationError, InputError
from querschnitt.core.estimation import statistics
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LonelyUnits
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.statistics import complete
from querschnitt.core.estimation.variables import everybody
from querschnitt.tables.scans import (
    Categories,
    KnownMargin,
    ReplicateColumns,
    ScanDesign,
    figures_from,
    mean,
    open_table,
    proportions,
    ratio,
    total,
)
from tests.tables.scans.survey import REPLICATES, Survey, broken, survey

SAMPLE = survey()
CLUSTERED = ScanDesign("weight", strata="stratum", psu="psu")
STRATIFIED = ScanDesign("weight", strata="stratum")
COLUMNS = ReplicateColumns(tuple(f"r{i}" for i in range(REPLICATES)), scale=1 / REPLICATES, unit=0.01)
REQUESTS = (
    mean("income"),
    total("income", "persons", by=["region"]),
    ratio("income", "persons", by=["sex"]),
    proportions("answer", by=["region", "sex"]),
    total(Categories("answer")),
)


def statistics_of(sample: Survey) -> list[object]:
    """The same requests, as the core's statistics."""
    income, persons = sample.numbers("income", "persons")
    answer = sample.categories("answer")
    return [
        statistics.mean([income]),
        statistics.total([income, persons], domains=sample.domains("region")),
        statistics.ratio([income], [persons], domains=sample.domains("sex")),
        statistics.mean([answer], domains=sample.domains("region", "sex")),
        statistics.total([answer]),
    ]


def assert_equal(ours: Figures, theirs: Figures, *, rel: float = 1e-10) -> None:
    assert ours.names == theirs.names
    assert ours.estimate == pytest.approx(theirs.estimate, rel=rel)
    scale = np.sqrt(np.outer(theirs.variance, theirs.variance))
    assert np.abs(ours.covariance - theirs.covariance) == pytest.approx(0 * scale, abs=rel * scale.max())
    assert ours.variance == pytest.approx(theirs.variance, rel=rel)
    assert ours.n.tolist() == theirs.n.tolist()
    assert ours.df == theirs.df
    assert ours.weighted_n == pytest.approx(theirs.weighted_n, rel=rel)
    if theirs.n_psu is not None:
        assert ours.n_psu.tolist() == theirs.n_psu.tolist()
        assert ours.n_strata.tolist() == theirs.n_strata.tolist()
    if theirs.deff is not None:
        assert ours.deff == pytest.approx(theirs.deff, rel=rel)


DESIGNS = {
    "units in strata": (CLUSTERED, SAMPLE.linearised()),
    "a finite population": (
        ScanDesign("weight", strata="stratum", psu="psu", population_size="units"),
        SAMPLE.linearised(sizes="units"),
    ),
    "rows in strata": (STRATIFIED, SAMPLE.linearised(clusters=False)),
    "rows of a finite population": (
        ScanDesign("weight", strata="stratum", population_size="people"),
        SAMPLE.linearised(clusters=False, sizes="people"),
    ),
}


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("deff", ["with_replacement", "without_replacement"])
def test_linearised_figures_equal_those_in_memory(name: str, deff: str) -> None:
    scanned, in_memory = DESIGNS[name]
    found = figures_from(SAMPLE.table, REQUESTS, design=scanned, deff=deff)
    for ours, statistic in zip(found, statistics_of(SAMPLE), strict=True):
        assert_equal(ours, estimate(in_memory, statistic, deff=deff))
        assert ours.notes == in_memory.notes


@pytest.mark.parametrize("mse", [False, True])
@pytest.mark.parametrize("rscales", [None, tuple(1 + i / 10 for i in range(REPLICATES))])
def test_replicate_figures_equal_those_in_memory(mse: bool, rscales: tuple[float, ...] | None) -> None:
    columns = ReplicateColumns(COLUMNS.columns, scale=1 / REPLICATES, rscales=rscales, mse=mse, unit=0.01)
    design = ScanDesign("weight", replicates=columns)
    found = figures_from(SAMPLE.table, REQUESTS, design=design, deff="with_replacement")
    for ours, statistic in zip(found, statistics_of(SAMPLE), strict=True):
        assert_equal(ours, estimate(SAMPLE.replicated(columns), statistic, deff="with_replacement"))


def lonely_sample() -> Survey:
    """One stratum has a single unit, another a single row."""
    stratum = SAMPLE.columns["stratum"].astype("U8")
    stratum[SAMPLE.columns["psu"] == 1003] = "alone"
    psu = SAMPLE.columns["psu"].copy()
    stratum[0], psu[0] = "one row", 9999
    return SAMPLE.with_(stratum=stratum, psu=psu)


@pytest.mark.parametrize("rule", ["remove", "certainty", "adjust", "average"])
@pytest.mark.parametrize("in_domains", [False, True])
def test_lonely_units_follow_the_rules_of_the_core(rule: str, in_domains: bool) -> None:
    sample, lonely = lonely_sample(), LonelyUnits(rule, in_domains)
    design = ScanDesign("weight", strata="stratum", psu="psu", lonely=lonely)
    in_memory = sample.linearised(lonely=lonely)
    for ours, statistic in zip(figures_from(sample.table, REQUESTS, design=design), statistics_of(sample), strict=True):
        assert_equal(ours, estimate(in_memory, statistic))
        assert ours.notes == in_memory.notes


@pytest.mark.parametrize("rule", ["remove", "certainty", "adjust", "average"])
def test_lonely_rows_follow_the_rules_of_the_core(rule: str) -> None:
    sample, lonely = lonely_sample(), LonelyUnits(rule)
    design = ScanDesign("weight", strata="stratum", lonely=lonely)
    in_memory = sample.linearised(clusters=False, lonely=lonely)
    for ours, statistic in zip(figures_from(sample.table, REQUESTS, design=design), statistics_of(sample), strict=True):
        assert_equal(ours, estimate(in_memory, statistic))


@pytest.mark.parametrize("design", [CLUSTERED, STRATIFIED, ScanDesign("weight", replicates=COLUMNS)])
def test_rows_with_missing_values_leave_the_domains_and_stay_in_the_design(design: ScanDesign) -> None:
    sample = broken(SAMPLE, "income", lambda column: column.__setitem__(slice(0, 40), np.nan))
    income, persons = sample.numbers("income", "persons")
    known = complete([income, persons])
    (ours,) = figures_from(
        sample.table, [ratio("income", "persons", by=["region"])], design=design, missing="leave_out"
    )
    statistic = statistics.ratio([income], [persons], domains=sample.domains("region", where=known))
    in_memory = sample.replicated(COLUMNS) if design.replicates else sample.linearised(clusters=design.psu is not None)
    assert_equal(ours, estimate(in_memory, statistic))
    assert ours.notes[-1] == "40 rows with missing values left out"


def test_a_missing_category_leaves_its_row_out_of_every_level() -> None:
    sample = broken(SAMPLE, "region", lambda column: column.__setitem__(slice(0, 30), ""))
    regions = sample.categories("region", levels=["asia", "europe", "near east"])
    (ours,) = figures_from(sample.table, [proportions("region")], design=CLUSTERED, missing="leave_out")
    theirs = estimate(sample.linearised(), statistics.mean([regions], domains=everybody(400, where=regions.known)))
    assert_equal(ours, theirs)


def test_levels_come_in_the_order_asked_for_and_one_without_rows_has_a_share_of_zero() -> None:
    (ours,) = figures_from(SAMPLE.table, [proportions("answer", levels=[9, 4, 3, 2, 1])], design=CLUSTERED)
    assert ours.names == ("answer=9", "answer=4", "answer=3", "answer=2", "answer=1")
    assert ours.estimate[0] == 0
    assert ours.estimate.sum() == pytest.approx(1, rel=1e-12)


def test_nested_labels_mean_other_units_in_each_stratum() -> None:
    nested = SAMPLE.with_(label=SAMPLE.columns["psu"] // 5 % 6)
    pairs = nested.with_(
        both=np.array([f"{a}-{b}" for a, b in zip(nested.columns["stratum"], nested.columns["label"], strict=True)])
    )
    (ours,) = figures_from(nested.table, [mean("income")], design=ScanDesign("weight", "stratum", "label", nest=True))
    (other,) = figures_from(pairs.table, [mean("income")], design=ScanDesign("weight", "stratum", "both"))
    assert_equal(ours, other)


def test_many_scans_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    together = figures_from(SAMPLE.table, REQUESTS, design=CLUSTERED)
    monkeypatch.setattr("querschnitt.tables.scans.layout.CELLS_BY_UNIT", 1)
    for ours, alone in zip(figures_from(SAMPLE.table, REQUESTS, design=CLUSTERED), together, strict=True):
        assert_equal(ours, alone)


def test_few_sums_at_a_time_give_what_all_give_at_once() -> None:
    source = open_table(SAMPLE.table)
    design = ScanDesign("weight", replicates=COLUMNS)
    narrow = replace(source, widest=7)
    for ours, other in zip(
        figures_from(narrow, REQUESTS, design=design), figures_from(source, REQUESTS, design=design), strict=True
    ):
        assert_equal(ours, other)


def categorised(sample: Survey) -> pa.Table:
    """The sample with a missing value in each kind of column, and its texts as categories."""
    table = sample.table
    for name in ("region", "answer", "persons", "income"):
        gone = pa.array(np.arange(400) % 37 == len(name))
        table = table.set_column(
            table.column_names.index(name), name, pc.if_else(gone, pa.scalar(None, table[name].type), table[name])
        )
    return table.set_column(table.column_names.index("region"), "region", table["region"].dictionary_encode())


def test_rows_added_up_here_give_what_the_engine_gives() -> None:
    source = open_table(categorised(SAMPLE))
    design = ScanDesign("weight", replicates=COLUMNS)
    by_engine = replace(source, rows=lambda columns: None)
    for ours, other in zip(
        figures_from(source, REQUESTS, design=design, missing="leave_out"),
        figures_from(by_engine, REQUESTS, design=design, missing="leave_out"),
        strict=True,
    ):
        assert_equal(ours, other)
        assert ours.notes == other.notes
        assert ours.notes


def test_a_table_that_the_engine_reads_twice_must_be_the_same_twice() -> None:
    connection = duckdb.connect()
    connection.register("sample", SAMPLE.table)
    with pytest.raises(InputError, match="changed while it was read"):
        figures_from(
            connection.sql("SELECT * FROM sample WHERE random() < 0.5"),
            REQUESTS,
            design=ScanDesign("weight", replicates=COLUMNS),
        )


def test_a_replicate_weight_without_end_is_an_error() -> None:
    sample = broken(SAMPLE.with_(r3=SAMPLE.columns["r3"] * 1.0), "r3", lambda column: column.__setitem__(5, np.inf))
    with pytest.raises(InputError, match="no number") as raised:
        figures_from(sample.table, [mean("income")], design=ScanDesign("weight", replicates=COLUMNS))
    assert raised.value.where == "column 'r3'"


def test_whole_weights_give_the_same_bits_in_any_order_of_rows() -> None:
    design = ScanDesign("weight", replicates=COLUMNS)
    order = np.random.default_rng(3).permutation(400)
    turned = Survey({name: column[order] for name, column in SAMPLE.columns.items()})
    (ours,) = figures_from(SAMPLE.table, [proportions("answer", by=["region"])], design=design)
    (other,) = figures_from(turned.table, [proportions("answer", by=["region"])], design=design)
    assert ours.covariance.tolist() == other.covariance.tolist()


def spoilt(name: str, value: object, row: int = 0) -> Survey:
    return broken(SAMPLE, name, lambda column: column.__setitem__(row, value))


WRONG = {
    "a weight of zero": (spoilt("weight", 0.0), CLUSTERED, "column 'weight' (1 of 400 rows)", "not above 0"),
    "a weight missing": (spoilt("weight", np.nan), CLUSTERED, "column 'weight' (1 of 400 rows)", "1 missing"),
    "a weight without end": (spoilt("weight", np.inf), CLUSTERED, "column 'weight'", "not finite"),
    "a value missing": (spoilt("income", np.nan), CLUSTERED, "column 'income' (1 of 400 rows)", ""),
    "a domain missing": (spoilt("region", ""), CLUSTERED, "column 'region' (1 of 400 rows)", ""),
    "no stratum": (spoilt("stratum", ""), CLUSTERED, "column 'stratum'", "1 rows without"),
    "a unit in two strata": (spoilt("stratum", "s9"), CLUSTERED, "column 'psu', unit", "2"),
    "no such column": (SAMPLE, ScanDesign("wieght"), "column 'wieght'", "wieght"),
    "weights in words": (SAMPLE, ScanDesign("region"), "column 'region'", "string"),
    "sizes that vary": (
        spoilt("units", 51), ScanDesign("weight", "stratum", "psu", "units"), "column 'units', stratum", "to",
    ),
    "sizes too small": (
        SAMPLE.with_(units=np.full(400, 3)), ScanDesign("weight", "stratum", "psu", "units"), "stratum 's0'", "3",
    ),
    "sizes missing": (
        SAMPLE.with_(units=np.where(np.arange(400) < 2, np.nan, 99)), ScanDesign("weight", "stratum", "psu", "units"),
        "column 'units'", "2 without",
    ),
    "a replicate weight missing": (
        SAMPLE.with_(r3=np.where(np.arange(400) < 2, np.nan, 1.0)), ScanDesign("weight", replicates=COLUMNS),
        "2 of 400 rows", "no value",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_its_place(name: str) -> None:
    sample, design, where, got = WRONG[name]
    with pytest.raises(InputError) as raised:
        figures_from(sample.table, [mean("income", by=["region"])], design=design)
    assert where in raised.value.where
    assert got in str(raised.value.got)
    assert raised.value.expected


def test_a_misspelt_column_is_guessed() -> None:
    with pytest.raises(InputError, match="Did you mean 'weight'"):
        figures_from(SAMPLE.table, [mean("income")], design=ScanDesign("wieght"))


def test_a_lonely_unit_is_an_error_that_names_its_stratum() -> None:
    with pytest.raises(EstimationError, match="stratum 'alone' \\(2 of 7 strata\\)"):
        figures_from(lonely_sample().table, [mean("income")], design=CLUSTERED)


def test_a_stray_level_is_an_error() -> None:
    with pytest.raises(InputError, match="none of its levels"):
        figures_from(SAMPLE.table, [proportions("answer", levels=[1, 2])], design=CLUSTERED)


def test_lonely_rows_in_domains_are_refused() -> None:
    design = ScanDesign("weight", strata="stratum", lonely=LonelyUnits("adjust", in_domains=True))
    with pytest.raises(EstimationError, match="by primary unit"):
        figures_from(SAMPLE.table, [mean("income")], design=design)


WHOLE = np.random.default_rng(11).integers(0, 50, 400).astype(np.float64)
FAR_AWAY = {
    "units": CLUSTERED,
    "rows": STRATIFIED,
    "replicates": ScanDesign("weight", replicates=COLUMNS),
    "replicates around the estimate": ScanDesign("weight", replicates=replace(COLUMNS, mse=True)),
    "raked rows": ScanDesign("weight", strata="stratum", margins=(KnownMargin("sex", {"f": 900.0, "m": 1100.0}),)),
}


@pytest.mark.parametrize("name", FAR_AWAY)
@pytest.mark.parametrize(("far", "kind"), [(1e9, np.float64), (1e9, np.int64), (2020.0, np.int64)])
@pytest.mark.parametrize("by_rows", [True, False])
def test_a_mean_far_from_zero_loses_no_digits(name: str, far: float, kind: type, by_rows: bool) -> None:
    small = WHOLE if far > 1e6 else WHOLE % 3
    source = open_table(SAMPLE.with_(small=small.astype(kind), large=(small + far).astype(kind)).table)
    source = source if by_rows else replace(source, rows=lambda columns: None)
    (near,) = figures_from(source, [mean("small", by=["region"])], design=FAR_AWAY[name])
    found, totals = figures_from(
        source, [mean("large", by=["region"]), total("small", by=["sex"])], design=FAR_AWAY[name]
    )
    assert found.estimate - far == pytest.approx(near.estimate, rel=1e-6)
    assert found.covariance == pytest.approx(near.covariance, rel=1e-9, abs=1e-12)
    assert found.deff == pytest.approx(near.deff, rel=1e-9)
    assert totals.estimate.sum() == pytest.approx(total_of(name, small), rel=1e-12)


def total_of(name: str, values: np.ndarray) -> float:
    sex = SAMPLE.columns["sex"]
    weights = SAMPLE.columns["weight"]
    if FAR_AWAY[name].margins:
        known = FAR_AWAY[name].margins[0].totals
        weights = sum(
            np.where(sex == level, weights * known[level] / weights[sex == level].sum(), 0) for level in known
        )
    return float(weights @ values)


@pytest.mark.parametrize("design", [STRATIFIED, CLUSTERED])
def test_people_of_a_domain_who_are_all_alike_have_no_variance(design: ScanDesign) -> None:
    asia = SAMPLE.columns["region"] == "asia"
    sample = SAMPLE.with_(alike=np.where(asia, 7.3, 5 + WHOLE / 25))
    (found,) = figures_from(sample.table, [mean("alike", by=["region"])], design=design)
    assert found.names[0] == "alike|region=asia"
    assert found.estimate[0] == pytest.approx(7.3)
    assert found.se[0] == pytest.approx(0, abs=1e-9)
    assert [limit[0] for limit in found.ci] == pytest.approx([7.3, 7.3])
    alike = statistics.mean(sample.numbers("alike"), domains=sample.domains("region"))
    memory = estimate(sample.linearised(clusters=design.psu is not None), alike)
    assert found.se[1:] == pytest.approx(memory.se[1:], rel=1e-10)
    assert found.deff[1:] == pytest.approx(memory.deff[1:], rel=1e-10)
