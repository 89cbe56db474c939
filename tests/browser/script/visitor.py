"""What a person does at the interview, and what a browser sends for it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

from playwright.sync_api import Page, Request, Route, expect

from tests.apps.interview.wave import CODES

WRITTEN = "#birth_year-field"
NEXT = "main button.primary"


def begin(page: Page, *, language: str = "de") -> None:
    """Go from the code to the first page."""
    page.goto(f"/?l={language}")
    page.fill("#code", CODES[0])
    page.click("main form button")
    page.click(NEXT)
    page.wait_for_url("**/page/person")


def status(page: Page, text: str) -> None:
    """Wait until the line of the page says this."""
    expect(page.locator(".status p")).to_have_text(text)


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Let the page go on until something is so."""
    for _ in range(500):
        if is_so():
            return
        page.wait_for_timeout(20)
    raise AssertionError("It never came to that")


class Posts:
    """The forms that a page has sent since, each with its fields."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.all: list[dict[str, str]] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "POST":
            fields = parse_qs(request.post_data or "", keep_blank_values=True)
            self.all.append({name: " ".join(values) for name, values in fields.items()})

    def wait_for(self, count: int) -> None:
        until(self._page, lambda: len(self.all) >= count)

    @property
    def buttons(self) -> list[str]:
        return [post["go"] for post in self.all]


class Gate:
    """Holds what a page sends until it is opened: a slow net."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.waiting: list[Route] = []
        page.route("**/page/*", self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.method == "POST":
            self.waiting.append(route)
        else:
            route.continue_()

    def let_one_through(self) -> None:
        self.wait_for(1)
        self.waiting.pop(0).continue_()

    def wait_for(self, count: int) -> None:
        until(self._page, lambda: len(self.waiting) >= count)
