"""What the script adds to a page, in every language: the line that says how things stand, and the warning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.access.parts import is_in_part, part
from tests.browser.access.scenes import LANGUAGES, SCENES, drawn
from tests.browser.access.stage import ADDRESS, Stage

TEXT = next(scene for scene in SCENES if scene.name == "text")
PATIENCE = 5_000
WARNED, OVER = "18:55:00", "20:00:00"
"""The visit lasts 20 hours and is renewed every hour; the warning comes ten minutes before the end."""


def write(page: Page) -> None:
    page.fill("#text-field", "Leipzig")
    page.clock.run_for(PATIENCE)


def saved(page: Page) -> None:
    write(page)
    page.wait_for_function("document.querySelector('.status p').textContent")


def held(page: Page) -> None:
    page.route(f"{ADDRESS}/page**", lambda route: route.abort("internetdisconnected"))
    write(page)
    page.wait_for_selector(".status button")


def warned(page: Page) -> None:
    page.clock.fast_forward(WARNED)
    page.wait_for_selector("dialog button")


def over(page: Page) -> None:
    page.clock.fast_forward(OVER)
    page.wait_for_selector("dialog a")


STATES: Mapping[str, Callable[[Page], None]] = {"saved": saved, "held": held, "warned": warned, "over": over}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    number = part(metafunc.config)
    chosen = [
        (state, language)
        for line, state in enumerate(STATES)
        for column, language in enumerate(LANGUAGES)
        if is_in_part(number, line + column)
    ]
    metafunc.parametrize(("state", "language"), chosen)


@pytest.fixture
def stage(chromium: Browser) -> Iterator[Stage]:
    """A stage whose clock can be turned on."""
    context = chromium.new_context(reduced_motion="reduce")
    context.clock.install()
    stage = Stage(context.new_page())
    stage.set_up()
    yield stage
    context.close()


def test_nothing_is_found(stage: Stage, state: str, language: str) -> None:
    stage.show(drawn(TEXT, language))
    STATES[state](stage.page)
    stage.page.clock.resume()
    assert stage.findings(state, language) == []
