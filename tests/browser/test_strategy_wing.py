"""The integration office and the portal under axe-core's eyes, narrow and wide, in German and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Request, Route

from querschnitt.apps.accounts.models import User
from querschnitt.apps.indicators.actions import import_release
from querschnitt.apps.strategy.actions import import_strategy, link_evidence, read_rules
from querschnitt.apps.strategy.models import MeasureVersion
from tests.apps.releases import NOTED, VERIFY_KEY

LEIPZIG = Path(__file__).parents[2] / "examples" / "leipzig" / "strategy"
OFFICE = (
    "/", "/fields/8/", "/measures/", "/measures/6.1/", "/measures/4.1/", "/findings/", "/findings/?show=all",
    "/people/",
    "/measures/6.4/?in=ar", "/editions/2020/?in=ar", "/editions/2020/pictures/", "/editions/2020/pictures/1/",
    "/translations/", "/translations/2020/ar/", "/translations/2020/ar/files/", "/translations/release-2020/",
)  # fmt: skip
PORTAL = (
    "",
    "results/",
    "results/office_understanding/",
    "fields/",
    "fields/8/",
    "measures/",
    "measures/2020/6.2/",
    "measures/2020/6.4/?in=ar",
    "fields/6/?in=uk",
    "downloads/",
    "accessibility/",
    "privacy/",
)
pytestmark = pytest.mark.django_db(databases=["office", "statistics"])


@pytest.fixture
def leipzig() -> None:
    import_strategy(folder=LEIPZIG)
    import_release(NOTED, VERIFY_KEY)
    link_evidence(rules=read_rules(LEIPZIG / "evidence.toml"))


@dataclass(frozen=True)
class Screen:
    """A page of Chromium whose requests the test client answers, so that the test's data need not be committed.

    The page is fetched before Chromium asks for it, because Chromium's requests come in beside the test's connection.
    """

    page: Page
    client: Client
    answers: dict[str, Any]

    def goto(self, address: str, *, status: int = 200) -> None:
        """Open a page of the site that must answer so."""
        self.answers[address] = self.client.get(address, headers={"accept-language": "de"})
        response = self.page.goto(address)
        assert response is not None
        assert response.status == status, address


@pytest.fixture(params=[(360, "light"), (1280, "dark")], ids=["narrow", "wide and dark"])
def screen(request: pytest.FixtureRequest, chromium: Browser, client: Client) -> Iterator[Screen]:
    answers: dict[str, Any] = {}

    def answer(route: Route, asked: Request) -> None:
        address = asked.url.removeprefix("http://localhost")
        response = answers.get(address) or client.get(address)
        body = response.getvalue() if response.streaming else response.content
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=body)

    width, scheme = request.param
    viewport = {"width": width, "height": 800}
    context = chromium.new_context(viewport=viewport, color_scheme=scheme, base_url="http://localhost")
    context.route("**/*", answer)
    yield Screen(page=context.new_page(), client=client, answers=answers)
    context.close()


def look(screen: Screen, violations: Callable[[Page], list[str]], address: str, *, status: int = 200) -> list[str]:
    """Return what is wrong with a page: what axe finds, what the policy refuses, and whether it is too wide."""
    refused: list[str] = []
    screen.page.once("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    screen.goto(address, status=status)
    too_wide = screen.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return violations(screen.page) + refused + (["wider than the screen"] if too_wide else [])


@pytest.mark.urls("querschnitt.site.urls.portal")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.usefixtures("leipzig")
def test_the_portal(screen: Screen, violations: Callable[[Page], list[str]], language: str) -> None:
    found = {address: look(screen, violations, f"/{language}/{address}") for address in PORTAL}
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.urls("querschnitt.site.urls.office")
@pytest.mark.usefixtures("leipzig")
def test_the_integration_office(screen: Screen, client: Client, violations: Callable[[Page], list[str]]) -> None:
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    outdated = MeasureVersion.objects.get(edition__slug="2020", number="6.4", supplement=None)
    pages = (*OFFICE, f"/translations/2020/ar/version-{outdated.pk}/")
    found = {address: look(screen, violations, address) for address in pages}
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.urls("querschnitt.site.urls.portal")
def test_a_page_of_the_portal_that_is_not_there(screen: Screen, violations: Callable[[Page], list[str]]) -> None:
    found = look(screen, violations, "/de/nothing/", status=404)
    # Chromium itself says at the console that the page is not there.
    assert [wrong for wrong in found if "404" not in wrong] == []


@pytest.mark.urls("querschnitt.site.urls.portal")
@pytest.mark.usefixtures("leipzig")
def test_the_portal_survives_right_to_left(screen: Screen) -> None:
    page = screen.page
    for address in PORTAL:
        screen.goto(f"/en/{address}")
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.body.scrollWidth <= document.documentElement.clientWidth"), address
        title, width = page.locator("h1").bounding_box(), page.evaluate("document.documentElement.clientWidth")
        assert title is not None
        assert title["x"] + title["width"] > 0.9 * width - 80, f"{address} does not begin on the right"
