"""The whole example interview by keyboard alone: everything is reached, every focus is seen, nothing traps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from querschnitt.core.instrument.values import Missing
from tests.apps.interview.paper import collected
from tests.browser.access.answers import CHOSEN, CODE, WRITTEN, meant
from tests.browser.access.scenes import SCENES, drawn
from tests.browser.access.stage import MEASURES, Stage
from tests.browser.script.service import Service

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]
MOST_STOPS = 60
"""More than any page has: after as many steps the focus is caught."""

MOST_ROWS = 12


@dataclass(frozen=True)
class Focus:
    """Where the focus is: nowhere (`isOut`), or at an element. `found`: what is wrong with how it can be seen."""

    name: str
    type: str
    value: str
    checked: bool
    isOut: bool  # noqa: N815 - as the page says it
    found: list[str]


class Keyboard:
    """A person at a page who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str) -> Focus:
        """Press a key, and return where the focus is now."""
        self.page.keyboard.press(key)
        return self.focus()

    def focus(self) -> Focus:
        if not self.page.evaluate("'measures' in window"):
            self.page.evaluate(MEASURES.read_text(encoding="utf-8"))
        focus = Focus(**self.page.evaluate("measures.here()"))
        assert focus.found == [], self.page.url
        return focus

    def round(self, act: Callable[[Focus], None] = lambda focus: None) -> None:
        """Go through the page with Tab until it ends, and do something at each stop."""
        for _ in range(MOST_STOPS):
            focus = self.press("Tab")
            if focus.isOut:
                break
            act(focus)
        else:
            raise AssertionError(f"The focus does not come to the end of {self.page.url}")
        assert self.page.evaluate("measures.missed()") == [], self.page.url

    def follow(self, name: str, value: str) -> None:
        """Go with Tab to a button, and press it."""
        for _ in range(MOST_STOPS):
            focus = self.press("Tab")
            if (focus.type, focus.name, focus.value) == ("submit", name, value):
                with self.page.expect_navigation():
                    self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"{name} {value} is not reached on {self.page.url}")

    def answer(self, focus: Focus) -> None:
        """Fill in the field that has the focus, unless it is filled in already."""
        name, codes = focus.name, CHOSEN.get(focus.name, ())
        if name in WRITTEN and not focus.value and focus.type in ("text", "textarea"):
            self.page.keyboard.type(WRITTEN[name])
        elif focus.type == "checkbox" and focus.value in codes and not focus.checked:
            self.press("Space")
        elif focus.type == "radio" and codes:
            self._choose(codes[0])
        # Nobody is as fast as this keyboard: what the page does about the answer comes before the next key.
        self.page.evaluate("new Promise(done => setTimeout(() => setTimeout(done)))")

    def _choose(self, code: str) -> None:
        focus = self.press("Space")
        for _ in range(MOST_ROWS):
            if focus.value == code:
                return
            focus = self.press("ArrowDown")
        raise AssertionError(f"{focus.name} has no {code}")


@pytest.fixture
def keyboard(chromium: Browser, service: Service) -> Iterator[Keyboard]:
    context = chromium.new_context(base_url=service.url, locale="de-DE", viewport={"width": 360, "height": 740})
    yield Keyboard(context.new_page())
    context.close()


def enter(keyboard: Keyboard, language: str) -> None:
    """Come from the code to the first page, with a look at everything on the way."""
    page = keyboard.page
    page.goto("/")
    keyboard.round()
    while keyboard.press("Tab").name != "code":
        pass
    page.keyboard.type(CODE)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/language")
    keyboard.round()
    keyboard.follow("language", language)
    assert page.url.endswith("/info")
    keyboard.round()
    keyboard.follow("", "")


@pytest.mark.parametrize("language", ["de", "ar", "ti"])
def test_the_whole_example(leipzig: str, keyboard: Keyboard, language: str) -> None:
    page = keyboard.page
    enter(keyboard, language)
    while not page.url.endswith("/review"):
        keyboard.round(keyboard.answer)
        keyboard.follow("go", "next")
    keyboard.round()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        language,
        "rtl" if language == "ar" else "ltr",
    ]
    keyboard.follow("", "")
    assert page.url.endswith("/finished")
    keyboard.round()
    assert {name: _plain(value) for name, value in collected(leipzig).answers.items()} == meant()


def test_enter_in_a_field_goes_on(keyboard: Keyboard) -> None:
    """Although the button that changes the language stands first on the page."""
    enter(keyboard, "en")
    while keyboard.press("Tab").name != "birth_year":
        pass
    keyboard.page.keyboard.type("1985")
    with keyboard.page.expect_navigation():
        keyboard.page.keyboard.press("Enter")
    assert keyboard.page.url.endswith("/page/life")


def test_the_link_to_a_new_question_leads_into_it(stage: Stage) -> None:
    stage.show(drawn(next(scene for scene in SCENES if scene.name == "condition, new"), "de"))
    stage.page.wait_for_selector(".notice:focus")
    stage.page.keyboard.press("Tab")
    stage.page.keyboard.press("Enter")
    stage.page.wait_for_selector(":target")
    stage.page.keyboard.press("Tab")
    assert stage.page.evaluate("document.activeElement.name") == "second"


def _plain(value: object) -> object:
    return value.value if isinstance(value, Missing) else value
