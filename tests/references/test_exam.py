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


STORED = {
    "city": {
        "city_mean", "city_total", "city_domain", "city_ciprop", "city_weights", "trend", "trend_fdr", "allocation",
    },
    "synthetic": {"unequal", "replicates", "tests", "models", "two_phases"},
    "breadth": {"two_phases", "families", "domains"},
    "stages": {"later_strata", "two_phases"},
}  # fmt: skip
NOT_STORED = {("city", "allocation"): 31}
"""Numbers that need the gross sample; `test_r_survey` has them from the sizes that R tells."""


@pytest.mark.parametrize("folder", STORED)
def test_the_stored_references_are_equal(folder: str) -> None:
    families = run(Path(__file__).parent / folder)
    assert [line for family in families.values() for line in family.differing] == []
    assert {name: family.not_supported for name, family in families.items()} == {
        name: NOT_STORED.get((folder, name), 0) for name in families
    }
    assert STORED[folder] == set(families)


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


def test_population_sizes_may_be_fractions(tmp_path: Path) -> None:
    folder = write(tmp_path, estimate=2.0)
    content = json.loads((folder / "cases.json").read_text())
    content["designs"]["d"]["fpc"] = ["f"]
    content["cases"][0]["expect"]["covariance"] = [[(1 - 0.25) / 3]]
    (folder / "cases.json").write_text(json.dumps(content))
    (folder / "d.csv").write_text("y,f\n1,0.25\n2,0.25\n3,0.25\n")
    assert run(folder)["mean"].equal == 2


def test_a_contrast_may_be_written_as_arithmetic(tmp_path: Path) -> None:
    folder = write(tmp_path, estimate=2.0)
    content = json.loads((folder / "cases.json").read_text())
    options = {"of": "mean", "function": "`y` / (z + 1)^2"}
    expected = {"names": ["contrast"], "estimate": [2 / 36]}
    content["cases"][0] |= {"statistic": "contrast", "variables": ["y", "z"], "options": options, "expect": expected}
    (folder / "cases.json").write_text(json.dumps(content))
    (folder / "d.csv").write_text("y,z\n1,4\n2,5\n3,6\n")
    assert run(folder)["mean"].equal == 1


def changed(folder: Path, *, case: dict | None = None, design: dict | None = None, data: str | None = None) -> Path:
    write(folder, estimate=2.0)
    content = json.loads((folder / "cases.json").read_text())
    content["cases"][0] |= {"expect": {"estimate": [2.0]}} | (case or {})
    content["designs"]["d"] |= design or {}
    (folder / "cases.json").write_text(json.dumps(content))
    (folder / "d.csv").write_text("y,g,t,b\n1,1,u,TRUE\n2,1,v,FALSE\n3,2,u,TRUE\n" if data is None else data)
    return folder


def verdict(folder: Path) -> tuple[int, int, int]:
    (family,) = run(folder).values()
    return family.equal, family.different, family.not_supported


@pytest.mark.parametrize(
    ("case", "data", "expected"),
    [
        ({"expect": {}}, None, (0, 0, 0)),
        ({"expect": None}, None, (0, 0, 0)),
        ({"expect": {"estimate": [None]}}, None, (0, 1, 0)),
        ({"expect": {"estimate": ["Inf"]}}, None, (0, 1, 0)),
        ({"expect": {"estimate": ["two"]}}, None, (0, 0, 1)),
        ({"tolerance": None, "tolerance_by_field": None, "absolute_tolerance": None, "family": None}, None, (1, 0, 0)),
        ({}, "y,g\n1\n2,3\n", (0, 0, 1)),
        ({}, "", (0, 0, 1)),
        ({"options": {"na_rm": True}}, "y\n1\nNA\n3\n", (1, 0, 0)),
        ({"variables": ["nowhere"]}, None, (0, 0, 1)),
        ({"options": "none"}, None, (0, 0, 1)),
        *(({"options": {key: value}}, None, (0, 0, 1)) for key, value in [
            ("level", "high"), ("level", 95), ("df", "many"), ("df", True), ("mse", "no"), ("deff", [1]),
            ("na_rm", "yes"),
        ]),
        ({"statistic": "cdf", "options": {"points": "x"}}, None, (0, 0, 1)),
        ({"statistic": "quantile", "options": {"probabilities": 0.5, "qrule": "math"}}, None, (0, 0, 1)),
    ],
)  # fmt: skip
def test_an_odd_folder_never_ends_the_exam(tmp_path: Path, case, data, expected) -> None:
    assert verdict(changed(tmp_path, case=case, data=data)) == expected


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = changed(tmp_path)
    (folder / "d.csv").unlink()
    assert dict(run(folder)["mean"].reasons) == {"no file d.csv": 1}


@pytest.mark.parametrize(
    ("name", "levels"),
    [("g", [1, 2]), ("g", ["1", "2"]), ("b", [True, False]), ("t", [1, "x"]), ("z", [True, False])],
)
def test_levels_may_be_of_another_type_than_their_column(tmp_path: Path, name: str, levels: list) -> None:
    expect = {"estimate": [1 / 3, 2 / 3] if name == "t" else [2 / 3, 1 / 3]}
    case = {"statistic": "proportion", "variables": [name], "levels": {name: levels}, "expect": expect}
    data = "y,g,t,b,z\n1,1,x,TRUE,1\n2,1,x,FALSE,0\n3,2,1,TRUE,1\n"
    assert verdict(changed(tmp_path, case=case, data=data)) == (2, 0, 0)


