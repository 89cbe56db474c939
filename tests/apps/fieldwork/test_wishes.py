"""Wishes at the field desk: nothing is lost or doubled on the way, and numbers go when they are done."""

from __future__ import annotations

import datetime
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from lxml import html

from querschnitt.apps.accounts.models import Activity, User
from querschnitt.apps.fieldwork.actions import wishes as actions
from querschnitt.apps.fieldwork.models import Wish
from querschnitt.apps.fieldwork.queries import wishes_of
from querschnitt.apps.interview.models import Wish as SealedWish
from querschnitt.apps.interview.outbox import Desk, Wished, seal_wish
from querschnitt.apps.interview.sealing import new_key_pair, wrap_for_office
from querschnitt.apps.survey.queries.keys import PrivateKeys
from querschnitt.core.errors import StateError
from tests.apps.survey.real_wave import announced

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics", "identity", "answers"]),
]
PRIVATE, PUBLIC = new_key_pair()
DAY = date(2027, 5, 3)
QUERIES_OF_THE_LIST = {"statistics": 3, "identity": 1}
"""Session, person and wave; the wishes."""


def leave(contact: str, *, language: str = "ar", day: date = DAY, kind: str = "call", key: str = PUBLIC) -> UUID:
    box = seal_wish(Wished(contact, language, ("evening",)), desk=Desk("2027", key))
    return SealedWish.objects.create(wave="2027", kind=kind, box=box, left_on=day).pk


def collect() -> actions.Collected:
    return actions.collect_wishes(keys=PrivateKeys("2027", (PRIVATE,)))


def waiting(number: str = "+493411234567", **more: object) -> Wish:
    return Wish.objects.create(wave="2027", kind="call", contact=number, language="ar", left_on=DAY, **more)


def person(role: str = "fieldwork", language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.create(username=f"{role}-{language}", role=role))
    return client


def rows(client: Client, address: str = "/wave/2027/wishes/") -> list[list[str]]:
    response = client.get(address)
    assert response.status_code == 200
    found = html.document_fromstring(response.content.decode()).xpath("//table/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("th|td")] for row in found]


def test_a_wish_moves_with_its_number_and_leaves_the_outbox() -> None:
    key = leave("+493411234567")
    assert collect() == actions.Collected(calls=1)
    (wish,) = Wish.objects.all()
    assert (wish.pk, wish.wave, wish.kind, wish.state, wish.left_on) == (key, "2027", "call", "waiting", DAY)
    assert (wish.contact, wish.language, wish.times) == ("+493411234567", "ar", ["evening"])
    assert not SealedWish.objects.exists()
    assert collect() == actions.Collected()


def test_an_interruption_between_the_two_databases_loses_nothing_and_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(3):
        leave(f"+49341123456{number}")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        # The machine goes down after `identity` has committed, before the outbox is emptied.
        patched.setattr(type(SealedWish.objects.all()), "delete", stop)
        with pytest.raises(KeyboardInterrupt):
            collect()
    assert (Wish.objects.count(), SealedWish.objects.count()) == (3, 3)
    # One was called and done meanwhile, and its number is gone.
    done = Wish.objects.order_by("contact").first()
    assert done is not None
    actions.close_wish(wish=done, actor="desk")
    Wish.objects.filter(pk=done.pk).update(contact="", done_on=DAY)
    assert collect() == actions.Collected()
    assert (Wish.objects.count(), SealedWish.objects.count()) == (3, 0)
    assert wishes_of("2027", kind="call").all_waiting == 2


def test_more_wishes_than_go_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    unreadable = leave("+493411234560", key=new_key_pair()[1])
    for number in range(1, 6):
        leave(f"+49341123456{number}")
    assert collect() == actions.Collected(calls=5, unreadable=1)
    assert [wish.pk for wish in SealedWish.objects.all()] == [unreadable]


def test_who_asks_twice_is_called_once_in_the_newer_language() -> None:
    leave("+493411234567", language="ar", day=DAY)
    leave("+493411234567", language="ti", day=DAY + timedelta(days=2))
    assert collect() == actions.Collected(calls=1, repeated=1)
    (line,) = wishes_of("2027", kind="call").waiting
    assert (line.wish.language, line.wish.left_on) == ("ti", DAY)
    assert Wish.objects.get(state="repeated").contact == ""
    # Whoever was called and asks again later waits anew.
    actions.close_wish(wish=line.wish, actor="desk")
    leave("+493411234567", language="fa", day=DAY + timedelta(days=9))
    assert collect() == actions.Collected(calls=1)


def test_the_same_contact_may_wish_for_both() -> None:
    leave("+493411234567", kind="call")
    leave("+493411234567", kind="results")
    assert collect() == actions.Collected(calls=1, results=1)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"contact":"","language":"de","times":[]}', b"\x80" * 512])
