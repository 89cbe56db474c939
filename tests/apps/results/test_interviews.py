"""Where the uncertainty of a wave comes from: its replicate weights, or linearisation; persons, or the districts."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from pyarrow import parquet

from querschnitt.apps.register.models import Frame, SampledUnit
from querschnitt.apps.results.actions.collection import CLUSTER, collect, import_answers
from querschnitt.apps.results.actions.comparison import compare, read_comparison
from querschnitt.apps.results.actions.estimates import estimate
from querschnitt.apps.results.actions.interviews import interviews_of
from querschnitt.apps.results.actions.weights import weigh
from querschnitt.apps.results.models import Change, Collection, Estimate, Estimation, Weighting
from querschnitt.apps.results.queries.variance_words import variance_words
from querschnitt.apps.survey.models import Wave
from querschnitt.core.errors import StateError
from querschnitt.core.weighting.chain_replicates import FIXED_CLASSES, WITHOUT
from querschnitt.tables.items import kinds_of_microdata, read_items
from tests.apps.results.small_city import PLAN, City, answers_file

pytestmark = pytest.mark.django_db(databases=["identity", "answers", "statistics"])
ITEM, CODE = "life_satisfaction", "satisfied"
CHAIN, _, _ = PLAN.partition('[[step]]\nkind = "replicates"')
COMPARED = 'compare = {method = "propensity", terms = [["sex"], ["age_class"]]}\n'
UNCALIBRATED, _, _ = CHAIN.replace(COMPARED, "").partition('[[step]]\nkind = "calibration"')


def plan_of(text: str = PLAN) -> Mapping[str, object]:
    return tomllib.loads(text)


def columns_of(wave: str = "2020") -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return the answers of the usable interviews, and their weights."""
    table = parquet.read_table(Weighting.objects.get(wave=wave).file).to_pydict()
    answers = parquet.read_table(Collection.objects.get(wave=wave).file).to_pydict()
    rows = [answers["number"].index(number) for number in table["number"]]
    wanted = ("region", "sex", "stratum", CLUSTER, ITEM, "disadvantaged")
    columns = {name: np.array([answers[name][row] for row in rows]) for name in wanted if name in answers}
    return columns, np.array(table["weight"])


def se_by_hand(wave: str, chosen: np.ndarray, answered: np.ndarray) -> float:
    """Return the standard error of a share from the file of replicate weights."""
    table = parquet.read_table(Weighting.objects.get(wave=wave).replicates["file"])
    said = json.loads(table.schema.metadata[b"querschnitt.replicates"])
    shares = []
    for name in table.column_names[1:]:
        weights = table[name].to_numpy() * said["unit"]
        shares.append(weights[chosen & answered].sum() / weights[answered].sum())
    return float(np.sqrt(said["scale"] * np.sum((np.array(shares) - np.mean(shares)) ** 2)))


def satisfied(dimension: str = "total", domain: str = "total") -> Estimate:
    return Estimate.objects.get(wave="2020", variable=ITEM, category=CODE, dimension=dimension, domain=domain)


def test_a_standard_error_is_the_spread_over_the_replicates(city: City) -> None:
    columns, _ = columns_of()
    answered = np.array([value is not None for value in columns[ITEM]])
    for dimension, domain, inside in (("total", "total", answered), ("sex", "f", answered & (columns["sex"] == "f"))):
        row = satisfied(dimension, domain)
        assert row.se == pytest.approx(se_by_hand("2020", columns[ITEM] == CODE, inside))
        assert row.df is not None
        assert row.df <= 19  # twenty replicates


def test_with_replicates_too_it_is_known_how_much_of_each_stratum_answered(city: City) -> None:
    stages = interviews_of(Wave.objects.get(slug="2020"), plan=plan_of(), where="plan").stages
    persons = parquet.read_table(Frame.objects.get(wave="2020").file).to_pydict()["group"]
    strata = columns_of()[0]["stratum"]
    expected = [(strata == level).sum() / persons.count(level) for level in np.unique(strata)]
    assert stages.fractions(0) == pytest.approx(expected)
    assert min(expected) > 0


def test_changes_have_the_standard_errors_of_the_replicates_of_both_waves(city: City) -> None:
    change = Change.objects.get(wave="2020", variable="disadvantaged", dimension="total")
    columns, _ = columns_of("2016")
    answers = columns["disadvantaged"]
    assert change.before["se"] == pytest.approx(se_by_hand("2016", answers == "yes", np.isin(answers, ["yes", "no"])))
    stored = Estimate.objects.get(wave="2020", variable="disadvantaged", dimension="total")
    assert change.after["se"] == pytest.approx(stored.se)


@pytest.mark.urls("querschnitt.site.urls.statistics")
def test_what_the_figures_rest_on_is_kept_and_printed(city: City, office: Client) -> None:
    kept = Estimation.objects.get(wave="2020").variance
    assert (kept["method"], kept["replicates"], kept["second_phase"]) == ("bootstrap", 20, False)
    assert "20 sets of replicate weights (bootstrap)" in variance_words(kept, language="en")[0]
    assert "20 Sätze von Replikatgewichten (Bootstrap)" in variance_words(kept, language="de")[0]
    page = office.get("/wave/2020/results/").content.decode()
    assert "20 sets of replicate weights (bootstrap)" in page


