"""Where the script's words and questions stand on a page. What they look like is looked at in `access`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.apps.interview.wave import small_instrument
from tests.browser.script.paper import show
from tests.browser.script.visitor import WRITTEN


@pytest.mark.parametrize("language", ["de", "ar", "ti"])
def test_axe_finds_nothing_where_a_question_has_appeared(
    blank: Page, violations: Callable[[Page], list[str]], *, language: str
) -> None:
    show(blank, small_instrument(), "person", {}, language=language)
    blank.check("#born_here-2")
    expect(blank.locator("#arrival")).to_be_visible()
    expect(blank.locator(".unseen")).not_to_be_empty()
    assert violations(blank) == []


def test_held_the_words_are_in_sight_wherever_one_writes(blank: Page) -> None:
    blank.set_viewport_size({"width": 360, "height": 740})
    blank.clock.install()
    show(blank, small_instrument(), "person", {})
    blank.route("**/page/*", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    blank.fill(WRITTEN, "1985")
    blank.clock.run_for(2000)
    expect(blank.locator(".status button")).to_be_in_viewport()
    expect(blank.locator(WRITTEN)).to_be_in_viewport()
