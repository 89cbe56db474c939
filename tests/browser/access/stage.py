"""A stage on which documents are looked at: in each width and scheme of colours, by axe-core and by our measures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

from tests.browser.conftest import AXE, EVEN_LETTERS

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark", "forced colours")
HEIGHT = 740
NARROW, LOW = 320, 256
"""A window of 1280 by 1024 px at 400 % (WCAG 1.4.10)."""

ADDRESS = "http://interview.test"
MEASURES = Path(__file__).parent / "measures.js"


class Stage:
    """A page of the browser, and what can be found on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._document = ""

    def set_up(self) -> None:
        """Answer the page's requests with what `show` is given, and with the files of the service."""
        self.page.route(f"{ADDRESS}/**", self._answer)

    def show(self, document: str) -> None:
        """Show a document as if the service had sent it."""
        self._document = document
        self.turn()
        self.page.goto(f"{ADDRESS}/page")

    def turn(self, *, width: int = WIDTHS[0], height: int = HEIGHT, scheme: str = "light") -> None:
        """Set the size of the window and its colours."""
        if self.page.viewport_size != (size := {"width": width, "height": height}):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light",
            forced_colors="active" if scheme == "forced colours" else "none",
        )

    def findings(self, name: str, language: str) -> list[str]:
        """Return everything found in any state of what is shown, each with the name of its state."""
        self.prepare()
        return [" · ".join((name, language, *finding)) for finding in self._found()]

    def prepare(self) -> None:
        """Put axe-core and our measures into the page, if they are not there yet."""
        if not self.page.evaluate("'measures' in window"):
            self.page.evaluate(EVEN_LETTERS)
            for script in (AXE, MEASURES):
                self.page.evaluate(script.read_text(encoding="utf-8"))

    def measure(self, name: str) -> list[str]:
        """Return what one of the measures finds now."""
        found: list[str] = self.page.evaluate(f"measures.{name}()")
        return found

    def _found(self) -> Iterator[tuple[str, str, str]]:
        for measure in ("summary", "structure"):
            yield from ((f"{WIDTHS[0]} px", "light", finding) for finding in self.measure(measure))
        for width in WIDTHS:
            for scheme in SCHEMES:
                self.turn(width=width, scheme=scheme)
                yield from ((f"{width} px", scheme, finding) for finding in self.measure("axe"))
            yield from ((f"{width} px", SCHEMES[-1], finding) for finding in self.measure("layout"))
        self.turn(width=NARROW, height=LOW)
        yield from ((f"{NARROW} px", "light", finding) for finding in self.measure("layout"))
        self.turn()

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if path == "/page" and route.request.method == "GET":
            route.fulfill(body=self._document, content_type="text/html; charset=utf-8")
        elif not path.startswith("/static/"):
            route.fulfill(status=204)
        elif found := finders.find(path.removeprefix("/static/")):
            route.fulfill(path=found)
        else:
            route.fulfill(status=404)
