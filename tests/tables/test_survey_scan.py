"""A large file is scanned where a scan gives the figures of memory; where it cannot, memory serves."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.surveys.requests import Request
from querschnitt.tables.survey_design import DesignFile
from querschnitt.tables.survey_file import read_survey_file
from querschnitt.tables.survey_scan import figures_by_scan

ROWS = 240
DESIGNS: dict[str, dict[str, Any]] = {
    "weights": {"weights": "w"},
    "strata": {"weights": "w", "strata": "district"},
    "clusters": {"weights": "w", "strata": "district", "clusters": ("house",), "population_sizes": ("houses",)},
    "lonely": {"weights": "w", "strata": "school", "clusters": ("school",), "lonely": "adjust"},
}
LEAVE_OUT = (("missing", "leave_out"),)
REQUESTS = (
    Request("mean", ("rooms",)),
    Request("total", ("rooms", "persons"), options=(("by", ("sex",)),)),
    Request("ratio", ("rooms",), ("persons",), (("by", ("sex", "district")),)),
    Request("mean", ("income",), options=(("by", "sex"), *LEAVE_OUT)),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(7)
    income = rng.normal(900, 200, ROWS)
    row = np.arange(ROWS)
    columns = {
        "w": rng.uniform(1, 14, ROWS),
        "district": [f"d{number % 4}" for number in row],
        "house": row // 4 % 12 * 4 + row % 4,
        "houses": np.full(ROWS, 40.0),
        "school": row % 3,
        "sex": ["f" if number % 5 < 2 else "m" for number in row],
        "rooms": rng.integers(1, 6, ROWS),
        "persons": rng.integers(1, 5, ROWS),
        "income": pa.array(income, mask=income < 700),
    }
    parquet.write_table(pa.table(columns), made := tmp_path_factory.mktemp("scan") / "answers.parquet")
    return made


def design(name: str) -> DesignFile:
    return DesignFile("design.toml", DESIGNS[name], {}, (), ())


@pytest.mark.parametrize("name", DESIGNS)
def test_a_scan_gives_the_figures_of_memory(path: Path, name: str) -> None:
    scanned = figures_by_scan(path, design(name), REQUESTS, least=1)
    assert scanned is not None
    people = design(name).survey(read_survey_file(path))
    for request, ours in zip(REQUESTS, scanned, strict=True):
        memory = request.figures(people)
        assert (ours.names, ours.notes, ours.n.tolist()) == (memory.names, memory.notes, memory.n.tolist())
        for column in ("estimate", "se", "weighted_n", "deff", "n_eff"):
            assert getattr(ours, column) == pytest.approx(getattr(memory, column), rel=1e-10), column
        assert ours.df == memory.df


@pytest.mark.parametrize(
    "request_",
    [
        Request("quantile", ("income",), (0.5,)),
        Request("mean", ("sex",)),
        Request("mean", ("rooms",), options=(("where", ("persons > 1",)),)),
        Request("mean", ("rooms",), options=(("by", ("income",)),)),
        Request("mean", ("rooms",), options=(("by", ("school",)), ("where", ("persons > 1",)))),
        Request("mean", ("nowhere",)),
    ],
)
def test_what_a_scan_cannot_do_is_left_to_memory(path: Path, request_: Request) -> None:
    assert figures_by_scan(path, design("strata"), [REQUESTS[0], request_], least=1) is None


def test_few_rows_and_other_designs_are_left_to_memory(path: Path) -> None:
    assert figures_by_scan(path, design("strata"), REQUESTS, least=ROWS + 1) is None
    steps = (("trim", {"upper": 5.0}),)
    assert figures_by_scan(path, DesignFile("d", {"weights": "w"}, {}, steps, ()), REQUESTS, least=1) is None
    two = DesignFile("d", {"weights": "w", "clusters": ("school", "house")}, {}, (), ())
    assert figures_by_scan(path, two, REQUESTS, least=1) is None


def test_missing_values_are_refused_as_memory_refuses_them(path: Path) -> None:
    with pytest.raises(InputError, match="A value is missing.*column 'income'"):
        figures_by_scan(path, design("strata"), [Request("mean", ("income",))], least=1)
