"""Every kind of question in a real browser: by keyboard alone, with JavaScript and without."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from querschnitt.apps.interview import queries
from tests.apps.interview.wave import CODES

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]
SCRIPTS = pytest.mark.parametrize("scripts", [False, True], ids=["without JavaScript", "with JavaScript"])


@pytest.fixture
def opened(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of a small phone."""
    contexts = []

    def open_page(*, scripts: bool = True, width: int = 360) -> Page:
        size = {"width": width, "height": 740}
        context = chromium.new_context(base_url=live_server.url, viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def tab_to(page: Page, name: str, value: str = "") -> None:
    """Press Tab until the field or button with this name (and value) has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate("() => [document.activeElement.name || '', document.activeElement.value || '']")
        if at[0] == name and value in ("", at[1]):
            return
    raise AssertionError(f"{name} {value} cannot be reached with Tab on {page.url}")


def press(page: Page, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def go(page: Page, address: str) -> None:
    """Press the button that leads on."""
    tab_to(page, "go", "next")
    press(page, "Enter")
    page.wait_for_url(f"**{address}")


def begin(page: Page, language: str) -> None:
    page.goto(f"/?l={language}")
    tab_to(page, "code")
    page.keyboard.type(CODES[0])
    press(page, "Enter")
    page.wait_for_url("**/info")
    page.focus(".primary")
    press(page, "Enter")
    page.wait_for_url("**/page/choosing")


def choose(page: Page) -> None:
    tab_to(page, "land")
    press(page, "ArrowDown")
    tab_to(page, "means")
    press(page, "Space")
    assert not page.is_visible("#means_other")
    press(page, "ArrowDown", 3)
    assert page.is_visible("#means_other")
    tab_to(page, "means_other")
    page.keyboard.type("Esel")
    for code, place in (("bus", 3), ("tram", 1), ("bike", 2)):
        tab_to(page, f"order__place__{code}")
        press(page, "ArrowDown", place)
    tab_to(page, "agreed")
    press(page, "Space")
    go(page, "/page/counting")


def count(page: Page) -> None:
    tab_to(page, "content")
    press(page, "Space")
    press(page, "ArrowDown", 7)
    tab_to(page, "share")
    page.keyboard.type("45")
    tab_to(page, "level")
    press(page, "Space")
    press(page, "ArrowDown")
    # What a browser shows first, day or month, hour of twelve or of twenty-four, is the machine's own affair.
    tab_to(page, "rises")
    page.keyboard.type("0630AM")
    tab_to(page, "moved")
    page.keyboard.type("01012015")
    tab_to(page, "members")
    page.keyboard.type("3")
    tab_to(page, "rent")
    page.keyboard.type("512,50")
    go(page, "/page/searching")


def search(page: Page) -> None:
    tab_to(page, "born_in__search")
    page.keyboard.type("Eritria")
    tab_to(page, "go", "search born_in")
    press(page, "Enter")
    page.wait_for_selector("#born_in-near-1")
    assert page.evaluate("document.activeElement.value") == "ER"
    press(page, "Space")
    tab_to(page, "lived_in__search")
    page.keyboard.type("سوريا")
    tab_to(page, "go", "search lived_in")
    press(page, "Enter")
    page.wait_for_selector("#lived_in-1")
    tab_to(page, "town")
    press(page, "Space")
    go(page, "/page/given")


def household(page: Page) -> None:
    tab_to(page, "nation")
    page.keyboard.press("End")
    page.keyboard.type("!")
    go(page, "/page/about/1")
    tab_to(page, "first_name[1]")
    page.keyboard.type("Mira")
    go(page, "/page/person/1")
    tab_to(page, "person[1]")
    press(page, "Space")
    go(page, "/page/about/2")
    go(page, "/page/person/2")
    tab_to(page, "person[2]")
    press(page, "Space")
    press(page, "ArrowDown")
    for address in ("/page/room_page/1", "/page/room_page/2", "/review"):
        go(page, address)


@SCRIPTS
@pytest.mark.parametrize("language", ["de", "ar", "ti"])
def test_every_kind_by_keyboard(kinds: str, opened: Callable[..., Page], *, language: str, scripts: bool) -> None:
    page = opened(scripts=scripts)
    begin(page, language)
    choose(page)
    count(page)
    search(page)
    household(page)
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    page.focus("main .primary")
    press(page, "Enter")
    page.wait_for_url("**/finished")
    (sealed,) = queries.sealed_interviews("2020")
    answers = dict(sealed.open(kinds).answers)
    assert answers.pop("town") in ("leipzig", "dresden")
    assert str(answers.pop("level")) == "-0.5"
    assert str(answers.pop("rent")) == "512.50"
    assert answers == {
        "land": "sn", "means": "other", "means_other": "Esel", "order": ("tram", "bike", "bus"), "agreed": "OK",
        "content": 7, "share": 45, "rises": datetime.time(6, 30), "moved": datetime.date(2015, 1, 1), "members": 3,
        "born_in": "ER", "lived_in": ("SY",), "nation": "DE!",
        "first_name[1]": "Mira", "person[1]": "yes", "person[2]": "no",
    }  # fmt: skip


@pytest.mark.parametrize("width", [320, 360])
def test_what_is_pressed_is_large_enough(kinds: str, opened: Callable[..., Page], width: int) -> None:
    page = opened(width=width)
    begin(page, "de")
    page.select_option("#land-field", "sn")
    rows = page.eval_on_selector_all("label.row", "rows => rows.map(row => [row.offsetWidth, row.offsetHeight])")
    assert all(row[1] >= 48 and row[0] >= width - 60 for row in rows)
    selects = page.eval_on_selector_all("select", "all => all.map(one => one.offsetHeight)")
    assert len(selects) == 4
    assert min(selects) >= 44
    for name, place in (("bus", "1"), ("tram", "2"), ("bike", "3")):
        page.select_option(f"[name=order__place__{name}]", place)
    page.check("#agreed-1")
    for address in ("counting", "searching"):
        page.click("main button.primary")
        page.wait_for_url(f"**/page/{address}")
    finds = page.eval_on_selector_all(".find", "all => all.map(one => [one.offsetHeight, one.offsetTop])")
    fields = page.eval_on_selector_all(".search input", "all => all.map(one => [one.offsetWidth, one.offsetTop])")
    assert all(height >= 44 for height, _ in finds)
    assert all(length >= 130 for length, _ in fields)
    # The button stands beside its field, not below it.
    assert [abs(find[1] - field[1]) < 10 for find, field in zip(finds, fields, strict=True)] == [True, True]


def test_a_negative_number_keeps_its_sign_in_front_from_right_to_left(kinds: str, opened: Callable[..., Page]) -> None:
    page = opened()
    begin(page, "ar")
    choose(page)
    first = page.locator("#level .row bdi").first
    assert first.inner_text() == "-1"
    assert first.evaluate("one => getComputedStyle(one).direction") == "ltr"
