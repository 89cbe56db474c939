"""What the script adds to a page, under axe-core's eyes: in three scripts, on phone and desk, in light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.apps.interview.wave import small_instrument
from tests.browser.script.paper import show
from tests.browser.script.visitor import WRITTEN

HOUR = 3_600_000


def saved(blank: Page) -> None:
    blank.fill(WRITTEN, "1985")
    blank.clock.run_for(2000)
    expect(blank.locator("#status p")).not_to_be_empty()


def held(blank: Page) -> None:
    blank.route("**/page/*", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    blank.fill(WRITTEN, "1985")
    blank.clock.run_for(2000)
    expect(blank.locator("#status button")).to_be_visible()


def appeared(blank: Page) -> None:
    blank.check("#born_here-2")
    blank.clock.run_for(1000)
    expect(blank.locator("#arrival")).to_be_visible()


def warned(blank: Page) -> None:
    blank.clock.fast_forward(19 * HOUR - HOUR // 6)
    expect(blank.locator("dialog button")).to_be_focused()


def over(blank: Page) -> None:
    blank.clock.fast_forward(19 * HOUR)
    expect(blank.locator("dialog a")).to_be_focused()


@pytest.mark.parametrize("language", ["de", "ar", "ti"])
@pytest.mark.parametrize("reach", [saved, held, appeared, warned, over])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    blank: Page, violations: Callable[[Page], list[str]], *, reach: Callable[[Page], None], language: str
) -> None:
    blank.clock.install()
    show(blank, small_instrument(), "person", {}, language=language)
    reach(blank)
    found: list[str] = []
    for width in (360, 1280):
        blank.set_viewport_size({"width": width, "height": 740})
        for scheme in ("light", "dark"):
            blank.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += violations(blank)
        overflow = blank.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{width} px: {overflow} px too wide"] if overflow > 0 else []
    assert found == []


def test_held_the_words_are_in_sight_wherever_one_writes(blank: Page) -> None:
    blank.set_viewport_size({"width": 360, "height": 740})
    blank.clock.install()
    show(blank, small_instrument(), "person", {})
    held(blank)
    expect(blank.locator("#status p")).to_be_in_viewport()
    expect(blank.locator(WRITTEN)).to_be_in_viewport()
