"""The exam runs on the reference results beside the repository, and counts rightly."""

import json
from pathlib import Path

import pytest

from tests.references.exam import main, run, totals
from tests.references.r_survey import FOLDER, MISSING, OWN

EXPLAINED = {
    "strat_q_shahvaish": "an interval without width where the share is 1 (R marks it a quirk); ours says there is none",
}
HELD = [
    "total",
    "mean",
    "proportion",
    "ratio",
    "variance",
    "domain",
    "deff",
    "lonely",
    "cdf",
    "table",
    "city_mean",
    "city_total",
    "city_domain",
]


@pytest.mark.skipif(FOLDER == OWN, reason=MISSING)
def test_no_number_differs_from_r() -> None:
    families = run(FOLDER)
    differing = [line for family in families.values() for line in family.differing]
    assert [line for line in differing if line.partition(":")[0] not in EXPLAINED] == []
    counts = totals(families)
    assert counts["numbers"] == counts["equal"] + counts["different"] + counts["not_supported"]
    assert all(families[name].equal > 0 for name in HELD if name in families)


def write(folder: Path, *, estimate: float, statistic: str = "mean") -> Path:
    design = {
        "data": "d.csv",
        "kind": "taylor",
        "weights": None,
        "probs": None,
        "strata": [],
        "clusters": [],
        "fpc": [],
    }
    design |= {"nest": False, "lonely_psu": "fail", "pps": None, "where": None, "steps": []}
    case = {"id": "one", "family": statistic, "design": "d", "statistic": statistic, "variables": ["y"], "where": None}
    case |= {"denominators": [], "by": [], "levels": {}, "options": {}, "tolerance": 1e-8}
    case["expect"] = {"names": ["y"], "estimate": [estimate], "covariance": [[1 / 3]]}
    (folder / "d.csv").write_text("y\n1\n2\n3\n")
    (folder / "cases.json").write_text(json.dumps({"designs": {"d": design}, "cases": [case]}))
    return folder


def test_the_exam_tells_equal_from_different(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write(tmp_path, estimate=2.0))]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["total", "1", "2", "2", "0", "0"]
    assert main([str(write(tmp_path, estimate=2.001)), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["totals"] == {"cases": 1, "numbers": 2, "equal": 1, "different": 1, "not_supported": 0}
    assert found["families"][0]["differing"] == ["one: estimate[0] 2.0 instead of 2.001"]


def test_what_is_not_supported_says_so(tmp_path: Path) -> None:
    family = run(write(tmp_path, estimate=2.0, statistic="crystal ball"))["crystal ball"]
    assert (family.not_supported, family.different) == (2, 0)
    assert dict(family.reasons) == {"statistic crystal ball": 1}


def test_a_wrong_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "cases.json" in capsys.readouterr().err
