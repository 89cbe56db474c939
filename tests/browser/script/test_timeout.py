"""A visit does not end without a warning, and the warning can be answered."""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import Page, expect

from querschnitt.apps.interview import visit
from tests.browser.script.visitor import WRITTEN, Posts, begin, status

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]

# The visit may have been renewed an hour before the page came.
LASTS = (visit.HOURS * 3600 - visit.RENEWED_AFTER) * 1000
MINUTE = 60_000


def test_the_warning_comes_ten_minutes_before_and_one_press_extends_the_visit(wave: str, page: Page) -> None:
    page.clock.install()
    begin(page)
    page.fill(WRITTEN, "1985")
    page.clock.run_for(2000)
    status(page, "Gespeichert")
    page.clock.fast_forward(LASTS - 11 * MINUTE)
    expect(page.locator("dialog")).to_have_count(0)
    page.clock.fast_forward(MINUTE)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("werden Sie in 10 Minuten abgemeldet")
    page.clock.fast_forward(6 * MINUTE)
    expect(dialog).to_contain_text("werden Sie in 4 Minuten abgemeldet")
    posts = Posts(page)
    expect(dialog.get_by_role("button", name="Angemeldet bleiben")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)
    status(page, "Sie bleiben angemeldet.")
    assert posts.buttons == ["save"]
    page.clock.fast_forward(LASTS - 11 * MINUTE)
    expect(page.locator("dialog")).to_have_count(0)


def test_whatever_is_written_is_a_sign_of_life(wave: str, page: Page) -> None:
    page.clock.install()
    begin(page)
    page.clock.fast_forward(LASTS - 20 * MINUTE)
    page.fill(WRITTEN, "1985")
    page.clock.run_for(2000)
    status(page, "Gespeichert")
    page.clock.fast_forward(LASTS - 20 * MINUTE)
    expect(page.locator("dialog")).to_have_count(0)


def test_at_the_end_the_page_says_so_and_leads_to_the_code(wave: str, page: Page) -> None:
    page.clock.install()
    begin(page, language="en")
    page.clock.fast_forward(LASTS + MINUTE)
    expect(page.get_by_role("dialog")).to_contain_text("You have been signed out to protect your answers.")
    page.get_by_role("dialog").get_by_role("link").click()
    expect(page.locator(".notice")).to_contain_text("You have not been active for a long time.")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_laptop_that_has_slept_warns_when_it_wakes(wave: str, page: Page) -> None:
    page.clock.install()
    begin(page)
    # The clock goes on while no timer runs.
    ahead = datetime.timedelta(milliseconds=LASTS - 5 * MINUTE)
    page.clock.set_system_time(datetime.datetime.now() + ahead)
    expect(page.locator("dialog")).to_have_count(0)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("dialog")).to_contain_text("in 5 Minuten abgemeldet")
