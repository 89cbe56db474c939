"""Each tiny questionnaire of the house, walked at random over HTTP from the workbook to the seal."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.actions import occasion_of
from querschnitt.apps.interview.views.preview import preview_pages, render_page
from querschnitt.core.instrument.model import Instrument, numbered
from querschnitt.core.instrument.routing import route
from querschnitt.core.instrument.walk import fill_page, random_choice
from tests.apps.interview.paper import Shown, collected, enter, look, open_field, seen
from tests.instruments import NAMES, tiny

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]
MOST_PAGES = 120


@pytest.fixture
def clean() -> Iterator[None]:
    queries.instrument.cache_clear()
    yield
    queries.instrument.cache_clear()


def page_name(address: str) -> str:
    """Return the page that an address means: `/page/child/2/1` is `child[2][1]`."""
    _, _, base, *numbers = address.split("/")
    return numbered(base, tuple(map(int, numbers)))


def answered(page: Shown, instrument: Instrument, private: str, chance: random.Random) -> dict[str, object]:
    """Fill in a page as somebody would who answers at random."""
    sheet = collected(private)
    way = route(instrument, sheet.answers, occasion=occasion_of(sheet))
    name = page_name(page.tree.get_element_by_id("page").get("action"))
    hidden = {field: page.fields[field] for field in ("at", "__shown__")}
    form = fill_page(way.visible[name], sheet.answers, random_choice(chance))
    return {**form, **hidden, "go": "next"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_from_the_workbook_to_the_seal(clean: None, browser: Client, *, name: str, language: str) -> None:
    instrument = tiny(name)
    private = open_field(instrument, key=settings.DEPLOYMENT.keys["access_code"])
    enter(browser, language=language)
    chance = random.Random(name)
    address = browser.get("/continue").url
    page = None
    for _ in range(MOST_PAGES):
        if address == "/review":
            break
        page = page or look(browser, address)
        response = browser.post(address, answered(page, instrument, private, chance))
        page, address = (None, response.url) if response.status_code == 303 else (seen(response), address)
    look(browser, "/review")
    before = collected(private).answers
    assert browser.post("/send").url == "/finished"
    assert collected(private).answers == before


@pytest.mark.parametrize("name", NAMES)
def test_every_page_can_be_looked_at(name: str) -> None:
    instrument = tiny(name)
    for language in instrument.languages:
        for page in preview_pages(instrument):
            tree = html.document_fromstring(render_page(instrument, page, language=language, mode="live"))
            ids = tree.xpath("//@id")
            assert len(ids) == len(set(ids))
            for field in tree.xpath("//main//input[not(@type='hidden')] | //main//select | //main//textarea"):
                labels = field.xpath("ancestor::label") or tree.xpath("//label[@for=$id]", id=field.get("id", ""))
                named = field.get("aria-labelledby") or labels
                assert named, html.tostring(field)
