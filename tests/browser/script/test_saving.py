"""What is written is saved by itself, and going on loses nothing and costs nothing more."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from querschnitt.apps.interview.models import Interview
from tests.apps.interview.paper import collected
from tests.apps.interview.wave import CODES
from tests.browser.script.visitor import NEXT, WRITTEN, Gate, Posts, begin, status, until

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]


def test_what_is_written_is_saved_and_marks_nothing_as_passed(wave: str, page: Page) -> None:
    begin(page)
    posts = Posts(page)
    page.fill(WRITTEN, "1985")
    status(page, "Gespeichert")
    assert collected(wave).answers == {"birth_year": 1985}
    assert posts.buttons == ["save"]
    page.goto("/page/work")
    assert page.url.endswith("/page/person")
    assert page.input_value(WRITTEN) == "1985"


def test_only_what_has_changed_is_sent_and_once(wave: str, page: Page) -> None:
    begin(page)
    posts = Posts(page)
    page.clock.install()
    page.fill(WRITTEN, "1985")
    page.clock.run_for(1000)
    page.check("#born_here-1")
    page.clock.run_for(1000)
    assert posts.buttons == []
    page.clock.run_for(1000)
    status(page, "Gespeichert")
    page.focus("#born_here-2")
    page.clock.run_for(60_000)
    assert posts.buttons == ["save"]
    assert collected(wave).answers == {"birth_year": 1985, "born_here": "yes"}


def test_going_on_takes_one_request(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    page.check("#born_here-1")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url.rpartition('/')[2]}"))
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    expect(page.locator("#searched")).to_be_visible()
    assert [each for each in sent if ".css" not in each and ".js" not in each] == ["POST person"]


def test_whoever_writes_on_over_a_slow_net_is_saved_pause_by_pause(wave: str, page: Page) -> None:
    page.clock.install(time=0)
    begin(page)
    page.clock.pause_at(3600)
    posts, gate = Posts(page), Gate(page)
    page.fill(WRITTEN, "198")
    page.clock.run_for(1500)
    gate.wait_for(1)
    page.fill(WRITTEN, "1985")
    page.clock.run_for(5000)
    assert posts.buttons == ["save"]
    with page.expect_event("requestfinished"):
        gate.let_one_through()
    expect(page.locator(".status p")).to_have_text("Gespeichert")
    assert posts.buttons == ["save"]
    page.clock.run_for(1500)
    gate.let_one_through()
    until(page, lambda: collected(wave).answers == {"birth_year": 1985})
    assert posts.buttons == ["save", "save"]


def test_the_newest_state_is_the_last_one_sent(wave: str, page: Page) -> None:
    begin(page)
    posts, gate = Posts(page), Gate(page)
    page.fill(WRITTEN, "1985")
    gate.wait_for(1)
    page.fill(WRITTEN, "1986")
    page.click(NEXT)
    page.wait_for_timeout(300)
    assert posts.buttons == ["save"]
    gate.let_one_through()
    gate.wait_for(1)
    page.fill(WRITTEN, "1987")
    gate.let_one_through()
    gate.let_one_through()
    page.wait_for_url("**/page/work")
    assert [(post["go"], post["birth_year"]) for post in posts.all] == [
        ("save", "1985"), ("next", "1986"), ("next", "1987"),
    ]  # fmt: skip
    assert collected(wave).answers["birth_year"] == 1987


def test_a_double_click_sends_once(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    posts, gate = Posts(page), Gate(page)
    page.dblclick(NEXT)
    page.wait_for_timeout(300)
    gate.let_one_through()
    page.wait_for_url("**/page/work")
    assert posts.buttons == ["next"]
    page.wait_for_timeout(300)
    assert page.url.endswith("/page/work")


def test_an_error_is_said_by_the_server_s_page(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1850")
    page.check("#born_here-1")
    page.click(NEXT)
    expect(page.locator(".summary")).to_contain_text("Bitte ein Jahr von 1910 bis 2002.")
    expect(page.locator(".summary")).to_be_focused()
    page.fill(WRITTEN, "1985")
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    assert collected(wave).answers == {"birth_year": 1985, "born_here": "yes"}


@pytest.mark.parametrize(("button", "address"), [
    ("language", "/language?at=/page/work"), ("talk", "/talk?at=/page/work"), ("delete", "/delete?at=/page/work"),
    ("pause", "/pause?l=de"), ("back", "/page/person"),
])  # fmt: skip
def test_every_button_of_the_page_goes_its_way_and_keeps_what_is_written(
    page: Page, *, wave: str, button: str, address: str
) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    page.fill("#rent-field", "512,50")
    posts = Posts(page)
    page.click(f"button[value={button}]")
    page.wait_for_url(f"**{address}")
    assert posts.buttons == [button]
    assert str(collected(wave).answers["rent"]) == "512.50"


def test_enter_in_a_field_goes_on(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    page.press(WRITTEN, "Enter")
    page.wait_for_url("**/page/work")


def test_what_was_just_written_is_sent_when_the_page_is_left(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    page.goto("about:blank")
    until(page, lambda: bool(collected(wave).answers))
    assert collected(wave).answers == {"birth_year": 1985}


def test_whoever_turns_to_another_window_has_saved(wave: str, page: Page) -> None:
    page.clock.install(time=0)
    begin(page)
    page.clock.pause_at(3600)
    posts = Posts(page)
    page.fill(WRITTEN, "1985")
    page.evaluate("dispatchEvent(new Event('blur'))")
    posts.wait_for(1)
    status(page, "Gespeichert")
    page.fill(WRITTEN, "1986")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    until(page, lambda: collected(wave).answers == {"birth_year": 1986})
    assert posts.buttons == ["save", "save"]


def test_leaving_a_field_saves_soon_but_a_press_of_the_button_is_all_that_is_sent(wave: str, page: Page) -> None:
    page.clock.install(time=0)
    begin(page)
    page.clock.pause_at(3600)
    posts = Posts(page)
    page.fill(WRITTEN, "1985")
    page.focus("#born_here-1")
    page.clock.run_for(250)
    status(page, "Gespeichert")
    page.fill(WRITTEN, "1986")
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    assert posts.buttons == ["save", "next"]


def test_a_page_that_the_browser_has_kept_says_nothing_of_before(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    status(page, "Gespeichert")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    status(page, "")
    page.click(NEXT)
    page.wait_for_url("**/page/work")


def test_the_lines_of_a_text_are_sent_as_a_form_sends_them(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    for name in ("work", "wishes"):
        page.click(NEXT)
        page.wait_for_url(f"**/page/{name}")
    page.fill("#wish-field", "Mehr\nBäume")
    status(page, "Gespeichert")
    assert collected(wave).answers["wish"] == "Mehr\r\nBäume"


def test_two_tabs_end_in_one_interview(wave: str, page: Page) -> None:
    begin(page)
    other = page.context.new_page()
    other.goto("/page/person")
    page.fill(WRITTEN, "1985")
    status(page, "Gespeichert")
    other.fill(WRITTEN, "1990")
    other.check("#born_here-2")
    expect(other.locator("#arrival")).to_be_visible()
    other.click(NEXT)
    other.wait_for_url("**/page/work")
    page.check("#born_here-1")
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    assert collected(wave).answers == {"birth_year": 1985, "born_here": "yes"}
    assert Interview.objects.count() == 1


def test_who_comes_back_finds_no_stale_words_and_can_go_on(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    status(page, "Gespeichert")
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    page.go_back()
    page.wait_for_url("**/page/person")
    status(page, "")
    assert page.input_value(WRITTEN) == "1985"
    page.fill(WRITTEN, "1986")
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    assert collected(wave).answers["birth_year"] == 1986


def test_without_the_script_s_file_the_page_works_as_before(wave: str, page: Page) -> None:
    page.context.route("**/*.js", lambda route: route.fulfill(status=404))
    begin(page)
    page.fill(WRITTEN, "1985")
    page.check("#born_here-2")
    page.click(NEXT)
    expect(page.locator(".notice")).to_contain_text("Wann sind Sie gekommen?")
    page.fill("#arrival-field", "2015")
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    assert collected(wave).answers == {"birth_year": 1985, "born_here": "no", "arrival": 2015}


def test_when_the_visit_has_ended_nobody_writes_into_the_void(wave: str, page: Page) -> None:
    begin(page)
    page.context.clear_cookies()
    page.fill(WRITTEN, "1985")
    expect(page.locator("dialog")).to_contain_text("Zum Schutz Ihrer Antworten wurden Sie abgemeldet.")
    page.click("dialog a")
    page.fill("#code", CODES[0])
    page.click("main form button")
    page.wait_for_url("**/page/person")
