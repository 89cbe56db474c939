"""A large file is scanned where a scan gives the figures of memory; where it cannot, memory serves."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.requests import Request
from querschnitt.tables.survey_design import DesignFile
from querschnitt.tables.survey_file import read_survey_file
from querschnitt.tables.survey_scan import figures_by_scan

ROWS = 240
DESIGNS: dict[str, dict[str, Any]] = {
    "weights": {"weights": "w"},
    "strata": {"weights": "w", "strata": "district"},
    "clusters": {"weights": "w", "strata": "district", "clusters": ("house",), "population_sizes": ("houses",)},
    "lonely": {"weights": "w", "strata": "school", "clusters": ("block",), "lonely": "adjust"},
    "replicates": {"weights": "w", "replicates": "rw*", "kind": "jk1"},
    "replicates around the estimate": {"weights": "w", "replicates": ["rw?"], "scale": 0.8, "mse": True},
    "factors of the weights": {"weights": "w", "replicates": ["f?"], "kind": "fay", "fay": 0.3, "factors": True},
}
LEAVE_OUT = ("missing", "leave_out")
REQUESTS = {
    "mean": Request("mean", ("rooms",)),
    "two totals by group": Request("total", ("rooms", "persons"), options=(("by", ("sex",)),)),
    "ratio by crossed groups": Request("ratio", ("rooms",), ("persons",), (("by", ("sex", "district")),)),
    "missing values": Request("mean", ("income",), options=(("by", "sex"), LEAVE_OUT)),
    "a level": Request("mean", ("rooms",), options=(("level", 0.9), ("df", 12.0))),
    "shares": Request("proportion", ("rooms",), options=(("by", ["sex"]),)),
    "shares of two": Request("proportion", ("rooms", "sex"), options=(("level", 0.8), ("interval", "beta"))),
    "shares of codes": Request("proportion", ("code",), options=(LEAVE_OUT, ("interval", "likelihood"))),
    "shares of yes": Request("proportion", ("yes",), options=(("by", "code"), ("interval", "wilson"))),
    "everybody": Request("proportion", ("all",), options=(("by", "district"),)),
    "categories": Request("mean", ("sex", "rooms"), options=(("by", "yes"),)),
    "groups that some lack": Request("total", ("persons", "yes"), options=(("by", ("code", "sex")),)),
    "a condition": Request("mean", ("rooms",), options=(("where", ("persons > 1",)),)),
    "a condition of two": Request("ratio", ("rooms",), ("persons",), (("where", ["persons in 2,3", "sex != m"]),)),
    "a condition on what is missing": Request("mean", ("rooms",), options=(("where", "income < 900"), ("by", "code"))),
    "a condition, and missing values": Request(
        "proportion", ("code",), options=(("where", ("income >= 800", "yes == 1")), LEAVE_OUT, ("by", "sex"))
    ),
    "a condition that leaves nothing missing": Request("mean", ("income",), options=(("where", "income > 0"),)),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(7)
    income, weights = rng.normal(900, 200, ROWS), rng.uniform(1, 14, ROWS)
    row = np.arange(ROWS)
    columns = {
        "w": weights,
        "district": [f"d{number % 4}" for number in row],
        "house": row // 4 % 12 * 4 + row % 4,
        "houses": np.full(ROWS, 40.0),
        "school": row % 3,
        "block": row % 3 * 10 + np.where(row % 3 == 0, 0, row // 3 % 4),
        "sex": ["f" if number % 5 < 2 else "m" for number in row],
        "rooms": rng.integers(1, 6, ROWS),
        "persons": rng.integers(1, 5, ROWS),
        "income": pa.array(income, mask=income < 700),
        "code": pa.array(np.where(row % 7 == 0, np.nan, row % 3 + 9.0)),
        "yes": pa.array(rng.uniform(size=ROWS) < 0.4),
        "all": np.where(row % 4 == 0, 1, rng.integers(0, 2, ROWS)),
    }
    kept = (row // 5 % 6)[:, None] != np.arange(6)
    columns |= {f"rw{number}": weights * kept[:, number] * 1.2 for number in range(6)}
    columns |= {f"f{number}": kept[:, number] * 1.2 for number in range(6)}
    parquet.write_table(pa.table(columns), made := tmp_path_factory.mktemp("scan") / "answers.parquet")
    return made


def design(name: str) -> DesignFile:
    return DesignFile("design.toml", DESIGNS[name], {}, (), ())


def assert_same(ours: Figures, memory: Figures) -> None:
    assert (ours.names, ours.notes, ours.n.tolist()) == (memory.names, memory.notes, memory.n.tolist())
    for column in ("estimate", "se", "weighted_n", "deff", "n_eff"):
        told = slice(None) if column != "n_eff" else ~(memory.deff < 1e-9)  # over a trace of variance n_eff is noise
        found, wanted = getattr(ours, column)[told], getattr(memory, column)[told]
        assert found == pytest.approx(wanted, rel=1e-10, abs=1e-12, nan_ok=True), column
    assert (ours.df, ours.level, ours.method) == (memory.df, memory.level, memory.method)
    for one, other in zip(ours.ci, memory.ci, strict=True):
        assert one == pytest.approx(other, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_scan_gives_the_figures_of_memory(path: Path, name: str) -> None:
    scanned = figures_by_scan(path, design(name), list(REQUESTS.values()), least=1)
    assert scanned is not None
    people = design(name).survey(read_survey_file(path))
    for request, ours in zip(REQUESTS.values(), scanned, strict=True):
        assert_same(ours, request.figures(people))


@pytest.mark.parametrize("interval", ["logit", "beta", "wilson", "likelihood", "asin", "xlogit", "mean"])
@pytest.mark.parametrize("name", ["clusters", "replicates"])
def test_every_interval_of_a_share_is_that_of_memory(path: Path, name: str, interval: str) -> None:
    request = Request("proportion", ("all",), options=(("by", "district"), ("interval", interval)))
    [ours] = figures_by_scan(path, design(name), [request], least=1) or [None]
    assert ours is not None
    memory = request.figures(design(name).survey(read_survey_file(path)))
    assert_same(ours, memory)
    assert any("beta" in note for note in memory.notes) == (interval not in ("beta", "wilson"))  # of d0 all say 1


@pytest.mark.parametrize(
    "request_",
    [
        Request("quantile", ("income",), (0.5,)),
        Request("mean", ("rooms",), options=(("by", ("income",)), ("where", "income > 0"))),
        Request("proportion", ("income",), options=(LEAVE_OUT,)),
        Request("ratio", ("rooms",), ("sex",)),
    ],
)
def test_what_a_scan_cannot_do_is_left_to_memory(path: Path, request_: Request) -> None:
    assert figures_by_scan(path, design("strata"), [REQUESTS["mean"], request_], least=1) is None


def test_few_rows_and_other_designs_are_left_to_memory(path: Path) -> None:
    requests = list(REQUESTS.values())
    assert figures_by_scan(path, design("strata"), requests, least=ROWS + 1) is None
    steps = (("trim", {"upper": 5.0}),)
    assert figures_by_scan(path, DesignFile("d", {"weights": "w"}, {}, steps, ()), requests, least=1) is None
    several = {"weights": "w", "clusters": ("school", "house")}
    for told in (several, several | {"strata": ["district", "sex"]}, {"weights": "yes"}, {"probabilities": "f0"}):
        assert figures_by_scan(path, DesignFile("d", told, {}, (), ()), requests, least=1) is None
    ordered = DesignFile("d", {"weights": "w"}, {"sex": ("m", "f")}, (), ())
    assert figures_by_scan(path, ordered, [REQUESTS["shares of two"]], least=1) is None


def with_rows(*options: tuple[str, Any]) -> Request:
    return Request("mean", ("rooms",), options=options)


@pytest.mark.parametrize(
    "request_",
    [
        with_rows(("where", "persons > 9")),
        with_rows(("where", "sex == w")),
        with_rows(("where", ("sex in f,x",))),
        with_rows(("where", "persons == 9")),
        with_rows(("where", "persons == x")),
        with_rows(("where", "sex > 3")),
        with_rows(("where", "person > 3")),
        with_rows(("by", "sexx")),
        Request("mean", ("room",)),
        Request("ratio", ("rooms",), ("person",)),
        Request("mean", ("income",), options=(("where", "income == 3"),)),
    ],
)
def test_a_mistake_is_refused_in_the_words_of_memory(path: Path, request_: Request) -> None:
    with pytest.raises(InputError) as memory:
        request_.figures(design("strata").survey(read_survey_file(path)))
    with pytest.raises(InputError) as scanned:
        figures_by_scan(path, design("strata"), [request_], least=1)
    assert str(scanned.value) == str(memory.value)


def test_missing_values_are_refused_and_counted_among_the_rows_that_count(path: Path) -> None:
    with pytest.raises(InputError, match=r"'income' has missing values. Place: \d+ rows.*leave_out"):
        figures_by_scan(path, design("strata"), [Request("mean", ("income",))], least=1)


def test_a_column_that_numbers_the_rows_makes_no_groups(tmp_path: Path) -> None:
    rows = {"w": np.ones(1001), "id": np.arange(1001), "y": np.ones(1001)}
    parquet.write_table(pa.table(rows), path := tmp_path / "keyed.parquet")
    with pytest.raises(InputError, match=r"'id' has too many levels. Place: by.*1,001"):
        figures_by_scan(path, design("weights"), [Request("mean", ("y",), options=(("by", "id"),))], least=1)


def test_a_factor_that_is_asked_for_stays_what_it_is(path: Path) -> None:
    request = Request("mean", ("f0", "f1"), options=(("by", "sex"),))
    [ours] = figures_by_scan(path, design("factors of the weights"), [request], least=1) or [None]
    assert ours is not None
    assert_same(ours, request.figures(design("factors of the weights").survey(read_survey_file(path))))


def test_lonely_rows_in_domains_are_left_to_memory(path: Path) -> None:
    alone = {"weights": "w", "strata": "district", "lonely": "adjust", "lonely_in_domains": True}
    file = DesignFile("design.toml", alone, {}, (), ())
    assert figures_by_scan(path, file, [REQUESTS["mean"]], least=1) is None
