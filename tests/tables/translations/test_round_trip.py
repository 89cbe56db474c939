from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.tables.translations import WRITERS, read, tidy
from tests.tables.translations.jobs import JOB, job_of, jobs

FORMS = sorted(WRITERS)
ODD_LINES = "| x\n. y\n, fuzzy\n: z\n~ msgid\n0\n0\n@state final\n@@x"


@pytest.mark.parametrize("form", FORMS)
def test_a_job_comes_back_as_it_was_sent(form: str) -> None:
    delivery = read(WRITERS[form][0](JOB))
    assert delivery.job == JOB
    assert delivery.problems == ()


@pytest.mark.parametrize("form", FORMS)
@given(job=jobs)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@example(job=job_of(JobUnit("survey/a/label", "a", "\u00a0")))
@example(job=job_of(JobUnit("survey/a/label", "a", context=ODD_LINES, note=ODD_LINES)))
def test_any_text_comes_back_as_it_was_sent(form: str, job: Job) -> None:
    assert read(WRITERS[form][0](job)).job == tidy(job)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_job_gives_the_same_bytes(form: str) -> None:
    assert WRITERS[form][0](JOB) == WRITERS[form][0](JOB)


@given(job=jobs)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_tidy_job_is_tidy(job: Job) -> None:
    assert tidy(tidy(job)) == tidy(job)


@given(text=st.text("ab \n", max_size=12))
def test_tidying_keeps_texts_and_empties_what_is_only_space(text: str) -> None:
    unit = tidy(job_of(JobUnit("survey/a/label", "x" + text, text))).units[0]
    assert unit.source == "x" + text
    assert unit.target == (text if text.strip() else "")
    assert (unit.state is State.OPEN) == (unit.target == "")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bad", ["a\x00", "a\x0b", "\ud800", "\uffff"])
def test_characters_that_no_file_can_hold_are_refused_by_name(form: str, bad: str) -> None:
    with pytest.raises(InputError, match="U\\+") as caught:
        WRITERS[form][0](job_of(JobUnit("survey/a/label", bad)))
    assert "survey/a/label" in str(caught.value)


@pytest.mark.parametrize(
    "job",
    [
        Job("", "de", "ar", JOB.units),
        Job("a", "", "ar", JOB.units),
        Job("a", "de", "Arabisch bitte", JOB.units),
        Job("a", "de", "ar"),
        job_of(JobUnit("survey/a/label", " ")),
        job_of(JobUnit("", "a")),
        job_of(JobUnit("survey/a/label", "a"), JobUnit("survey/a/label", "b")),
        job_of(JobUnit("survey/a/label", "a", link="a b")),
    ],
)
def test_a_job_that_nobody_could_take_back_is_not_written(job: Job) -> None:
    with pytest.raises(InputError):
        tidy(job)