def test_what_was_sealed_by_somebody_else_stops_nothing(content: bytes) -> None:
    SealedWish.objects.create(wave="2027", kind="call", box=wrap_for_office(content, public_key=PUBLIC), left_on=DAY)
    leave("+493411234567")
    assert collect() == actions.Collected(calls=1, unreadable=1)


def test_wishes_of_another_wave_stay_where_they_are() -> None:
    leave("+493411234567")
    SealedWish.objects.update(wave="2020")
    assert collect() == actions.Collected()
    assert SealedWish.objects.count() == 1


def test_numbers_of_what_is_done_go_on_the_next_day() -> None:
    today = timezone.localdate()
    early = waiting("+493411234567", state="done", done_on=today - timedelta(days=1), times=["evening"])
    late = waiting("+493411234568", state="done", done_on=today)
    collect()
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.contact, early.times, late.contact) == ("", [], "+493411234568")
    with pytest.raises(StateError, match="has been deleted"):
        actions.reopen_wish(wish=early, actor="desk")


def test_a_wish_reopened_beside_a_newer_one_of_the_same_person_is_one() -> None:
    old = waiting(state="done", done_on=timezone.localdate())
    waiting()
    actions.reopen_wish(wish=old, actor="desk")
    old.refresh_from_db()
    assert old.state == "repeated"
    assert wishes_of("2027", kind="call").all_waiting == 1


def test_the_list_shows_number_language_times_and_how_long(db: None) -> None:
    announced()
    waiting("+493411234567", times=["morning", "saturday"])
    Wish.objects.create(
        wave="2027", kind="call", contact="+380441234567", language="uk", left_on=DAY - timedelta(days=3)
    )
    first, second = rows(person())
    assert first[:5] == ["+380 44 123 4567", "Ukrainian Українська", "any time", "30 April 2027", "none yet"]
    assert second[:4] == ["0341 1234567", "Arabic العربية", "mornings, Saturdays", "3 May 2027"]
    german = rows(person(language="de"))
    assert german[1][:4] == ["0341 1234567", "Arabisch العربية", "vormittags, samstags", "03.05.2027"]
    assert [row[0] for row in rows(person(role="fieldwork", language="fr"), "/wave/2027/wishes/?language=uk")] == [
        "+380 44 123 4567"
    ]


def test_the_three_buttons(django_assert_num_queries) -> None:
    announced()
    wish, desk = waiting(), person()
    address = f"/wave/2027/wishes/{wish.pk}/"

    def press(step: str) -> Wish:
        answer = desk.post(address, {"step": step, "language": "ar"})
        assert (answer.status_code, answer.url) == (302, "/wave/2027/wishes/?language=ar")
        wish.refresh_from_db()
        return wish

    assert (press("not_reached").attempts, wish.outcome, wish.tried_by) == (1, "not_reached", "fieldwork-en")
    assert (press("called").attempts, wish.outcome, wish.state) == (2, "called", "waiting")
    assert rows(desk)[0][4].startswith("called, ")
    assert rows(desk)[0][4].endswith("fieldwork-en, 2 calls")
    assert (press("done").state, wish.done_on, wish.contact) == ("done", timezone.localdate(), "+493411234567")
    assert rows(desk) == []
    assert "0341 1234567" in desk.get("/wave/2027/wishes/").content.decode()
    assert press("reopen").state == "waiting"
    assert press("nonsense").state == "waiting"
    assert len(rows(desk)) == 1
    log = Activity.objects.order_by("id").values_list("verb", "actor")
    assert list(log) == [(verb, "fieldwork-en") for verb in ("called", "called", "closed wish", "reopened wish")]


