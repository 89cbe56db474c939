"""The whole example interview in a browser whose JavaScript is switched off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from querschnitt.core.instrument.values import Missing
from tests.apps.interview.paper import collected
from tests.browser.access.answers import CHOSEN, CODE, WRITTEN, meant
from tests.browser.script.service import Service

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]


@pytest.fixture
def page(chromium: Browser, service: Service) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=service.url, locale="de-DE", viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def shown(page: Page) -> list[str]:
    """Return the names of the questions on the page."""
    return (page.get_attribute("[name=__shown__]", "value") or "").split()


def fill(page: Page) -> None:
    for name in shown(page):
        for code in CHOSEN.get(name, ()):
            page.check(f'[name="{name}"][value="{code}"]')
        if name in WRITTEN:
            page.fill(f'[name="{name}"]', WRITTEN[name])


@pytest.mark.parametrize("language", ["de", "ar", "ti"])
def test_the_whole_example(leipzig: str, page: Page, language: str) -> None:
    page.goto("/")
    page.fill("#code", CODE)
    page.click("main .primary")
    page.click(f"button[value={language}]")
    page.click("main .primary")
    asked_again = []
    while not page.url.endswith("/review"):
        if page.query_selector(".notice"):
            asked_again.append(shown(page))
        assert not page.query_selector(".summary")
        fill(page)
        page.click("main .primary")
    # Of all pages one has a question that depends on another one there: it is asked after that one was answered.
    assert ["german_course" in names for names in asked_again] == [True]
    assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
    page.click("main .primary")
    assert page.url.endswith("/finished")
    answers = collected(leipzig).answers
    assert {name: value.value if isinstance(value, Missing) else value for name, value in answers.items()} == meant()
