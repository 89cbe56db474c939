"""Wishes for the field desk: how they are left, what the database learns of them, and how many are taken."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import psycopg
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from querschnitt.apps.interview.actions import close_wave
from querschnitt.apps.interview.allowance import Allowance
from querschnitt.apps.interview.models import Opening, Wish
from querschnitt.apps.interview.outbox import LENGTH, LONGEST_CONTACT, TIMES, Desk, Wished, open_wish, seal_wish
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.apps.interview.views import wishes
from querschnitt.core.errors import InputError
from tests.apps.interview.paper import enter, fill, look, seen
from tests.apps.interview.wave import CODES, LANGUAGES

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]
CALL = {"phone": "0341/123 45 67", "language": "ti", "time": ["morning", "saturday"]}
AsRole = Callable[[str, str], AbstractContextManager[psycopg.Connection]]


@pytest.fixture(autouse=True)
def allowances(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin each test with nothing counted."""
    monkeypatch.setattr(wishes, "OF_A_VISIT", Allowance(times=5, seconds=1e9))
    monkeypatch.setattr(wishes, "OF_AN_ADDRESS", Allowance(times=20, seconds=1e9))
    monkeypatch.setattr(wishes, "STRANGERS", (Allowance(times=2, seconds=1e9),))
    monkeypatch.setattr(wishes, "ALL_STRANGERS", (Allowance(times=30, seconds=1e9),))


@pytest.fixture
def desk(wave: str) -> Iterator[str]:
    """Give the small wave a field desk, and return its private key."""
    private, public = new_key_pair()
    Opening.objects.update(desk_key=public)
    yield private


def left(private_key: str) -> list[Wished]:
    return [open_wish(bytes(wish.box), private_key=private_key) for wish in Wish.objects.order_by("left_on")]


def finish(browser: Client) -> None:
    enter(browser)
    fill(browser, "/page/person", birth_year="1985")
    fill(browser, "/page/work", searched="no")
    fill(browser, "/page/wishes")
    assert browser.post("/send").url == "/finished"


def test_a_wish_to_be_called_reaches_the_desk_and_leads_back(desk: str, browser: Client) -> None:
    enter(browser, language="ar")
    fill(browser, "/page/person", "talk", birth_year="1985")
    page = look(browser, "/talk?at=/page/person")
    assert page.tree.xpath("//select[@name='language']/option[@selected]/@value") == ["ar"]
    assert page.tree.xpath("//select[@name='language']/option/@lang") == list(LANGUAGES)
    assert page.tree.xpath("//input[@name='time']/@value") == list(TIMES)
    answer = browser.post("/talk", {**CALL, "at": "/page/person"})
    assert (answer.status_code, answer.url) == (303, "/talk/sent?at=/page/person&l=ar")
    sent = look(browser, answer.url)
    assert "/page/person" in sent.tree.xpath("//main//a/@href")
    assert left(desk) == [Wished("+493411234567", "ti", ("morning", "saturday"))]
    assert look(browser, "/page/person").fields["birth_year"] == ["1985"]


def test_the_row_says_wave_kind_and_day_and_no_more(desk: str, browser: Client) -> None:
    enter(browser)
    browser.post("/talk", CALL)
    (row,) = Wish.objects.values()
    today = datetime.date.today()
    assert row.keys() == {"id", "wave", "kind", "box", "left_on"}
    assert (row["wave"], row["kind"], row["left_on"]) == ("2020", "call", today)
    assert row["id"].version == 4


def test_every_wish_is_equally_long(desk: str) -> None:
    known = Desk("2020", new_key_pair()[1])
    short = Wished("+4930123456", "de")
    longest = Wished("a" * (LONGEST_CONTACT - 12) + "@example.org", "de-simple", TIMES)
    sizes = {len(seal_wish(wished, desk=known)) for wished in (short, longest)}
    # A sealed box adds a public key of 32 bytes and a tag of 16.
    assert sizes == {LENGTH + 48}
    with pytest.raises(InputError, match="too long"):
        seal_wish(Wished("a" * LENGTH, "de"), desk=known)


def test_a_wish_opens_with_the_desk_s_key_alone_and_only_as_it_was_left() -> None:
    (private, public), (other, _) = new_key_pair(), new_key_pair()
    box = seal_wish(Wished("+4930123456", "de"), desk=Desk("2020", public))
    assert open_wish(box, private_key=private).contact == "+4930123456"
    with pytest.raises(InputError):
        open_wish(box, private_key=other)
    with pytest.raises(InputError):
        open_wish(box[:-1] + bytes([box[-1] ^ 1]), private_key=private)


