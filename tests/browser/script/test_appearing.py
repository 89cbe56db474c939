"""Questions that appear on a page and go: how they are told, what they keep, and what the server makes of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.model import Instrument, Kind, Question
from querschnitt.core.instrument.model import Page as Asked
from tests.apps.interview.kinds import every_kind
from tests.apps.interview.paper import collected
from tests.apps.interview.wave import LANGUAGES, words
from tests.browser.script.paper import show
from tests.browser.script.visitor import NEXT, WRITTEN, Gate, Posts, begin, status
from tests.instruments import tiny

served = pytest.mark.urls("querschnitt.site.urls.interview")
pytestmark = [served, pytest.mark.django_db(databases=["answers"], transaction=True)]

NEWS = ".unseen[role=status]"


def test_a_question_appears_at_once_is_told_and_takes_no_focus(wave: str, page: Page) -> None:
    begin(page)
    expect(page.locator("#arrival")).to_be_hidden()
    page.check("#born_here-2")
    expect(page.locator("#arrival")).to_be_visible()
    expect(page.locator("#born_here-2")).to_be_focused()
    expect(page.locator(NEWS)).to_have_text("Weiter unten ist eine Frage dazugekommen. Wann sind Sie gekommen?")
    page.fill(WRITTEN, "1985")
    page.fill("#arrival-field", "2015")
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    assert collected(wave).answers == {"birth_year": 1985, "born_here": "no", "arrival": 2015}


def test_what_was_written_comes_back_with_the_question_and_is_not_sent_without_it(wave: str, page: Page) -> None:
    begin(page)
    posts = Posts(page)
    page.fill(WRITTEN, "1985")
    page.check("#born_here-2")
    page.fill("#arrival-field", "2015")
    page.check("#born_here-1")
    expect(page.locator("#arrival")).to_be_hidden()
    page.check("#born_here-2")
    expect(page.locator("#arrival")).to_be_visible()
    assert page.input_value("#arrival-field") == "2015"
    page.check("#born_here-1")
    expect(page.locator("#arrival")).to_be_hidden()
    page.click(NEXT)
    page.wait_for_url("**/page/work")
    assert posts.all[-1]["__shown__"] == "birth_year born_here"
    assert "arrival" not in posts.all[-1]
    assert collected(wave).answers["born_here"] == "yes"


def test_a_saved_answer_waits_with_its_question_when_the_page_is_loaded_again(wave: str, page: Page) -> None:
    begin(page)
    page.check("#born_here-2")
    page.fill("#arrival-field", "2015")
    status(page, "Gespeichert")
    page.check("#born_here-1")
    expect(page.locator("#arrival")).to_be_hidden()
    expect(page.locator(".status")).to_have_attribute("data-is", "waiting")
    expect(page.locator(".status")).to_have_attribute("data-is", "")
    page.reload()
    expect(page.locator("#arrival")).to_be_hidden()
    page.check("#born_here-2")
    expect(page.locator("#arrival")).to_be_visible()
    assert page.input_value("#arrival-field") == "2015"


AT_ONCE = """() => {
  const answer = document.getElementById("born_here-2");
  answer.checked = true;
  for (const kind of ["input", "change"]) answer.dispatchEvent(new Event(kind, { bubbles: true }));
  document.querySelector("main button.primary").click();
}"""


def test_nobody_is_led_past_a_question_that_appeared_with_the_last_press(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    page.evaluate(AT_ONCE)
    expect(page.locator(".notice")).to_contain_text("Wann sind Sie gekommen?")
    page.click(NEXT)
    page.wait_for_url("**/page/work")


def test_who_goes_on_writing_stays_where_a_question_has_appeared(wave: str, page: Page) -> None:
    begin(page)
    page.fill(WRITTEN, "1985")
    page.check("#born_here-1")
    posts, gate = Posts(page), Gate(page)
    page.click(NEXT)
    gate.wait_for(1)
    page.check("#born_here-2")
    expect(page.locator("#arrival")).to_be_visible()
    gate.let_one_through()
    gate.let_one_through()
    status(page, "Gespeichert")
    assert posts.buttons == ["next", "save"]
    assert page.url.endswith("/page/person")


def test_a_search_is_sent_once_by_the_browser_itself(blank: Page) -> None:
    show(blank, every_kind(), "searching", {})
    posts = Posts(blank)
    blank.fill("#born_in-field", "Gui")
    blank.click("button[value='search born_in']")
    posts.wait_for(1)
    blank.wait_for_timeout(2000)
    assert [(post["go"], post["born_in__search"]) for post in posts.all] == [("search born_in", "Gui")]


def test_a_number_decides_when_it_is_written_not_while(blank: Page) -> None:
    blank.clock.install(time=0)
    show(blank, tiny("in_page_condition"), "children", {"has_children": "yes"})
    blank.clock.pause_at(3600)
    blank.focus("#number-field")
    blank.keyboard.type("1")
    blank.clock.run_for(200)
    blank.keyboard.type("0")
    blank.clock.run_for(399)
    expect(blank.locator("#school")).to_be_hidden()
    blank.clock.run_for(1)
    expect(blank.locator("#school")).to_be_visible()
    expect(blank.locator(NEWS)).to_have_text("")
    blank.clock.run_for(400)
    expect(blank.locator(NEWS)).to_contain_text("Geht eines zur Schule?")


def test_what_is_gone_before_it_could_be_told_is_not_told(blank: Page) -> None:
    show(blank, tiny("in_page_condition"), "children", {})
    blank.clock.install()
    blank.check("#has_children-1")
    blank.clock.run_for(100)
    blank.check("#has_children-2")
    blank.clock.run_for(5000)
    expect(blank.locator(NEWS)).to_have_text("")


NAMES = (
    "submit",
    "action",
    "method",
    "attributes",
    "append",
    "elements",
    "addEventListener",
    "children",
    "after",
    "id",
)
WAITING = ("querySelector", "page", "main", "status", "rules", "title")


def peculiar() -> Instrument:
    """Return a questionnaire whose questions are called like what a form or our page has."""
    asked = [Question(name, Kind.TEXT, words(name, name), block="here") for name in NAMES]
    relevant = Expression.parse("${submit} = 'x'")
    waiting = [Question(name, Kind.TEXT, words(name, name), relevant=relevant, block="here") for name in WAITING]
    page = Asked("here", words("Hier", "Here"), questions=(*asked, *waiting))
    return Instrument("peculiar", "Seltsam", "1", "de", tuple(LANGUAGES), (page,), language_names=LANGUAGES)


def test_questions_may_be_called_like_anything_that_a_form_has(blank: Page) -> None:
    faults: list[object] = []
    blank.on("pageerror", lambda fault: faults.append(fault))
    show(blank, peculiar(), "here", {})
    posts = Posts(blank)
    for name in NAMES:
        blank.fill(f"[name={name}]", "x")
    for name in WAITING:
        expect(blank.locator(f"fieldset[id={name}]")).to_be_visible()
    posts.wait_for(1)
    status(blank, "Gespeichert")
    assert {name: posts.all[0][name] for name in NAMES} == dict.fromkeys(NAMES, "x")
    # What is no answer of ours leads to the form's own way of being sent.
    blank.route("**/page/*", lambda route: route.fulfill(status=422))
    blank.click(NEXT)
    posts.wait_for(3)
    assert posts.buttons[-2:] == ["next", "next"]
    assert faults == []
