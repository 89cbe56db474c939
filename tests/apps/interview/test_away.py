"""When the data store is away: a page in the person's language that has in it what was sent, and sends it again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from lxml import html

from querschnitt.apps.interview import ledger, queries
from querschnitt.apps.interview.hot_path import Application
from querschnitt.site.databases import reached_as
from querschnitt.site.security import HEADERS
from tests.apps.interview.hot_path.twins import FORM, Answered, Sent, asked, by_django
from tests.apps.interview.paper import enter, look
from tests.apps.interview.wave import CODES

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]
WISH = "Ein „Wort“ <b>mit</b> Ecken\r\nund & zwei Zeilen\u202e"


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[None]:
    """Let Django's connection fail; the hot path below is told of a port where nobody is."""
    settings.MIDDLEWARE = [
        "querschnitt.site.security.SecurityHeaders",
        "querschnitt.apps.interview.views.away.Away",
    ]

    def fail(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(ledger, "read", fail)
    monkeypatch.setattr(queries, "current_instrument", fail)
    yield


def by_hot_path(sent: Sent) -> Answered:
    async def django(*_: object) -> None:
        raise AssertionError("left to Django")  # then nothing is answered

    nowhere = {**reached_as(settings.DEPLOYMENT, "answers", "interview"), "port": 1}
    return asyncio.run(asked(Application(django, database=nowhere, headers=HEADERS), sent))


def visit(browser: Client, language: str = "de") -> str:
    enter(browser, language=language)
    look(browser, "/page/person")
    return f"interview={browser.cookies['interview'].value}"


@pytest.mark.parametrize("language", ["de", "ar", "ti"])
def test_what_was_sent_stands_in_the_page_and_goes_again(
    wave: str, browser: Client, language: str, request: pytest.FixtureRequest
) -> None:
    cookie = visit(browser, language)
    request.getfixturevalue("database_away")
    fields = [("at", "/page/wishes"), ("__shown__", "wish moved"), ("wish", WISH), ("go", "next")]
    fields += [("twice", "a"), ("twice", "b")]
    body = urlencode(fields).encode()
    sent = Sent("POST", "/page/wishes?from=review", body, {"content-type": FORM, "cookie": cookie})
    hot, django = by_hot_path(sent), by_django(sent)
    assert hot.compared == django.compared
    assert (hot.status, hot.headers["retry-after"]) == (503, "30")
    tree = html.document_fromstring(hot.text)
    assert tree.get("lang") == language
    (form,) = tree.forms
    assert (form.method, form.get("action")) == ("POST", None)
    # A browser reads the end of a line as one sign, and sends it as two again.
    assert form.form_values() == [(name, value.replace("\r\n", "\n")) for name, value in fields]
    assert "<script" not in hot.text and "<b>mit" not in hot.text


def test_a_page_that_was_only_looked_at_is_looked_at_again(wave: str, browser: Client, database_away: None) -> None:
    for sent in (Sent("GET", "/", headers={"accept-language": "en"}), Sent("GET", "/?l=ar")):
        hot, django = by_hot_path(sent), by_django(sent)
        assert hot.compared == django.compared
        (link,) = html.document_fromstring(hot.text).xpath("//main//a")
        assert link.get("href") == ""


def test_a_form_of_another_site_is_not_sent_again(wave: str, browser: Client, database_away: None) -> None:
    body = f"code={CODES[0]}".encode()
    sent = Sent("POST", "/", body, {"content-type": FORM, "sec-fetch-site": "cross-site"})
    answer = by_django(sent)
    assert answer.status == 503
    assert CODES[0] not in answer.text
