"""Writing under several hands: no acknowledged answer is lost, whatever comes at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from querschnitt.apps.interview import actions, queries
from querschnitt.apps.interview.actions import interviews
from querschnitt.apps.interview.codes import code_hash
from querschnitt.apps.interview.models import Interview
from querschnitt.apps.interview.sealing import data_key
from querschnitt.apps.interview.visit import Visit
from querschnitt.core.errors import QuestionnaireError
from tests.apps.interview.wave import CODES

FORMS = {
    "person": {"birth_year": ["1985"], "born_here": ["yes"]},
    "work": {"searched": ["no"], "rent": ["512,50"]},
    "wishes": {"wish": ["Mehr Bäume"]},
}


def visit_of(code: str) -> Visit:
    key = settings.DEPLOYMENT.keys["access_code"]
    access = code_hash(code, key=key)
    return Visit(access=access, key=data_key(code, code_hash=access, key=key).hex(), language="de")


def begun(code: str = CODES[0]) -> Visit:
    visit = visit_of(code)
    entry = queries.entry(visit.access)
    assert entry
    actions.start_interview(visit=visit, entry=entry)
    return visit


@pytest.mark.django_db(databases=["answers"], transaction=True)
def test_pages_sent_at_the_same_moment_are_all_kept(wave: str) -> None:
    visit = begun()
    together = threading.Barrier(len(FORMS))

    def send(page: str) -> bool:
        together.wait()
        try:
            return actions.save_page(visit=visit, page=page, form=FORMS[page], moves_on=True) is not None
        finally:
            connections["answers"].close()

    with ThreadPoolExecutor(len(FORMS)) as hands:
        assert all(hands.map(send, FORMS))
    interview = queries.open_interview(visit)
    assert interview
    assert interview.sheet.answers.keys() == {"birth_year", "born_here", "searched", "rent", "wish"}
    assert interview.revision == 3


@pytest.mark.django_db(databases=["answers"])
def test_a_write_on_an_older_revision_changes_nothing(wave: str) -> None:
    visit = begun()
    old = queries.open_interview(visit)
    assert old
    actions.save_page(visit=visit, page="person", form=FORMS["person"], moves_on=True)
    stale = interviews._taken(old, visit, "work", form=FORMS["work"], moves_on=True)
    assert interviews._write_page(old, visit, "work", saved=stale) is False
    now = queries.open_interview(visit)
    assert now
    assert now.sheet.answers.keys() == {"birth_year", "born_here"}


@pytest.mark.django_db(databases=["answers"])
def test_beginning_twice_keeps_what_was_answered(wave: str) -> None:
    visit = begun()
    actions.save_page(visit=visit, page="person", form=FORMS["person"], moves_on=True)
    begun()
    interview = queries.open_interview(visit)
    assert interview
    assert interview.sheet.answers["birth_year"] == 1985


@pytest.mark.django_db(databases=["answers"])
def test_a_page_that_does_not_exist_is_an_error(wave: str) -> None:
    with pytest.raises(QuestionnaireError):
        actions.save_page(visit=begun(), page="none", form={}, moves_on=True)


@pytest.mark.django_db(databases=["answers"])
def test_an_interview_that_was_not_begun_takes_nothing(wave: str) -> None:
    visit = visit_of(CODES[1])
    assert actions.save_page(visit=visit, page="person", form=FORMS["person"], moves_on=True) is None
    assert actions.finish(visit=visit, now=timezone.now()) is False
    assert Interview.objects.count() == 0


@pytest.mark.django_db(databases=["answers"])
def test_an_unchanged_answer_keeps_its_time_and_a_changed_one_does_not(wave: str) -> None:
    visit = begun()
    first = actions.save_page(visit=visit, page="person", form=FORMS["person"], moves_on=True)
    again = {"birth_year": ["1985"], "born_here": ["no"], "arrival": ["2015"]}
    later = Visit(**{**visit.__dict__, "language": "ar"})
    second = actions.save_page(visit=later, page="person", form=again, moves_on=True)
    assert first and second
    assert second.sheet.given["birth_year"] == first.sheet.given["birth_year"]
    assert second.sheet.given["born_here"].language == "ar"


@pytest.mark.django_db(databases=["answers"])
def test_a_finished_interview_without_seal_is_refused_by_the_database(wave: str) -> None:
    begun()
    with pytest.raises(IntegrityError), transaction.atomic("answers"):
        Interview.objects.update(state=Interview.State.FINISHED)


@pytest.mark.django_db(databases=["answers"])
def test_collection_is_in_the_order_of_the_cases(wave: str) -> None:
    for code in CODES:
        begun(code)
    cases = [interview.case_id for interview in queries.sealed_interviews("2020")]
    assert len(cases) == 3
    assert cases == sorted(cases)
    assert list(queries.sealed_interviews("2016")) == []


@pytest.mark.django_db(databases=["answers"])
def test_the_service_s_own_role_can_do_all_this_and_not_more(wave: str, as_role: object) -> None:
    with as_role("answers", "interview") as opened:  # type: ignore[operator]
        opened.execute("SELECT count(*) FROM interview_interview").fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            opened.execute("TRUNCATE interview_interview CASCADE")
