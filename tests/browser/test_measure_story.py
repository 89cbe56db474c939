"""The pages that tell where measures come from and what was concluded, in Chromium under axe-core's eyes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Browser, Page, Request, Route

from querschnitt.apps.accounts.models import User
from tests.apps.strategy.evidenced import KEY, Evidenced, concluded, evidenced

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]


@pytest.fixture
def it(client: Client) -> Evidenced:
    made = evidenced()
    concluded(made)
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    return made


def addresses(it: Evidenced) -> dict[str, str]:
    return {
        "measure": "/measures/6.1/",
        "measure-card": "/measures/6.1/card/",
        "finding": f"/findings/{KEY}/",
        "finding-card": f"/findings/{KEY}/card/",
        "conclusions": "/conclusions/",
        "refer": f"/conclusions/ask/?finding={KEY}",
        "referral": f"/conclusions/{it.referral.pk}/",
        "link": f"/evidence/new/?finding={KEY}",
        "embargo": f"/releases/{it.finding.release_id}/embargo/",
        "participation": "/participation/",
        "workshop": f"/participation/workshops/{it.workshop.pk}/",
        "proposal": f"/participation/proposals/{it.proposal.pk}/",
        "workshop-new": "/participation/workshops/new/",
        "workshop-remove": f"/participation/workshops/{it.workshop.pk}/remove/",
        "group-new": f"/participation/workshops/{it.workshop.pk}/groups/new/",
        "proposal-words": f"/participation/proposals/{it.proposal.pk}/words/",
        "origin-new": "/measures/6.1/origins/new/",
        "comment": "/participation/comments/new/",
        "indicators": "/indicators/",
        "indicator": "/indicators/places/",
        "new-indicator": "/indicators/new/",
        "figures": "/indicators/figures/",
    }


def figures() -> dict[str, Any]:
    """A spreadsheet with a figure that corrects one, a new indicator, and cells that do not fit."""
    content = """Indikator;Jahr;Wert;Einheit;Definition;Quelle;Farbe
Plätze;2020;125;;;;rot
Plätze;2021;viel;;;;
Einbürgerungen;2020;812;Personen;Abgeschlossene Verfahren im Jahr.;Standesamt;
;2021;903;;;;
Ohne alles;2021;1;;;;
"""
    return {"file": SimpleUploadedFile("Zahlen.csv", content.encode()), "document": "Jahrbuch 2022"}


@pytest.fixture(params=[360, 1280])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": request.param, "height": 800}, base_url="http://localhost")
    yield context.new_page()
    context.close()


def serve(
    page: Page, client: Client, address: str, language: str, *, sent: Callable[[], dict[str, Any]] | None = None
) -> None:
    """Answer the page's requests by the test client; the page itself is fetched before Chromium asks for it.

    ``sent`` : what a form of the page says; the page is then the answer to it
    """
    said = {"accept-language": language}
    first = client.post(address, sent(), headers=said) if sent else client.get(address, headers=said)
    assert first.status_code == 200, address

    def answer(route: Route, asked: Request) -> None:
        wanted = asked.url.removeprefix("http://localhost")
        response: Any = first if wanted == address else client.get(wanted)
        body = response.getvalue() if response.streaming else response.content
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=body)

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(address)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_pages_are_accessible_and_fit(
    page: Page, client: Client, it: Evidenced, *, violations: Callable[[Page], list[str]], language: str
) -> None:
    wrong: dict[str, list[str]] = {}
    forms = {"figures-look": ("/indicators/figures/", figures)}
    pages = {name: (address, None) for name, address in addresses(it).items()} | forms
    for name, (address, sent) in pages.items():
        serve(page, client, address, language, sent=sent)
        found = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("wider than the screen")
        if found:
            wrong[name] = found
        if folder := os.environ.get("PICTURES"):
            width = page.viewport_size["width"] if page.viewport_size else 0
            page.screenshot(path=Path(folder) / f"{name}-{language}-{width}.png", full_page=True)
    assert wrong == {}


def test_the_card_prints_on_half_a_page(page: Page, client: Client, it: Evidenced) -> None:
    for address in (f"/findings/{KEY}/card/", "/measures/6.1/card/"):
        page.set_viewport_size({"width": 700, "height": 1000})  # the printed width of A4 in CSS pixels
        serve(page, client, address, "de")
        page.emulate_media(media="print")
        assert page.locator(".strategy-card").bounding_box()["height"] < 1123 / 2  # type: ignore[index]