def test_the_role_of_the_interview_can_add_as_django_does_and_no_more(
    as_role: AsRole, desk: str, browser: Client
) -> None:
    enter(browser)
    with CaptureQueriesContext(connections["answers"]) as asked:
        browser.post("/talk", CALL)
    of_the_outbox = [query["sql"] for query in asked if "interview_wish" in query["sql"]]
    assert len(of_the_outbox) == 1
    with as_role("answers", "interview") as opened:
        # Rights are looked at as if it ran; nothing runs, and so nothing waits for this test's transaction.
        opened.execute(f"EXPLAIN {of_the_outbox[0]}")
        for refused in (
            "SELECT count(*) FROM interview_wish",
            "UPDATE interview_wish SET kind = 'call'",
            "DELETE FROM interview_wish",
            "INSERT INTO interview_wish VALUES (gen_random_uuid(), 'a', 'call', '', now()) RETURNING id",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                opened.execute(refused)


@pytest.mark.parametrize("typed", ["", "Quitte", "1234567", "0341 12", "0900 5 123456", "110", "a" * 5000])
def test_a_number_that_cannot_be_called_is_asked_for_again_with_all_values_kept(
    desk: str, browser: Client, typed: str
) -> None:
    enter(browser)
    page = seen(browser.post("/talk", {**CALL, "phone": typed}))
    assert page.status == 422
    assert page.summary == ["#phone"]
    field = page.tree.get_element_by_id("phone")
    assert (field.get("value"), field.get("aria-invalid")) == (typed[:300], "true")
    assert "phone-error" in field.get("aria-describedby").split()
    assert page.tree.xpath("//option[@selected]/@value") == ["ti"]
    assert page.tree.xpath("//input[@name='time'][@checked]/@value") == ["morning", "saturday"]
    assert not Wish.objects.exists()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("+49 341 1234567", "+493411234567"),
        ("0049 (0)341 1234567", "+493411234567"),
        ("49 341 1234567", "+493411234567"),
        ("(0341) 123-45-67", "+493411234567"),
        ("\u202a+49 176 12345678\u202c", "+4917612345678"),
        ("٠١٧٦ ١٢٣٤٥٦٧٨", "+4917612345678"),
        ("۰۱۷۶۱۲۳۴۵۶۷۸", "+4917612345678"),
        ("+３８０ 44 123 4567", "+380441234567"),
        ("Tel.: 0341/1234567", "+493411234567"),
    ],
)
def test_numbers_are_read_as_people_write_them(desk: str, browser: Client, typed: str, meant: str) -> None:
    enter(browser)
    assert browser.post("/talk", {**CALL, "phone": typed}).status_code == 303
    assert [wished.contact for wished in left(desk)] == [meant]


def test_a_language_and_times_that_nobody_offers_are_not_taken(desk: str, browser: Client) -> None:
    enter(browser)
    browser.post("/talk", {**CALL, "language": "xx", "time": ["midnight", "evening"]})
    assert left(desk) == [Wished("+493411234567", "de", ("evening",))]


def test_without_a_code_somebody_can_be_called_too(desk: str, browser: Client) -> None:
    assert "/talk" in look(browser, "/talk?l=ar").text
    answer = browser.post("/talk", {**CALL, "l": "ar"})
    assert answer.url == "/talk/sent?l=ar"
    assert "/?l=ar" in look(browser, answer.url).tree.xpath("//main//a/@href")
    assert len(left(desk)) == 1


def test_without_a_desk_the_hotline_stands_there_alone(wave: str, browser: Client) -> None:
    page = look(browser, "/talk")
    assert "Montag 13 bis 17 Uhr" in page.text
    assert page.tree.xpath("//form") == []
    assert browser.post("/talk", CALL).status_code == 200
    assert not Wish.objects.exists()


def test_after_the_field_nobody_is_called_any_more(desk: str, browser: Client) -> None:
    enter(browser)
    close_wave(wave="2020")
    for one in (browser, Client()):
        assert look(one, "/talk").tree.xpath("//form") == []
        one.post("/talk", CALL)
    assert not Wish.objects.exists()


def test_a_form_of_another_site_is_not_taken(desk: str, browser: Client) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        assert browser.post("/talk", CALL, headers=headers).url == "/talk?l=de"
    finish(browser)
    assert browser.post("/results", {"contact": "a@b.de"}, headers={"Sec-Fetch-Site": "cross-site"}).url == "/results"
    assert not Wish.objects.exists()