def test_without_replicates_the_variance_is_by_linearisation_and_says_how_much_is_missing(city: City) -> None:
    Weighting.objects.update(replicates={})
    columns, _ = columns_of()
    found = interviews_of(Wave.objects.get(slug="2020"), plan=plan_of(CHAIN), where="plan")
    terms = len(set(columns["region"])) + len(set(columns["sex"])) - 1
    assert (found.uncertainty.method, found.uncertainty.terms) == ("linearisation", terms)
    estimate(wave=Wave.objects.get(slug="2020"), items=read_items(city.folder / "items.toml"), plan=plan_of(CHAIN),
             where="plan")  # fmt: skip
    kept = Estimation.objects.get(wave="2020").variance
    said = " ".join(variance_words(kept, language="en"))
    assert (
        f"With {terms} terms of calibration and 95 interviews such variances are about {100 * terms / 95:.1f} %" in said
    )
    assert "counts those who answered" in said


def test_replicates_of_another_weighting_are_refused(city: City) -> None:
    weighting = Weighting.objects.get(wave="2020")
    for sha256, file in (("0" * 64, weighting.replicates["file"]), (weighting.sha256, "/nowhere/r.parquet")):
        Weighting.objects.filter(wave="2020").update(
            replicates={**weighting.replicates, "sha256": sha256, "file": file}
        )
        with pytest.raises(StateError, match="not those that belong to the weights") as caught:
            interviews_of(Wave.objects.get(slug="2020"), plan=plan_of(), where="plan")
        assert caught.value.hint == "Run: querschnitt weigh"


@pytest.fixture
def districts(city: City, settings, tmp_path: Path) -> City:
    """Both waves as if people had been drawn in three districts of each stratum; files in a folder of their own."""
    shutil.copytree(settings.VAR, tmp_path / "var", ignore=shutil.ignore_patterns("letters", "published"))
    settings.VAR = tmp_path / "var"
    for wave in ("2020", "2016"):
        for unit in SampledUnit.objects.filter(sample__wave=wave):
            SampledUnit.objects.filter(pk=unit.pk).update(cluster=f"{unit.stratum} {unit.number % 3}")
    items = read_items(city.folder / "items.toml")
    collect(wave=Wave.objects.get(slug="2020"))
    import_answers(
        wave=Wave.objects.get(slug="2016"), file=city.folder / "answers-2016.csv",
        kinds=kinds_of_microdata("2016", items),
    )  # fmt: skip
    return city


def test_the_district_of_each_person_is_in_the_data_file(districts: City) -> None:
    known = dict(SampledUnit.objects.filter(sample__wave="2020").values_list("number", "cluster"))
    answers = answers_file()
    assert dict(zip(answers["number"], answers[CLUSTER], strict=True)) == known


def test_two_waves_in_districts_are_compared_by_replicates_of_districts(districts: City) -> None:
    items = read_items(districts.folder / "items.toml")
    waves = {slug: Wave.objects.get(slug=slug) for slug in ("2016", "2020")}
    plan = districts.folder / "weighting_districts.toml"
    plan.write_text(UNCALIBRATED + PLAN[len(CHAIN) :], encoding="utf-8")
    for wave in waves.values():
        weigh(wave=wave, plan_file=plan)
        estimate(wave=wave, items=items, plan=plan_of(plan.read_text()), where=plan.name)
    kept = Estimation.objects.get(wave="2020").variance
    assert (kept["clusters"], kept["notes"][:2]) == (True, [WITHOUT, FIXED_CLASSES])
    count = compare(
        wave=waves["2020"], earlier=waves["2016"], items=items, plans=dict.fromkeys(waves, plan),
        declared=read_comparison(districts.folder / "comparison_2016_2020.toml"),
    )  # fmt: skip
    assert count == districts.changes
    change = Change.objects.get(wave="2020", variable="disadvantaged", dimension="total")
    columns, _ = columns_of("2016")
    answers = columns["disadvantaged"]
    assert change.before["se"] == pytest.approx(se_by_hand("2016", answers == "yes", np.isin(answers, ["yes", "no"])))


def test_districts_by_linearisation_are_the_textbooks_units(districts: City, tmp_path: Path) -> None:
    """Sum over strata of c / (c - 1) times the squares of the districts' totals around their mean, c districts."""
    plan = tmp_path / "weighting.toml"
    plan.write_text(UNCALIBRATED, encoding="utf-8")
    wave = Wave.objects.get(slug="2020")
    weigh(wave=wave, plan_file=plan)
    estimate(wave=wave, items=read_items(districts.folder / "items.toml"), plan=plan_of(UNCALIBRATED), where=plan.name)
    columns, weights = columns_of()
    answered = np.array([value is not None for value in columns[ITEM]])
    share = weights[answered & (columns[ITEM] == CODE)].sum() / weights[answered].sum()
    residual = weights * answered * ((columns[ITEM] == CODE) - share) / weights[answered].sum()
    variance = 0.0
    for stratum in set(columns["stratum"]):
        inside = columns["stratum"] == stratum
        totals = [residual[inside & (columns[CLUSTER] == name)].sum() for name in set(columns[CLUSTER][inside])]
        c = len(totals)
        # a stratum with one district that answered: its deviation from zero
        variance += totals[0] ** 2 if c == 1 else c / (c - 1) * float(np.sum((np.array(totals) - np.mean(totals)) ** 2))
    assert satisfied().se == pytest.approx(np.sqrt(variance))
    said = " ".join(variance_words(Estimation.objects.get(wave="2020").variance, language="de"))
    assert "die gezogenen Gebiete oder Haushalte" in said
    assert "Bedingungen der Anpassung" not in said