def test_neither_number_nor_language_goes_into_the_log() -> None:
    announced()
    leave("+493411234567")
    collect()
    for step in ("called", "done"):
        person(language=step).post(f"/wave/2027/wishes/{Wish.objects.get().pk}/", {"step": step})
    written = str(list(Activity.objects.values()))
    assert "1234567" not in written
    assert "'ar'" not in written


def test_an_empty_list_says_what_to_do() -> None:
    announced()
    desk = person()
    for address in ("/wave/2027/wishes/", "/wave/2027/wishes/results/"):
        assert "querschnitt collect_wishes 2027" in desk.get(address).content.decode()


@pytest.mark.parametrize("role", ["statistics", "reader"])
def test_nobody_but_the_field_desk_sees_a_number(role: str) -> None:
    announced()
    wish, other = waiting(), person(role)
    for answer in (
        other.get("/wave/2027/wishes/"),
        other.get("/wave/2027/wishes/results/"),
        other.post(f"/wave/2027/wishes/{wish.pk}/", {"step": "done"}),
        other.post("/wave/2027/wishes/results/", {"told": "yes"}),
    ):
        assert answer.status_code == 403
        assert "1234567" not in answer.content.decode()
    assert Client().get("/wave/2027/wishes/").status_code == 302
    assert Wish.objects.get().state == "waiting"


def test_there_is_no_list_without_a_wave() -> None:
    assert person().get("/wave/2027/wishes/").status_code == 404
    announced()
    assert person(language="de").post(f"/wave/2027/wishes/{UUID(int=1)}/", {"step": "done"}).status_code == 404


def test_contacts_are_deleted_when_all_have_been_told_and_not_before() -> None:
    announced()
    desk = person()
    for contact, kind in (("a@b.de", "results"), ("+493411234567", "results"), ("+493411234568", "call")):
        leave(contact, kind=kind)
    collect()
    assert {row[0] for row in rows(desk, "/wave/2027/wishes/results/")} == {"a@b.de", "0341 1234567"}
    desk.post("/wave/2027/wishes/results/")
    assert wishes_of("2027", kind="results").all_waiting == 2
    desk.post("/wave/2027/wishes/results/", {"told": "yes"})
    assert not Wish.objects.filter(kind="results").exclude(contact="").exists()
    assert wishes_of("2027", kind="call").all_waiting == 1
    assert Activity.objects.latest("id").figures == {"results": 2}


def test_an_unknown_language_and_a_contact_that_is_none_are_shown_as_they_are() -> None:
    announced()
    Wish.objects.create(wave="2027", kind="call", contact="javascript:1", language="xx-yy", left_on=DAY)
    page = person().get("/wave/2027/wishes/").content.decode()
    assert "javascript:1" in page
    assert 'href="javascript' not in page
    assert "xx-yy" in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_as_many_queries_with_thirty_wishes_as_with_one(django_assert_num_queries, count: int) -> None:
    announced()
    for number in range(count):
        waiting(f"+4934112345{number:02d}")
    desk = person()
    with (
        django_assert_num_queries(QUERIES_OF_THE_LIST["statistics"], using="statistics"),
        django_assert_num_queries(QUERIES_OF_THE_LIST["identity"], using="identity"),
        django_assert_num_queries(0, using="answers"),
    ):
        desk.get("/wave/2027/wishes/")


def test_the_statements_of_the_collector_run_as_the_role_that_has_them(as_role) -> None:
    from django.test.utils import CaptureQueriesContext

    leave("+493411234567")
    with (
        CaptureQueriesContext(connections["answers"]) as outbox,
        CaptureQueriesContext(connections["identity"]) as wall,
    ):
        collect()
    for alias, asked in (("answers", outbox), ("identity", wall)):
        statements = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
        assert len(statements) >= 2
        with as_role(alias, "fieldwork") as opened:
            for statement in statements:
                # Rights are looked at as if it ran; nothing runs, and so nothing waits for this test's transaction.
                opened.execute(f"EXPLAIN {statement}")


def test_the_day_of_leaving_is_a_day() -> None:
    leave("+493411234567")
    collect()
    assert isinstance(Wish.objects.get().left_on, datetime.date)
    assert Wish.objects.get().tried_at is None