def test_a_visit_leaves_a_few_wishes_and_then_reads_the_hotline(desk: str, browser: Client) -> None:
    enter(browser)
    answers = [browser.post("/talk", CALL) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    refused = seen(answers[-1])
    assert refused.tree.xpath("//*[@class='notice'][@role='alert']")
    assert "Montag 13 bis 17 Uhr" in refused.text
    assert refused.tree.get_element_by_id("phone").get("value") == CALL["phone"]
    other = Client()
    other.post("/", {"code": CODES[1], "l": "de"})
    assert other.post("/talk", CALL).status_code == 303
    assert len(left(desk)) == 6


def test_strangers_of_one_address_leave_fewer_and_errors_do_not_count(desk: str) -> None:
    def ask(address: str, **more: str) -> int:
        return Client(REMOTE_ADDR=address).post("/talk", {**CALL, **more}).status_code

    assert [ask("192.0.2.1", phone="1") for _ in range(4)] == [422] * 4
    assert [ask("192.0.2.1") for _ in range(3)] == [303, 303, 429]
    assert ask("192.0.2.2") == 303
    # One household has 2^64 addresses of IPv6.
    assert [ask(f"2001:db8::{number}") for number in (1, 2, 3)] == [303, 303, 429]


def test_all_strangers_together_cannot_flood_the_outbox(desk: str) -> None:
    codes = [Client(REMOTE_ADDR=f"192.0.2.{last}").post("/talk", CALL).status_code for last in range(40)]
    assert codes == [303] * 30 + [429] * 10
    assert Wish.objects.count() == 30


def test_behind_a_proxy_the_address_is_the_last_that_it_says(desk: str, settings) -> None:
    object.__setattr__(settings.DEPLOYMENT, "behind_proxy", True)
    try:
        said = ["192.0.2.1", "10.0.0.9, 192.0.2.1", "192.0.2.1", "192.0.2.1, 192.0.2.2"]
        codes = [Client().post("/talk", CALL, headers={"X-Forwarded-For": each}).status_code for each in said]
    finally:
        object.__setattr__(settings.DEPLOYMENT, "behind_proxy", False)
    assert codes == [303, 303, 429, 303]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Quitte@Example.org", "Quitte@example.org"), ("0341 1234567", "+493411234567"), (" a＠b.de ", "a@b.de")],
)
def test_whoever_has_sent_can_ask_to_be_told_the_results(desk: str, browser: Client, typed: str, meant: str) -> None:
    finish(browser)
    assert look(browser, "/finished").tree.xpath("//form/@action") == ["/results"]
    answer = browser.post("/results", {"contact": typed})
    assert answer.url == "/results/sent"
    assert look(browser, answer.url).heading
    assert left(desk) == [Wished(meant, "de")]
    assert Wish.objects.get().kind == "results"


@pytest.mark.parametrize("typed", ["", "quitte", "quitte@", "@example.org", "a@b", "a" * 250 + "@b.de", "1234567"])
def test_a_contact_that_reaches_nobody_is_asked_for_again(desk: str, browser: Client, typed: str) -> None:
    finish(browser)
    page = seen(browser.post("/results", {"contact": typed}))
    assert (page.status, page.summary) == (422, ["#contact"])
    assert page.tree.get_element_by_id("contact").get("value") == typed
    assert not Wish.objects.exists()


def test_the_receipt_and_the_wish_come_again_with_the_code(desk: str, browser: Client) -> None:
    finish(browser)
    first = look(browser, "/finished").tree.xpath("//*[@class='receipt']")[0].text_content()
    again = Client()
    assert again.post("/", {"code": CODES[0], "l": "de"}).url == "/finished"
    page = look(again, "/finished")
    assert page.tree.xpath("//*[@class='receipt']")[0].text_content() == first
    assert page.tree.xpath("//form/@action") == ["/results"]


def test_results_can_be_wished_for_after_the_field_has_ended(desk: str, browser: Client) -> None:
    finish(browser)
    close_wave(wave="2020")
    assert browser.post("/results", {"contact": "a@b.de"}).url == "/results/sent"


def test_no_results_before_sending_or_without_a_desk(desk: str, browser: Client) -> None:
    enter(browser)
    assert browser.post("/results", {"contact": "a@b.de"}).url == "/finished"
    Opening.objects.update(desk_key="")
    finish(browser)
    assert look(browser, "/finished").tree.xpath("//form") == []
    assert browser.post("/results", {"contact": "a@b.de"}).url == "/finished"
    assert Client().post("/results", {"contact": "a@b.de"}).url == "/?again=1"
    assert not Wish.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_wishes_fit_into_a_round_trip(desk: str, browser: Client, language: str) -> None:
    import gzip

    enter(browser, language=language)
    assert len(gzip.compress(browser.get("/talk").content)) < 6 * 1024


def test_counts_end_with_their_time() -> None:
    now = [0.0]
    allowed = Allowance(times=2, seconds=60, clock=lambda: now[0])
    assert [allowed.take("a"), allowed.take("a"), allowed.take("a"), allowed.take("b")] == [True, True, False, True]
    now[0] = 59.9
    assert not allowed.take("a")
    now[0] = 60.0
    assert allowed.take("a")


def test_pages_of_wishes_are_forms_without_script(desk: str, browser: Client) -> None:
    enter(browser)
    for address in ("/talk", "/talk/sent", "/results/sent"):
        text = look(browser, address).text
        assert "<script" not in text
        assert html.document_fromstring(text).xpath("//h1")