@pytest.mark.parametrize(
    ("condition", "estimate"),
    [
        (["g", "!=", 2], 1.5), (["g", "in", [1]], 1.5), (["g", "%in%", 1, 2], 2.0), (["g", "not in", [2]], 1.5),
        (["h", "is null"], 2.0), (["h", "IS NULL", None], 2.0), (["h", "is not null"], 2.0), (["b", "==", True], 2.0),
        (["t", "!=", "u"], 2.0), (["g", "!=", "x"], 2.0),
    ],
)  # fmt: skip
def test_conditions_by_their_other_names(tmp_path: Path, condition: list, estimate: float) -> None:
    case = {"where": [condition], "expect": {"estimate": [estimate]}}
    data = "y,g,t,b,h\n1,1,u,TRUE,4\n2,1,v,FALSE,\n3,2,u,TRUE,4\n"
    assert verdict(changed(tmp_path, case=case, data=data)) == (1, 0, 0)


@pytest.mark.parametrize(
    "condition", [["t", ">", 1], ["g", "between", 1, 2], ["g", "==", None], ["g", "==", [1]], ["g"], "g == 1"]
)
def test_conditions_of_no_known_meaning_are_not_supported(tmp_path: Path, condition: object) -> None:
    assert verdict(changed(tmp_path, case={"where": [condition]})) == (0, 0, 1)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("pweight,a,b,c", (2, 0, 0)),
        ("weight,r1,r2,r3", (2, 0, 0)),
        ("w,rep1,rep2,rep3", (2, 0, 0)),
        ("pweight,r1,r2,r3,id", (2, 0, 0)),
        ("mass,a,b,c", (0, 0, 2)),
    ],
)
def test_replicate_weights_by_other_names(tmp_path: Path, head: str, expected: tuple) -> None:
    step = {"step": "replicates", "type": "JK1", "file": "r.csv", "scale": 2 / 3, "rscales": [1, 1, 1], "mse": False}
    design = {"kind": "replicate", "steps": [step], "lonely_psu": "remove", "weights": "w"}
    folder = changed(tmp_path, design=design, case={"expect": {"estimate": [2.0], "se": [3**-0.5]}})
    rows = [[1, 0, 1.5, 1.5, 7], [1, 1.5, 0, 1.5, 8], [1, 1.5, 1.5, 0, 9]]
    lines = [",".join(map(str, row[: len(head.split(","))])) for row in rows]
    (folder / "r.csv").write_text("\n".join([head, *lines]))
    assert verdict(folder) == expected


@pytest.mark.parametrize(("rule", "scale"), [("remove", 1.0), ("average", 5 / 4)])
def test_scales_of_a_base_design_with_a_rule_for_lonely_units(tmp_path: Path, rule: str, scale: float) -> None:
    """As R's jknweights: strata of 2, 2 and 1 units; df is the rank of the replicate weights less one."""
    step = {"step": "replicates", "type": "JKn", "file": "r.csv", "scale": scale, "rscales": [0.5] * 4, "mse": False}
    design = {"kind": "replicate", "steps": [step], "lonely_psu": rule, "weights": "w", "strata": ["h"]}
    case = {"statistic": "replicate_scale", "variables": [], "expect": {"scale": scale, "rscales": [0.5] * 4, "df": 2}}
    data = "w,h\n1,1\n1,1\n1,2\n1,2\n1,3\n"
    folder = changed(tmp_path, design=design, case=case, data=data)
    (folder / "r.csv").write_text("pweight,a,b,c,d\n1,0,2,1,1\n1,2,0,1,1\n1,1,1,0,2\n1,1,1,2,0\n1,1,1,1,1\n")
    assert verdict(folder) == (6, 0, 0)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"tolerance": "narrow"}, "tolerance ('narrow', 1e-12)"),
        ({"variables": 7}, "TypeError: 'int' object is not iterable"),
        ({"expect": [1.0, 2.0]}, "AttributeError: 'list' object has no attribute 'get'"),
        ({"design": "another"}, "KeyError: 'another'"),
    ],
)
def test_a_description_of_another_shape_is_not_supported(tmp_path: Path, changed: dict, reason: str) -> None:
    file = write(tmp_path, estimate=2.0) / "cases.json"
    content = json.loads(file.read_text())
    content["cases"] = [content["cases"][0] | changed, content["cases"][0], "no case"]
    file.write_text(json.dumps(content))
    family = run(tmp_path)["mean"]
    assert (family.cases, family.numbers, family.equal, family.not_supported, family.different) == (2, 4, 2, 2, 0)
    assert dict(family.reasons) == {reason: 1}


def test_options_and_steps_may_be_written_in_the_words_of_r(tmp_path: Path) -> None:
    # The weights 1, 1, 1 of 1, 2, 3 become 1/2, 1, 3/2 where the total is to be 7: a mean of 7/3.
    file = write(tmp_path, estimate=7 / 3) / "cases.json"
    content = json.loads(file.read_text())
    population = {"(Intercept)": 3, "y": 7}
    step = {"step": "greg", "calfun": "linear", "terms": ["(Intercept)", "y"], "population": population, "maxit": 50}
    content["designs"]["d"]["steps"] = [step]
    content["cases"][0] |= {"options": {"na.rm": True}, "expect": {"estimate": [7 / 3]}}
    file.write_text(json.dumps(content))
    assert run(tmp_path)["mean"].equal == 1
