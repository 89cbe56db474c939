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


def test_the_stored_synthetic_references_are_equal() -> None:
    families = run(Path(__file__).parent / "synthetic")
    assert [line for family in families.values() for line in family.differing] == []
    assert [family.not_supported for family in families.values()] == [0] * len(families)
    assert {"unequal", "replicates", "tests", "models", "two_phases"} == set(families)


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


@pytest.mark.parametrize(
    ("place", "change", "reason"),
    [
        ("case", {"options": {"shrink": 0.5}}, "mean: option shrink"),
        ("case", {"filter": "y > 1"}, "mean: field filter"),
        ("case", {"options": {"deff": "crystal"}}, "deff crystal"),
        ("case", {"variables": ["z"]}, "column z"),
        ("design", {"pps": {"method": "brewer", "psum": 0.2}, "probs": "p"}, "pps psum"),
        ("design", {"pps": {"method": "HT"}, "probs": "p"}, "pps HT without joint probabilities"),
        ("design", {"pps": {"method": "tarot"}}, "pps tarot"),
        ("design", {"kind": "crystal"}, "designs of kind crystal"),
        ("design", {"season": "spring"}, "designs with season"),
        ("design", {"steps": [{"step": "trim", "lower": 1, "upper": 9, "stage": 2}]}, "step trim with stage"),
    ],
)  # fmt: skip
def test_what_would_be_overlooked_is_not_supported(tmp_path: Path, place: str, change: dict, reason: str) -> None:
    folder = write(tmp_path, estimate=2.0)
    content = json.loads((folder / "cases.json").read_text())
    target = content["cases"][0] if place == "case" else content["designs"]["d"]
    target.update(change)
    (folder / "cases.json").write_text(json.dumps(content))
    (folder / "d.csv").write_text("y,p\n1,0.2\n2,0.3\n3,0.5\n")
    family = run(folder)["mean"]
    assert (family.equal, family.different) == (0, 0)
    assert dict(family.reasons) == {reason: 1}


@pytest.mark.parametrize("written", ["matrix", "file", "list", "columns"])
def test_joint_probabilities_are_read_however_they_are_written(tmp_path: Path, written: str) -> None:
    joint = [[0.5, 0.2, 0.1], [0.2, 0.4, 0.15], [0.1, 0.15, 0.3]]
    folder = write(tmp_path, estimate=2.0)
    content = json.loads((folder / "cases.json").read_text())
    given: object = "joint.csv"
    if written == "matrix":
        given = joint
    elif written == "columns":
        given = ["j1", "j2", "j3"]
        rows = [[y, *row] for y, row in zip((1, 2, 3), joint, strict=True)]
        (folder / "d.csv").write_text("\n".join(["y,j1,j2,j3", *(",".join(map(str, row)) for row in rows)]))
    elif written == "list":
        rows = [[i, j, joint[i][j]] for i in range(3) for j in range(3)]
        (folder / "joint.csv").write_text("\n".join(["i,j,p", *(",".join(map(str, row)) for row in rows)]))
    else:
        (folder / "joint.csv").write_text("\n".join(["a,b,c", *(",".join(map(str, row)) for row in joint)]))
    content["designs"]["d"]["pps"] = {"method": "YG", "joint": given}
    y, p = [1.0, 2.0, 3.0], [0.5, 0.4, 0.3]
    u = [value / chance for value, chance in zip(y, p, strict=True)]
    pairs = ((p[i] * p[j] - joint[i][j]) / joint[i][j] * (u[i] - u[j]) ** 2 for i in range(3) for j in range(i))
    own = sum(u[i] ** 2 * (1 - p[i] - sum(_check(joint, i, j) for j in range(3))) for i in range(3))
    across = sum(_check(joint, i, j) * u[i] * u[j] for i in range(3) for j in range(3) if i != j)
    variance = sum(pairs)
    assert variance == pytest.approx(own + across)
    case = content["cases"][0] | {
        "statistic": "total",
        "expect": {"names": ["y"], "estimate": [sum(u)], "se": [variance**0.5]},
    }
    content["cases"] = [case | {"family": "total"}]
    (folder / "cases.json").write_text(json.dumps(content))
    assert run(folder)["total"].differing == []
    assert run(folder)["total"].equal == 2


def _check(joint: list[list[float]], i: int, j: int) -> float:
    return 1 - joint[i][i] if i == j else 1 - joint[i][i] * joint[j][j] / joint[i][j]


def test_names_in_another_order_are_found(tmp_path: Path) -> None:
    folder = write(tmp_path, estimate=2.0)
    content = json.loads((folder / "cases.json").read_text())
    content["cases"][0] |= {"variables": ["y", "z"], "expect": {"names": ["z", "y"], "estimate": [5.0, 2.0]}}
    (folder / "cases.json").write_text(json.dumps(content))
    (folder / "d.csv").write_text("y,z\n1,4\n2,5\n3,6\n")
    assert run(folder)["mean"].equal == 2


def test_a_wrong_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "cases.json" in capsys.readouterr().err
