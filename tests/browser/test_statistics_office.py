"""The statistics office in a real browser: under axe-core's eyes, at a phone's and a desk's width, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from querschnitt.apps.accounts.models import User
from tests.apps.results import whole_wave as made

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics"], transaction=True),
]
ROOMS = ("register", "plan", "draw", "fieldwork", "weights", "results", "results/item_0", "changes", "files")


@pytest.fixture
def page(chromium: Browser, live_server) -> Iterator[Page]:
    context = chromium.new_context(base_url=live_server.url, locale="en-GB")
    yield context.new_page()
    context.close()


def log_in(page: Page) -> None:
    User.objects.create_user(username="test", password="a-long-test-password", role="statistics")
    page.goto("/")
    page.fill("#id_username", "test")
    page.fill("#id_password", "a-long-test-password")
    page.press("#id_password", "Enter")
    page.wait_for_selector(".wave-line")
    page.wait_for_load_state("load")


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(page: Page, violations: Callable[[Page], list[str]], width: int) -> None:
    made.with_changes(made.whole_wave(), made.announced("2016", start=date(2016, 5, 2)))
    page.set_viewport_size({"width": width, "height": 800})
    seen: dict[str, list[str]] = {}

    def look(name: str) -> None:
        seen[name] = violations(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is wider than the screen"

    page.goto("/login/")
    look("login")
    log_in(page)
    look("wave")
    for room in ROOMS:
        page.goto(f"/wave/2020/{room}/")
        look(room)
    assert len(seen) == 2 + len(ROOMS)
    assert {name: found for name, found in seen.items() if found} == {}


def test_a_slider_moves_the_plan_and_the_page_works_by_its_button_alone(
    page: Page, chromium: Browser, live_server
) -> None:
    made.with_frame(made.announced("2020"))
    log_in(page)
    page.goto("/wave/2020/plan/?letters=1000&response=20&minimum=0")
    result = page.locator("#plan-result tbody").first
    assert result.inner_text().split()[1] == "200"
    page.get_by_role("slider", name="Of 100, so many answer").focus()
    page.keyboard.press("ArrowRight")
    expect(result).to_contain_text("210")
    expect(page.get_by_role("status")).to_contain_text("people must be written to")
    assert "response=21" in page.url and page.input_value("#id_response") == "21"
    without = chromium.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=False)
    without.add_cookies(page.context.cookies())
    plain = without.new_page()
    plain.goto("/wave/2020/plan/")
    assert plain.get_by_role("slider").count() == 0
    plain.fill("#id_letters", "600")
    plain.get_by_role("button", name="Work it out").click()
    assert plain.locator("#plan-result tbody").first.inner_text().split()[1] == "90"
    without.close()


def test_the_wave_obeys_the_strict_policy_and_loads_its_sheets(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    made.whole_wave()
    log_in(page)
    mark = page.evaluate("getComputedStyle(document.querySelector('.wave-stage'), '::after').borderRadius")
    assert mark == "50%"
    assert said == []


def test_from_the_wave_to_a_room_and_to_another_language_by_keyboard(page: Page) -> None:
    made.whole_wave()
    log_in(page)
    link = page.get_by_role("heading", name="Draw").get_by_role("link")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/wave/2020/draw/")
    assert page.get_by_role("link", name="Draw").get_attribute("aria-current") == "page"
    page.get_by_role("button", name="Deutsch").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("html[lang=de]")
    assert page.url.endswith("/wave/2020/draw/")


def test_the_report_opens_without_running_anything(page: Page) -> None:
    made.whole_wave()
    log_in(page)
    page.get_by_role("link", name="Open the report").click()
    assert page.inner_text("body") == "content of bericht.html"
