"""The interview in a real browser: by keyboard alone, without JavaScript, and under axe-core's eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from querschnitt.apps.interview import queries
from tests.apps.interview.wave import CODES

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]


@pytest.fixture
def page(chromium: Browser, live_server) -> Iterator[Page]:
    """A page at the interview; no script of ours runs on it, because there is none."""
    context = chromium.new_context(base_url=live_server.url, locale="de-DE", viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, text: str) -> None:
    """Press Tab until the control with this text or label has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        named = page.evaluate(
            "() => { const e = document.activeElement; const l = e.labels && e.labels[0];"
            " const by = document.getElementById(e.getAttribute('aria-labelledby'));"
            " return [l, e, by].map(part => part ? part.textContent : '').join(' ') }"
        )
        if text in named:
            return
    raise AssertionError(f"'{text}' cannot be reached with Tab")


def test_a_whole_interview_by_keyboard(wave: str, page: Page) -> None:
    page.goto("/")
    tab_to(page, "Ihr Zugangscode")
    page.keyboard.type("o123 4567 89ab cde4")
    press(page, "Enter")
    page.wait_for_url("**/language")
    tab_to(page, "English")
    press(page, "Enter")
    page.wait_for_url("**/info")
    tab_to(page, "Start")
    press(page, "Enter")
    page.wait_for_url("**/page/person")
    tab_to(page, "In which year were you born?")
    page.keyboard.type("1985")
    tab_to(page, "Yes")
    press(page, "Space")
    tab_to(page, "Continue")
    press(page, "Enter")
    page.wait_for_url("**/page/work")
    tab_to(page, "Yes")
    press(page, "ArrowDown")
    tab_to(page, "How high is the rent?")
    page.keyboard.type("512.50")
    # Enter in a field goes on, although the button that changes the language stands first on the page.
    press(page, "Enter")
    page.wait_for_url("**/page/wishes")
    tab_to(page, "What do you wish?")
    page.keyboard.type("More trees")
    tab_to(page, "Continue")
    press(page, "Enter")
    page.wait_for_url("**/review")
    assert "More trees" in page.inner_text("main")
    tab_to(page, "Send my answers")
    press(page, "Enter")
    page.wait_for_url("**/finished")
    (sealed,) = queries.sealed_interviews("2020")
    answers = sealed.open(wave).answers
    assert answers["birth_year"] == 1985
    assert answers["searched"] == "no"
    assert str(answers["rent"]) == "512.50"
    assert answers["wish"] == "More trees"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("language", "scheme"), [("de", "light"), ("ar", "light"), ("de", "dark"), ("ar", "dark")])
def test_axe_finds_nothing(
    page: Page, violations: Callable[[Page], list[str]], *, wave: str, language: str, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    seen: dict[str, list[str]] = {}

    def look(name: str) -> None:
        seen[name] = violations(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is wider than the screen"

    page.goto(f"/?l={language}")
    look("code")
    page.fill("#code", "ABCD")
    page.click("main form button")
    look("wrong code")
    page.goto("/")
    page.fill("#code", CODES[0])
    page.click("main form button")
    look("language")
    page.click(f"button[value={language}]")
    look("info")
    page.click("main button.primary")
    page.fill("#birth_year-field", "1850")
    page.click("main button.primary")
    look("an error")
    page.fill("#birth_year-field", "1985")
    page.check("#born_here-2")
    page.click("main button.primary")
    look("a new question")
    page.click("main button.primary")
    page.check("#searched-1")
    look("a middle page")
    for _ in range(3):
        page.click("main button.primary")
        look(page.url.rsplit("/", 1)[-1])
    assert page.url.endswith("/review")
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    for aside in ("talk", "privacy", "accessibility", "delete", "language?at=/review"):
        page.goto(f"/{aside}")
        look(aside)
    page.goto("/review")
    page.click("main button.primary")
    look("finished")
    assert len(seen) == 16
    assert {name: found for name, found in seen.items() if found} == {}


@pytest.mark.parametrize("width", [320, 360])
def test_rows_and_buttons_are_large_enough(wave: str, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto("/?l=de")
    page.fill("#code", CODES[0])
    page.click("main form button")
    page.click("main button.primary")
    rows = page.eval_on_selector_all("label.row", "rows => rows.map(row => [row.offsetWidth, row.offsetHeight])")
    assert rows
    assert all(row[1] >= 48 and row[0] >= width - 50 for row in rows)
    controls = "a:not(.skip), button:not(.default)"
    heights = page.eval_on_selector_all(controls, "all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 24
