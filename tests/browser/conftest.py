"""A real Chromium for the tests that need one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.apps.interview.conftest import kinds, wave

__all__ = ["kinds", "wave"]

AXE = Path(sys.prefix) / "share" / "querschnitt" / "node_modules" / "axe-core" / "axe.min.js"
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)

# axe-core takes joined letters, all of Arabic, for signs of an icon font, and then says nothing of their contrast. It
# finds out by their width: let all have the same.
EVEN_LETTERS = "() => { CanvasRenderingContext2D.prototype.measureText = text => ({width: 20 * text.length}) }"

# Playwright's synchronous interface runs a loop in this thread; Django would refuse to be called beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """Return a function that gives what axe-core finds on a page."""

    def found(page: Page) -> list[str]:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        page.evaluate(EVEN_LETTERS)
        result = page.evaluate("axe.run()")
        return [
            f"{violation['id']}: {node['html'][:200]}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    return found
