"""When the net or the service is away the page holds what is written, says so, and goes on when it is back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.apps.interview.paper import collected
from tests.browser.script.service import Service
from tests.browser.script.visitor import NEXT, WRITTEN, Gate, Posts, begin, status

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]

HELD = (
    "Es gibt gerade keine Verbindung. Was Sie geschrieben haben, bleibt auf dieser Seite. "
    "Wir senden es, sobald die Verbindung wieder da ist."
)
THROUGH = "Die Verbindung ist wieder da. Ihre Antworten sind gespeichert."


def test_offline_the_page_holds_and_goes_on_where_the_person_wanted(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    page.context.set_offline(True)
    page.click(NEXT)
    status(page, HELD)
    page.check("#born_here-1")
    page.click("button[value=language]")
    page.wait_for_timeout(300)
    assert page.input_value(WRITTEN) == "1985"
    assert page.url.endswith("/page/person")
    page.context.set_offline(False)
    page.wait_for_url("**/language?at=/page/person")
    assert collected(wave).answers == {"birth_year": 1985, "born_here": "yes"}


def test_what_could_not_be_saved_is_saved_when_the_net_is_back(wave: str, page: Page) -> None:
    begin(page)
    page.context.set_offline(True)
    page.fill(WRITTEN, "1985")
    status(page, HELD)
    page.fill(WRITTEN, "1986")
    status(page, HELD)
    page.context.set_offline(False)
    status(page, THROUGH)
    assert collected(wave).answers == {"birth_year": 1986}
    expect(page.get_by_role("button", name="Noch einmal versuchen")).to_have_count(0)


def test_the_server_is_told_how_long_ago_the_answers_were_given(wave: str, page: Page) -> None:
    begin(page)
    page.clock.install()
    page.fill(WRITTEN, "1985")
    page.context.set_offline(True)
    page.clock.run_for(2000)
    status(page, HELD)
    page.clock.fast_forward(3_600_000)
    posts = Posts(page)
    page.context.set_offline(False)
    status(page, THROUGH)
    assert 3600 <= int(posts.all[-1]["__age__"]) <= 3605
    given = collected(wave).given["birth_year"]
    assert 3600 <= given.received - given.at <= 3605


def test_a_service_that_is_started_anew_is_tried_again(wave: str, page: Page, service: Service) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    service.stop()
    page.click(NEXT)
    status(page, HELD)
    service.start()
    page.get_by_role("button", name="Noch einmal versuchen").click()
    page.wait_for_url("**/page/work")
    assert collected(wave).answers == {"birth_year": 1985}


def test_it_tries_by_itself_less_and_less_often(wave: str, page: Page) -> None:
    page.clock.install(time=0)
    begin(page)
    page.clock.pause_at(3600)
    page.route("**/page/person", lambda route: route.fulfill(status=503))
    posts = Posts(page)
    page.fill(WRITTEN, "1985")
    for count, wait in enumerate([1500, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000], start=1):
        page.clock.run_for(wait - 1)
        assert len(posts.all) == count - 1
        page.clock.run_for(1)
        # With the button, put there anew, the next attempt is planned.
        expect(page.locator(".status button")).to_be_visible()
        page.evaluate("document.querySelector('.status button').remove()")
    assert set(posts.buttons) == {"save"}


@pytest.mark.parametrize("answer", [502, 503, 504])
def test_a_service_that_is_away_behind_a_proxy_is_a_net_that_is_away(wave: str, page: Page, answer: int) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    page.route("**/page/person", lambda route: route.fulfill(status=answer))
    page.click(NEXT)
    status(page, HELD)
    page.unroute("**/page/person")
    page.get_by_role("button", name="Noch einmal versuchen").click()
    page.wait_for_url("**/page/work")


def test_an_answer_that_does_not_come_is_a_net_that_is_away(wave: str, page: Page) -> None:
    begin(page)
    page.clock.install()
    page.fill(WRITTEN, "1985")
    gate = Gate(page)
    page.click(NEXT)
    gate.wait_for(1)
    page.clock.run_for(1500)
    status(page, "Wird gespeichert …")
    page.clock.run_for(14_000)
    status(page, HELD)
    gate.waiting.clear()
    page.get_by_role("button", name="Noch einmal versuchen").click()
    gate.let_one_through()
    page.wait_for_url("**/page/work")


def test_whoever_closes_the_page_is_warned_only_while_something_is_unsent(wave: str, page: Page) -> None:
    begin(page)
    warned: list[str] = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    page.context.set_offline(True)
    page.fill(WRITTEN, "1985")
    status(page, HELD)
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert warned == ["beforeunload"]
    page.context.set_offline(False)
    status(page, THROUGH)
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert warned == ["beforeunload"]


def test_anything_else_the_server_says_is_shown_as_its_page(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    page.route("**/page/person", lambda route: route.fulfill(status=500, body="<h1>Etwas anderes</h1>"))
    page.click(NEXT)
    expect(page.locator("h1")).to_have_text("Etwas anderes")
