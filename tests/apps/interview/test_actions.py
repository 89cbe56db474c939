"""Writing under several hands: no acknowledged answer is lost, whatever comes at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from querschnitt.apps.interview import actions, ledger, queries
from querschnitt.apps.interview.codes import code_hash
from querschnitt.apps.interview.ledger import Entry
from querschnitt.apps.interview.models import Interview
from querschnitt.apps.interview.sealing import code_key, new_data_key
from querschnitt.apps.interview.visit import Visit
from querschnitt.core.errors import InputError, QuestionnaireError
from tests.apps.interview.wave import CODES

FORMS = {
    "person": {"birth_year": ["1985"], "born_here": ["yes"]},
    "work": {"searched": ["no"], "rent": ["512,50"]},
    "wishes": {"wish": ["Mehr Bäume"]},
}


def visit_of(code: str) -> Visit:
    pepper = settings.DEPLOYMENT.keys["access_code"]
    access = code_hash(code, key=pepper)
    return Visit(access=access, code_key=code_key(code, place=access, pepper=pepper).hex(), language="de")


def entry_of(visit: Visit) -> Entry:
    entry = queries.entry(visit.access)
    assert entry
    return entry


def begun(code: str = CODES[0]) -> Visit:
    visit = visit_of(code)
    started = actions.start_interview(visit=visit, entry=entry_of(visit))
    assert started
    return started


@pytest.mark.django_db(databases=["answers"], transaction=True)
def test_pages_sent_at_the_same_moment_are_all_kept(wave: str) -> None:
    visit = begun()
    before = queries.open_interview(visit)
    together = threading.Barrier(len(FORMS))

    def send(page: str) -> bool:
        together.wait()
        try:
            return actions.save_page(visit=visit, page=page, form=FORMS[page], went="next") is not None
        finally:
            connections["answers"].close()

    with ThreadPoolExecutor(len(FORMS)) as hands:
        assert all(hands.map(send, FORMS))
    interview = queries.open_interview(visit)
    assert interview and before
    assert interview.sheet.answers.keys() == {"birth_year", "born_here", "searched", "rent", "wish"}
    assert interview.entry.revision == (before.entry.revision or 0) + 3


@pytest.mark.django_db(databases=["answers"])
def test_a_write_on_an_older_revision_changes_nothing(wave: str) -> None:
    visit = begun()
    old = queries.open_interview(visit)
    assert old
    actions.save_page(visit=visit, page="person", form=FORMS["person"], went="next")
    stale = actions.taken(old, visit, "work", form=FORMS["work"], went="next")
    assert ledger.write(actions.saving(old, visit, "work", sheet=stale.sheet)) is False
    now = queries.open_interview(visit)
    assert now
    assert now.sheet.answers.keys() == {"birth_year", "born_here"}


@pytest.mark.django_db(databases=["answers"])
def test_beginning_twice_keeps_what_was_answered(wave: str) -> None:
    visit = begun()
    actions.save_page(visit=visit, page="person", form=FORMS["person"], went="next")
    assert begun() == visit
    interview = queries.open_interview(visit)
    assert interview
    assert interview.sheet.answers["birth_year"] == 1985


@pytest.mark.django_db(databases=["answers"])
def test_a_page_that_does_not_exist_is_an_error(wave: str) -> None:
    with pytest.raises(QuestionnaireError):
        actions.save_page(visit=begun(), page="none", form={}, went="next")


@pytest.mark.django_db(databases=["answers"])
def test_an_interview_that_was_not_begun_takes_nothing(wave: str) -> None:
    visit = visit_of(CODES[1])
    keyed = visit._replace(key=new_data_key().hex())
    for person in (visit, keyed):
        assert actions.save_page(visit=person, page="person", form=FORMS["person"], went="next") is None
        assert actions.finish(visit=person, now=timezone.now()) is False
    assert Interview.objects.count() == 0


@pytest.mark.django_db(databases=["answers"])
def test_an_unchanged_answer_keeps_its_time_and_a_changed_one_does_not(wave: str) -> None:
    visit = begun()
    first = actions.save_page(visit=visit, page="person", form=FORMS["person"], went="next")
    again = {"birth_year": ["1985"], "born_here": ["no"], "arrival": ["2015"]}
    later = visit._replace(language="ar")
    second = actions.save_page(visit=later, page="person", form=again, went="next")
    assert first and second
    assert second.sheet.given["birth_year"] == first.sheet.given["birth_year"]
    assert second.sheet.given["born_here"].how.language == "ar"


@pytest.mark.django_db(databases=["answers"])
def test_each_answer_says_how_it_was_given_and_when(wave: str) -> None:
    visit = begun()._replace(mode="telephone", interviewer="07", device="tablet")
    before = int(timezone.now().timestamp())
    saved = actions.save_page(visit=visit, page="person", form={**FORMS["person"], "__age__": ["90"]}, went="next")
    assert saved
    version = entry_of(visit).instrument_hash[:12]
    given = saved.sheet.given["birth_year"]
    assert given.how == ("telephone", "de", "07", "tablet", version)
    assert given.received - given.at == 90
    assert before <= given.received <= int(timezone.now().timestamp())
    assert given == saved.sheet.given["born_here"]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("", 0), ("0", 0), ("59", 59), ("999999", 86400), ("-5", 0), ("1e3", 0), ("9" * 40, 0), ("²", 0), ("x", 0)],
)
@pytest.mark.django_db(databases=["answers"])
def test_how_long_a_page_has_waited_is_believed_up_to_a_day(wave: str, written: str, seconds: int) -> None:
    saved = actions.save_page(visit=begun(), page="person", form={**FORMS["person"], "__age__": [written]}, went="next")
    assert saved
    given = saved.sheet.given["birth_year"]
    assert given.received - given.at == seconds


@pytest.mark.django_db(databases=["answers"])
def test_every_button_leaves_its_trail_and_saving_along_the_way_none(wave: str) -> None:
    visit = begun()
    for page, went in (("person", "save"), ("person", "next"), ("work", "back"), ("person", "next"), ("work", "pause")):
        assert actions.save_page(visit=visit, page=page, form=FORMS[page], went=went)
    interview = queries.open_interview(visit)
    assert interview
    trail = [(passage.page, passage.went) for passage in interview.sheet.passages]
    assert trail == [("person", "next"), ("work", "back"), ("person", "next"), ("work", "pause")]
    assert interview.sheet.shown == {"birth_year", "born_here"}


@pytest.mark.django_db(databases=["answers"])
def test_saving_along_the_way_keeps_what_is_valid_and_passes_nothing(wave: str) -> None:
    visit = begun()
    form = {"birth_year": ["1850"], "born_here": ["yes"]}
    saved = actions.save_page(visit=visit, page="person", form=form, went="save")
    assert saved
    assert saved.sheet.answers == {"born_here": "yes"}
    assert saved.sheet.shown == frozenset()


@pytest.mark.django_db(databases=["answers"])
def test_after_sending_the_code_opens_nothing_and_the_office_all_that_is_in_force(wave: str) -> None:
    visit = begun()
    actions.save_page(visit=visit, page="work", form={"searched": ["yes"]}, went="next")
    actions.save_page(visit=visit, page="search", form={"problems": ["none"]}, went="next")
    actions.save_page(visit=visit, page="work", form={"searched": ["no"]}, went="next")
    (open_,) = queries.sealed_interviews("2020")
    assert open_.open(wave).answers == {"searched": "no", "problems": ("none",)}
    assert actions.finish(visit=visit, now=timezone.now()) is True
    assert actions.finish(visit=visit, now=timezone.now()) is False
    assert queries.open_interview(visit) is None
    entry = entry_of(visit)
    assert (entry.code_wrap, queries.with_key(visit, entry)) == (None, None)
    assert actions.start_interview(visit=visit, entry=entry) is None
    (sent,) = queries.sealed_interviews("2020")
    assert (sent.state, sent.open(wave).answers, sent.open(wave).given.keys()) == (
        "finished", {"searched": "no"}, {"searched"},
    )  # fmt: skip
    with pytest.raises(InputError, match="private key of this wave"):
        sent.open("11" * 32)


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


@pytest.mark.django_db(databases=["answers"])
def test_the_trail_says_of_an_unknown_button_that_it_was_another_one(wave: str) -> None:
    visit = begun()
    for went in ("next", "a whole sentence"):
        actions.save_page(visit=visit, page="person", form={"birth_year": ["1985"]}, went=went)
    interview = queries.open_interview(visit)
    assert interview is not None
    assert [passage.went for passage in interview.sheet.passages] == ["next", "other"]
