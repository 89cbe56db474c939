"""A design file describes the survey that Python would; its mistakes are named with their place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from querschnitt.core import estimation
from querschnitt.core.errors import QuerschnittError
from querschnitt.tables.survey_design import read_design_file
from querschnitt.tables.survey_file import SurveyTable
from tests.core.estimation.surveys.test_survey import DATA, NAMES, people

TABLE = SurveyTable(estimation.survey(DATA, **NAMES).columns.values)
DESIGN = '[design]\nweights = "w"\nstrata = "region"\nclusters = "block"\npopulation_sizes = ["blocks"]\n'
RAKE = '[[step]]\nkind = "rake"\nmargins = { sex = { f = 200, m = 230 }, "region" = { north = 220, south = 210 } }\n'


def read(folder: Path, text: str):
    path = folder / "design.toml"
    path.write_text(text, encoding="utf-8")
    return read_design_file(path)


def test_design_steps_and_levels_are_those_of_python(tmp_path):
    text = DESIGN + "[levels]\nschool = [3, 2, 1]\n" + RAKE
    text += '[[step]]\nkind = "replicate"\nmethod = "rao_wu"\ncount = 20\nseed = 3\n'
    made = read(tmp_path, text).survey(TABLE)
    margins = {"sex": {"f": 200, "m": 230}, "region": {"north": 220, "south": 210}}
    wanted = people().rake(margins).replicate("rao_wu", count=20, seed=3)
    np.testing.assert_array_equal(made.design.replicates.matrix, wanted.design.replicates.matrix)
    assert estimation.mean(made, "school").names == ("school=3", "school=2", "school=1")


def test_all_that_can_be_asked_for(tmp_path):
    asked = """
    [[estimate]]
    statistic = "quantile"
    variables = "income"
    probabilities = [0.25, 0.5]
    by = "sex"
    rule = "school"
    [[estimate]]
    statistic = "ratio"
    variables = "rent"
    denominators = "income"
    missing = "leave_out"
    where = ["sex == f", "income > 1000"]
    [[estimate]]
    statistic = "cdf"
    variables = "income"
    points = 2000
    """
    file = read(tmp_path, DESIGN + asked)
    quantile, ratio, cdf = (request.figures(file.survey(TABLE)) for request in file.requests)
    assert [request.title for request in file.requests][0] == "quantile of income by sex"
    np.testing.assert_array_equal(
        quantile.estimate, estimation.quantile(people(), "income", [0.25, 0.5], by="sex", rule="school").estimate
    )
    where = ["sex == f", "income > 1000"]
    assert ratio.se == estimation.ratio(people(), "rent", "income", where=where, missing="leave_out").se
    assert cdf.estimate == estimation.cdf(people(), "income", [2000]).estimate


def test_a_standardisation_is_a_step(tmp_path):
    step = '[[step]]\nkind = "standardise"\nby = "sex"\nshares = { f = 1, m = 3 }\nover = "region"\n'
    weights = read(tmp_path, DESIGN + step).survey(TABLE).weights
    expected = people().standardise("sex", {"f": 1, "m": 3}, over="region").weights
    np.testing.assert_array_equal(weights, expected)


def test_two_phases_may_be_drawn_in_stages(tmp_path):
    phases = '[design]\nweights = "w"\nobserved = "seen"\nsecond_clusters = ["block", "school"]\nreading = "joint"\n'
    phases += 'calibrated_to = "income"\ndistance = "raking"\nbounds = [0.5, 2]\n'
    seen = SurveyTable({**TABLE.columns, "seen": np.ones(len(DATA["w"]))})
    np.testing.assert_array_equal(read(tmp_path, phases).survey(seen).weights, DATA["w"])


def test_replicates_and_two_phases_have_keys_of_their_own(tmp_path):
    replicates = '[design]\nweights = "w"\nreplicates = ["block", "school"]\nkind = "jk1"\n'
    assert read(tmp_path, replicates).survey(TABLE).design.replicates.scale == 0.5
    phases = '[design]\nweights = "w"\nobserved = "seen"\n'
    seen = SurveyTable({**TABLE.columns, "seen": np.ones(len(DATA["w"]))})
    np.testing.assert_array_equal(read(tmp_path, phases).survey(seen).weights, DATA["w"])


WRONG = {
    "no design": ('q = "x"', "Unknown key 'q'.*docs/estimation.md"),
    "design missing": ("", "'design' is missing"),
    "a mistyped key": ('[design]\nweight = "w"', "Unknown key 'weight'.*Did you mean 'weights'"),
    "a number as a name": ("[design]\nweights = 3", "'weights' is of another kind.*quotation marks. Found: 3"),
    "an unknown step": (DESIGN + '[[step]]\nkind = "raking"', "Unknown word 'raking'.*step 1.*'rake'"),
    "a step without its margins": (DESIGN + '[[step]]\nkind = "rake"', "lacks 'margins'.*step 1"),
    "counts as texts": (
        DESIGN + '[[step]]\nkind = "post_stratify"\nby = "sex"\ntotals = { f = "many" }', "'totals' is of another kind",
    ),
    "levels that are none": (DESIGN + "[levels]\nsex = 3", "'sex' is of another kind"),
    "a table of levels": ("levels = 3\n" + DESIGN, "'levels' is of another kind"),
    "an unknown statistic": (
        DESIGN + '[[estimate]]\nstatistic = "median"\nvariables = "income"', "Unknown statistic 'median'",
    ),
    "an estimate of nothing": (DESIGN + '[[estimate]]\nstatistic = "mean"', "'variables' is missing.*estimate 1"),
    "a ratio over nothing": (
        DESIGN + '[[estimate]]\nstatistic = "ratio"\nvariables = "rent"', "A ratio needs denominators",
    ),
    "a mean with points": (
        DESIGN + '[[estimate]]\nstatistic = "mean"\nvariables = "rent"\npoints = 3', "'points' does not belong to 'm",
    ),
    "a column that is not there": ('[design]\nweights = "ww"', "column 'ww'. Place: design.toml, design, weights"),
    "a level without a count": (
        DESIGN + '[[step]]\nkind = "post_stratify"\nby = "sex"\ntotals = { f = 3 }', r"design.toml, step 1 \(post",
    ),
    "a value that is no level": (DESIGN + '[levels]\nsex = ["f"]', "'sex' has a value that is none of its levels"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_named_with_its_place(tmp_path, mistake):
    text, message = WRONG[mistake]
    with pytest.raises(QuerschnittError, match=message):
        made = read(tmp_path, text).survey(TABLE)
        estimation.mean(made, "sex")
