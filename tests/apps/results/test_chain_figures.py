"""Figures of the small city: weights, estimates, changes, release and report, each counted again from the files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from pyarrow import parquet

from querschnitt.apps.register.models import Frame
from querschnitt.apps.results.actions.estimates import items_in
from querschnitt.apps.results.actions.releases import release_findings
from querschnitt.apps.results.actions.reports import ReportSettings, write_report
from querschnitt.apps.results.models import Change, Estimate, Estimation, Publication, Weighting
from querschnitt.apps.results.queries.figures import figures_of
from querschnitt.apps.results.queries.names import Names
from querschnitt.apps.survey.queries import wave
from querschnitt.core.release import read_release
from querschnitt.tables.items import read_items
from querschnitt.tables.register import read_columns, read_groups
from querschnitt.tables.replicate_weights import read_replicates
from tests.apps.results.small_city import City, answers_file

pytestmark = pytest.mark.django_db(databases=["identity", "answers", "statistics"])


class TestWeights:
    def weights(self) -> tuple[np.ndarray, dict[str, list[object]]]:
        weighting = Weighting.objects.get(wave="2020")
        table = parquet.read_table(weighting.file).to_pydict()
        answers = answers_file()
        rows = [answers["number"].index(number) for number in table["number"]]
        return np.array(table["weight"]), {name: [values[row] for row in rows] for name, values in answers.items()}

    def test_replicates_meet_the_margins_and_stand_beside_the_weights(self, city: City) -> None:
        weighting = Weighting.objects.get(wave="2020")
        weights, usable = self.weights()
        replicates = read_replicates(Path(weighting.replicates["file"]), weights)
        assert (weighting.replicates["count"], replicates.matrix.shape[1]) == (20, 20)
        women = np.array(usable["sex"]) == "f"
        # in the file they are whole thousandths of a person
        assert replicates.matrix[women].sum(axis=0) == pytest.approx(np.full(20, weights[women].sum()), abs=0.1)
        assert all(len(set(row)) > 1 for row in replicates.matrix.tolist())

    def test_the_steps_are_stored_with_their_reports(self, city: City) -> None:
        weighting = Weighting.objects.get(wave="2020")
        base, nonresponse, raking = weighting.steps
        assert (base["name"], base["n"]) == ("base", 150)
        assert nonresponse["comparison"]["methods"] == ["classes", "propensity"]
        assert all(line["after"] == pytest.approx(line["known"]) for line in raking["margins"])
        sex = [level for level in weighting.levels if level["variable"] == "sex"]
        assert sum(level["n"] for level in sex) == weighting.n
        assert all(level["after"] == pytest.approx(level["known"]) for level in sex)

    def test_weights_sum_to_the_target_population_on_each_margin(self, city: City) -> None:
        weights, usable = self.weights()
        frame = Frame.objects.get(wave="2020")
        target = read_columns(Path(frame.file), "region", "sex")
        assert weights.sum() == pytest.approx(frame.target)
        for name in ("region", "sex"):
            for level in set(usable[name]):
                mine = np.array([value == level for value in usable[name]])
                assert weights[mine].sum() == pytest.approx(np.sum(target[name] == level), rel=1e-8)

    def test_the_record_says_what_the_file_has(self, city: City) -> None:
        weights, _ = self.weights()
        stored = Weighting.objects.get(wave="2020")
        assert (stored.n, stored.minimum, stored.maximum) == (
            95,
            pytest.approx(weights.min()),
            pytest.approx(weights.max()),
        )
        assert stored.n_eff == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
        assert [step["name"] for step in stored.steps] == ["base", "nonresponse", "raking"]
        assert stored.assumptions["neutral_losses"] == city.outcomes["moved_away"]

    def test_estimates_are_the_weighted_shares_of_those_who_answered(self, city: City) -> None:
        weights, usable = self.weights()
        answered = np.array([value is not None for value in usable["life_satisfaction"]])
        chosen = np.array([value == "satisfied" for value in usable["life_satisfaction"]])
        for dimension, level, mask in (
            ("total", "total", answered),
            ("sex", "f", answered & (np.array(usable["sex"]) == "f")),
        ):
            row = Estimate.objects.get(
                wave="2020", variable="life_satisfaction", category="satisfied", dimension=dimension, domain=level
            )
            assert row.n == mask.sum()
            assert row.estimate == pytest.approx((weights * chosen)[mask].sum() / weights[mask].sum())
            assert row.ci_low < row.estimate < row.ci_high  # type: ignore[operator]

    def test_a_derived_item_counts_those_who_answered_all_it_rests_on(self, city: City) -> None:
        weights, usable = self.weights()
        names = [f"dis_{area}" for area in ("job_search", "work", "housing", "offices", "school", "public_space")]
        columns = np.array([[value or "" for value in usable[name]] for name in names])
        valid = (columns != "").all(axis=0)
        yes = np.isin(columns, ["often", "sometimes"]).any(axis=0)
        row = Estimate.objects.get(wave="2020", variable="disadvantaged", dimension="total")
        assert row.n == valid.sum()
        assert row.estimate == pytest.approx(weights[valid & yes].sum() / weights[valid].sum())


class TestFigures:
    def test_the_record_counts_what_stands(self, city: City) -> None:
        estimation = Estimation.objects.get(wave="2020")
        assert estimation.figures == Estimate.objects.filter(wave="2020").count() == city.figures
        assert estimation.printed == Estimate.objects.filter(wave="2020", published=True).count()
        assert {item["name"] for item in estimation.items} == set(
            Estimate.objects.filter(wave="2020").order_by().values_list("variable", flat=True).distinct()
        )

    def test_signs_follow_the_number_of_respondents(self, city: City) -> None:
        for row in Estimate.objects.filter(wave="2020"):
            assert (row.sign == ".") == (row.n < 20)
            assert (row.estimate is None) == (row.n < 20)
            assert (row.sign == "()") == (20 <= row.n < 50)

    def test_below_the_total_a_table_is_printed_only_where_every_cell_has_fifty(self, city: City) -> None:
        assert not Estimate.objects.filter(
            wave="2020", published=True, dimension__in=("group", "group8", "region"), n__lt=50
        ).exists()

    def test_figures_are_read_item_by_item_in_one_query(self, city: City, django_assert_num_queries) -> None:
        items = items_in(wave("2020"), read_items(city.folder / "items.toml"))
        found = wave("2020")
        with django_assert_num_queries(1, using="statistics"):
            figures = figures_of(found, items)
        assert sum(len(each.cells) for each in figures) == Estimation.objects.get(wave="2020").printed


class TestChanges:
    def test_a_change_is_the_later_figure_minus_the_earlier(self, city: City) -> None:
        rows = list(Change.objects.filter(wave="2020"))
        assert len(rows) == city.changes
        assert {(row.dimension, row.earlier_id) for row in rows} == {("total", "2016"), ("region", "2016")}
        for row in rows:
            assert row.difference == pytest.approx(row.after["estimate"] - row.before["estimate"])
            assert row.ci_low <= row.difference <= row.ci_high
            assert row.p <= row.p_adjusted <= 1

    def test_the_mode_changed_so_no_grade_is_better_than_c(self, city: City) -> None:
        grades = dict(Change.objects.filter(wave="2020", dimension="total").values_list("variable", "grade"))
        assert min(grades.values()) >= "C"
        assert (grades["disadvantaged"], grades["life_satisfied"], grades["net_income"]) == ("D", "D", "D")
        assert grades["problem_recognition"] == "E"


class TestRelease:
    def test_the_release_holds_every_printed_figure_under_the_offices_signature(self, city: City) -> None:
        names = Names(read_groups(city.folder / "groups.toml"))
        items = items_in(wave("2020"), read_items(city.folder / "items.toml"))
        notice = (("de", "Simuliert."), ("en", "Simulated."))
        publication = release_findings(wave=wave("2020"), items=items, names=names, source="Test", notice=notice)
        key = bytes.fromhex((Path(settings.VAR) / "release" / "statistics-office.pub").read_text())
        release = read_release(Path(publication.file).read_bytes(), key)
        assert len(release.findings) == Estimation.objects.get(wave="2020").printed
        assert len({finding.id for finding in release.findings}) == len(release.findings)
        assert all((finding.value is None) == (finding.sign == ".") for finding in release.findings)
        assert "person_id" not in json.dumps([finding.id for finding in release.findings])
        assert release.notice == notice
        income = next(finding for finding in release.findings if finding.variable == "net_income")
        words = dict(income.wording)
        assert words["short:de"] == "Persönliches Nettoeinkommen im Monat"
        assert words["short:en"] == "Personal net income per month"
        assert words["en"].startswith("How much money do you")

    def test_the_report_is_written_in_three_files_and_recorded(self, city: City) -> None:
        items = read_items(city.folder / "items.toml")
        using = ReportSettings(
            names=Names(read_groups(city.folder / "groups.toml")),
            items=items_in(wave("2020"), items),
            headlines=items.headlines,
            publisher="Test",
        )
        made = write_report(wave=wave("2020"), using=using)
        starts = {"html": b"<!doctype html>", "pdf": b"%PDF", "xlsx": b"PK"}
        for kind, start in starts.items():
            assert Path(made[kind].file).read_bytes()[: len(start)].lower() == start.lower()
        assert Publication.objects.filter(wave="2020", kind__startswith="report_").count() == 3
