"""The next page comes with the answer to the form: the browser turns to it, and it is a page like any other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.apps.interview.paper import collected
from tests.browser.script.service import Service
from tests.browser.script.visitor import NEXT, WRITTEN, Posts, begin, status, until

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]


def onward(page: Page) -> None:
    """Fill in the first page and turn to the second."""
    page.fill(WRITTEN, "1985")
    page.check("#born_here-1")
    page.click(NEXT)
    page.wait_for_url("**/page/work")


def test_the_page_has_its_title_begins_at_its_top_and_its_script_is_at_work(wave: str, page: Page) -> None:
    begin(page)
    page.evaluate("window.stayed = true; scrollTo(0, 1000)")
    onward(page)
    assert page.evaluate("window.stayed"), "the browser has asked for the page"
    expect(page).to_have_title("Arbeit – Befragung")
    assert page.evaluate("[scrollY, document.activeElement.tagName, document.readyState]") == [0, "BODY", "complete"]
    posts = Posts(page)
    page.check("#searched-2")
    status(page, "Gespeichert")
    assert posts.buttons == ["save"]
    assert collected(wave).answers["searched"] == "no"


def test_nothing_of_the_page_before_goes_on(wave: str, page: Page) -> None:
    """Its listeners and its timers are gone: what is written now is sent once, by the page that is there."""
    page.clock.install()
    begin(page)
    onward(page)
    posts = Posts(page)
    page.clock.run_for(20_000)
    assert posts.all == []
    page.check("#searched-2")
    page.clock.run_for(2000)
    posts.wait_for(1)
    page.wait_for_timeout(300)
    assert posts.buttons == ["save"]


def test_back_and_forward_ask_for_the_pages(wave: str, page: Page) -> None:
    begin(page)
    onward(page)
    page.go_back()
    page.wait_for_url("**/page/person")
    expect(page.locator(WRITTEN)).to_have_value("1985")
    page.fill(WRITTEN, "1986")
    page.go_forward()
    page.wait_for_url("**/page/work")
    expect(page.locator("#searched")).to_be_visible()
    until(page, lambda: collected(wave).answers["birth_year"] == 1986)
    page.reload()
    expect(page.locator("#searched")).to_be_visible()


def test_a_link_within_the_page_leads_nowhere_else(wave: str, page: Page) -> None:
    begin(page)
    onward(page)
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#main'")
    page.go_back()
    page.wait_for_function("location.hash === ''")
    expect(page.locator("#searched")).to_be_visible()


def test_what_is_wrong_is_said_and_stands_in_no_history(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "85")
    before = page.evaluate("history.length")
    for _ in range(2):
        page.click(NEXT)
        expect(page.locator(".summary")).to_be_focused()
        assert page.evaluate("history.length") == before
    page.fill(WRITTEN, "1985")
    page.check("#born_here-1")
    page.click(NEXT)
    page.wait_for_url("**/page/work")


def test_a_service_without_the_hot_path_is_asked_for_the_page(wave: str, page: Page, service: Service) -> None:
    """What answers with an address alone, as Django does, leads on all the same."""
    service.leave_all_to_django()
    begin(page)
    onward(page)
    expect(page.locator("#searched")).to_be_visible()


def test_an_old_browser_gets_the_page_without_script(wave: str, page: Page) -> None:
    page.add_init_script("delete window.AbortController")
    begin(page)
    posts = Posts(page)
    page.fill(WRITTEN, "1985")
    page.check("#born_here-1")
    page.wait_for_timeout(2500)
    assert posts.all == []
    page.evaluate("window.stayed = true")
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    assert page.evaluate("window.stayed") is None
