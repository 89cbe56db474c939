from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.instrument import Missing, accept, measure, next_page, visible
from querschnitt.core.instrument.walk import fill_page
from querschnitt.demo.respond import behave, essential_share, read_wishes, report, sheet
from querschnitt.demo.respond.report import ANSWERED, BLANK, NOT_REACHED
from querschnitt.tables.xlsform import read_instrument


@pytest.fixture(scope="module")
def fielded(truth, small, outline):
    behaviour = behave(truth, small, seed=2)
    begun = np.flatnonzero(behaviour.begun)
    rows = truth.rows(begun)
    behaviour = behave(rows, small, seed=2)
    return behaviour, report(rows, behaviour, outline, scenario=small, seed=2)


def test_the_real_interview_takes_every_answer_and_measures_the_same(fielded, outline, leipzig):
    """Each sheet is walked page by page through the engine, up to the page at which the person stops."""
    behaviour, reports = fielded
    instrument = read_instrument(leipzig / "migrantenbefragung_2020.xlsx")
    wishes = read_wishes(leipzig / "wishes.toml")
    shares = essential_share(reports, outline)
    stopped = np.flatnonzero(behaviour.stops)[:30].tolist()
    for row in [*range(60), *stopped]:
        ready = sheet(reports, row, outline, language=str(behaviour.language[row]), wishes=wishes)
        answers = _walk(instrument, ready, last_page=int(reports.last_page[row]))
        assert set(answers) == set(ready)
        assert measure(instrument, answers).share == pytest.approx(shares[row])


def _walk(instrument, ready, *, last_page):
    answers, page = {}, next_page(instrument, {})
    while page is not None and instrument.pages.index(page) < last_page:
        form = fill_page(visible(instrument, page, answers), answers, lambda question, _: ready.get(question.name))
        accepted = accept(instrument, page, form, answers)
        assert accepted.errors == ()
        answers = accepted.answers
        if accepted.is_done:
            page = next_page(instrument, answers, after=page)
    return answers


def test_who_stops_reaches_nothing_after_the_page(fielded, outline):
    behaviour, reports = fielded
    last = outline.questions[-1].name
    assert set(reports.missing[last][behaviour.stops]) == {NOT_REACHED}
    assert NOT_REACHED not in reports.missing[last][~behaviour.stops]


def test_only_offered_reasons_are_given(fielded, outline, leipzig):
    _, reports = fielded
    wishes = read_wishes(leipzig / "wishes.toml")
    for row in range(80):
        given = sheet(reports, row, outline, language="en", wishes=wishes)
        for question in outline.questions:
            value = given.get(question.name)
            if isinstance(value, Missing):
                assert value.value in question.missing


def test_income_is_refused_most_and_a_battery_all_at_once(fielded):
    behaviour, reports = fielded
    there = ~behaviour.stops
    refused = reports.missing["net_income"][there] == 2
    assert 0.10 < refused.mean() < 0.24
    items = [reports.missing[name][there] == 2 for name in reports.missing if name.startswith("dis_")]
    assert np.all(items, axis=0).mean() > 0.01


def test_missing_answers_do_not_hang_on_the_answer(truth, small, outline):
    behaviour = behave(truth, small, seed=2)
    reports = report(truth, behaviour, outline, scenario=small, seed=2)
    satisfied = truth.answers["life_satisfaction"].is_("very_satisfied", "satisfied")
    answered = reports.missing["life_satisfaction"] == ANSWERED
    assert answered[satisfied].mean() == pytest.approx(answered[~satisfied].mean(), abs=0.015)


def test_an_open_question_is_written_or_left_empty(fielded):
    _, reports = fielded
    assert set(reports.missing["city_wishes"]) <= {ANSWERED, BLANK, NOT_REACHED}
