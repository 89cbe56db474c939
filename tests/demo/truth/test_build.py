from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.instrument import applicable
from querschnitt.demo.respond.report import ANSWERED, Reports, sheet
from querschnitt.demo.respond.report import Wishes as WishesType
from querschnitt.demo.truth import Answer, Several, build_truth, fit_anchors, people_of, read_targets
from querschnitt.demo.truth.compare import comparable
from querschnitt.tables.xlsform import read_instrument

from ..conftest import truth_of


@pytest.fixture(scope="module")
def living(truth, small):
    """Return the truth of those of the 25 groups who live there."""
    listed = np.array([origin.listed for origin in small.origins])
    return truth.rows(truth.people.lives_here & listed[truth.people.origin])


@pytest.mark.parametrize(
    ("item", "published"),
    [("life_satisfied", 82), ("optimistic", 80), ("employed", 50)],
)
def test_the_published_figures_of_2020_are_the_truth(living, item, published):
    found = comparable(living)[item]
    assert 100 * found.values[found.asked].mean() == pytest.approx(published, abs=1.5)


def test_the_majority_of_2020_and_the_minority_of_2016_were_disadvantaged(living, small):
    assert comparable(living)["disadvantaged"].values.mean() > 0.5
    assert comparable(truth_of("2016", small))["disadvantaged"].values.mean() < 0.5


def test_every_question_has_its_shares(living, leipzig):
    targets = read_targets(leipzig / "truth.toml")["2020"]
    for name, answer in living.answers.items():
        if isinstance(answer, Answer) and name in targets.shares:
            codes = answer.codes[answer.codes >= 0]
            found = np.bincount(codes, minlength=len(answer.labels)) / len(codes)
            wanted = np.array(list(targets.shares[name].values())) / sum(targets.shares[name].values())
            assert abs(found - wanted).max() < 4 * np.sqrt(0.25 / len(codes)) + 0.005, name


def test_nobody_names_more_problems_than_the_questionnaire_allows(living):
    named = living.answers["city_problems"].named.sum(axis=1)
    assert named.min() == 1
    assert named.max() == 3


def test_nothing_is_exclusive_where_it_must_be(living):
    for name in ("jobsearch_problems", "services_used"):
        answer = living.answers[name]
        assert isinstance(answer, Several)
        assert (answer.named[answer.has("none")].sum(axis=1) == 1).all()
        assert answer.named[answer.asked].any(axis=1).all()


def test_only_questions_that_apply_have_values(truth, outline, leipzig):
    """The questionnaire itself says what applies to a person who tells everything."""
    instrument = read_instrument(leipzig / "migrantenbefragung_2020.xlsx")
    rows = truth.rows(np.flatnonzero(truth.people.lives_here)[:150])
    told = {
        question.name: np.where(_applies(rows.answers[question.name]), ANSWERED, 4) for question in outline.questions
    }
    everything = Reports(truth=rows, missing=told, last_page=np.full(150, 99))
    for row in range(150):
        answers = sheet(everything, row, outline, language="de", wishes=WishesType({"de": ["x"], "en": ["x"]}))
        asked = {q.name for q in applicable(instrument, answers) if q.kind.is_asked}
        assert set(answers) == asked


def _applies(answer):
    if isinstance(answer, Answer):
        return answer.codes >= 0
    return answer.asked if isinstance(answer, Several) else answer.values >= 0


def test_answers_follow_the_register(truth):
    people = truth.people
    assert (truth.answers["birth_year"].values == people.birth_year).all()
    assert (truth.answers["born_in_germany"].is_("yes") == people.born_here).all()
    arrival, since = truth.answers["arrival_year"].values, truth.answers["leipzig_since"].values
    assert (arrival <= since).all()
    assert ((arrival >= people.birth_year) | (arrival == -1)).all()


def test_answers_hang_on_group_age_and_stay(living, small):
    codes = np.array([origin.code for origin in small.origins])[living.people.origin]
    german = living.answers["german_level"].is_("native", "very_good", "good")
    assert german[codes == "austria"].mean() > german[codes == "romania"].mean() + 0.2
    assert german[living.people.stay >= 10].mean() > german[living.people.stay < 4].mean() + 0.2
    retired = living.answers["employment"].is_("retired")
    assert retired[living.people.age >= 65].mean() > 0.8
    assert retired[living.people.age < 50].mean() < 0.01


def test_a_persons_truth_does_not_hang_on_who_else_lives_there(truth, small):
    population = {wave: count + 200 for wave, count in small.origins[0].population.items()}
    larger = truth_of("2020", small, changed=small.with_group(small.origins[0].code, population=population))
    same = np.searchsorted(larger.people.person, truth.people.person)
    same = np.minimum(same, len(larger.people) - 1)
    kept = larger.people.person[same] == truth.people.person
    assert (~kept).sum() <= 3
    for name, answer in truth.answers.items():
        if isinstance(answer, Answer):
            different = larger.answers[name].codes[same][kept] != answer.codes[kept]
            assert different.sum() <= 5, name


def test_another_seed_gives_other_people_the_same_city(small, leipzig):
    targets = read_targets(leipzig / "truth.toml")["2020"]
    anchors = fit_anchors("2020", small, targets)
    from querschnitt.demo.register import build_register

    shares = []
    for seed in (1, 2):
        people = people_of(build_register("2020", seed, small), small)
        truth = build_truth("2020", people, small, anchors=anchors, seed=seed)
        shares.append(comparable(truth)["life_satisfied"].values.mean())
    assert shares[0] != shares[1]
    assert shares[0] == pytest.approx(shares[1], abs=0.02)
