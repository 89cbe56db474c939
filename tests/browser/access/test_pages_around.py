"""The pages around the questions, from the code to the receipt, in every language: nothing is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Page

from querschnitt.apps.interview.allowance import Allowance
from querschnitt.apps.interview.views import wishes
from querschnitt.apps.interview.views.away import away_context
from querschnitt.apps.interview.views.beside import server_error
from tests.apps.interview.wave import CODES
from tests.browser.access.parts import is_in_part, part
from tests.browser.access.scenes import LANGUAGES
from tests.browser.access.stage import Stage
from tests.browser.script.service import Service

served = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]
FROM_RIGHT = {"ar", "fa", "fa-AF", "ckb"}
OWN_NAMES = {
    "de": "Deutsch", "en": "English", "ar": "العربية", "ru": "Русский", "pl": "Polski", "uk": "Українська",
    "vi": "Tiếng Việt", "ro": "Română", "fa": "فارسی", "fa-AF": "دری", "ckb": "کوردیی ناوەندی", "kmr": "Kurmancî",
    "tr": "Türkçe", "es": "Español", "fr": "Français", "ti": "ትግርኛ", "bg": "Български", "hu": "Magyar",
}  # fmt: skip
LISTED = """all => all.map(one => [one.lang, one.dir, one.textContent, one.getAttribute("aria-current")])"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "language" in metafunc.fixturenames:
        number = part(metafunc.config)
        metafunc.parametrize("language", [tag for place, tag in enumerate(LANGUAGES) if is_in_part(number, place)])


@pytest.fixture(autouse=True)
def allowances(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin each language with nothing counted: all of them have the same code."""
    monkeypatch.setattr(wishes, "OF_A_VISIT", Allowance(times=5, seconds=1e9))
    monkeypatch.setattr(wishes, "OF_AN_ADDRESS", Allowance(times=20, seconds=1e9))


@pytest.fixture
def page(chromium: Browser, service: Service, language: str) -> Iterator[Page]:
    """A page of a browser whose owner reads this language."""
    context = chromium.new_context(
        base_url=service.url, reduced_motion="reduce", extra_http_headers={"Accept-Language": language}
    )
    yield context.new_page()
    context.close()


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.click(selector)


def onward(page: Page) -> None:
    press(page, "main .primary")


def enter(page: Page, code: str) -> None:
    page.goto("/")
    page.fill("#code", code)
    onward(page)


def before_the_code(page: Page, language: str) -> Iterator[str]:
    page.goto(f"/?l={language}")
    yield "code"
    page.fill("#code", "ABCD")
    onward(page)
    yield "a wrong code"
    page.goto(f"/?again=1&l={language}")
    yield "the code again"
    page.goto(f"/?closed=1&l={language}")
    yield "the end of the survey"
    page.goto("/nowhere")
    yield "no such page"


def to_the_questions(page: Page, language: str) -> Iterator[str]:
    enter(page, CODES[0])
    yield "languages"
    press(page, f"button[value={language}]")
    yield "information"
    onward(page)
    page.check("[name=sex] >> nth=0")
    for aside in ("language", "privacy", "accessibility", "delete", "pause", "talk"):
        if page.url.endswith("/pause") or "/pause?" in page.url:
            enter(page, CODES[0])
        page.goto("/continue")
        press(page, f"[name=go][value={aside}]")
        yield aside
    onward(page)
    yield "talk, wrong"
    page.fill("#phone", "0341 000-0000")
    onward(page)
    assert "/talk/sent" in page.url
    yield "talk, sent"
    onward(page)


def to_the_end(page: Page, language: str) -> Iterator[str]:
    while not page.url.endswith("/review"):
        if page.query_selector("textarea"):
            page.fill("textarea", "Mehr Bäume 🌳 (viele)\nund Bänke")
        onward(page)
    yield "review"
    onward(page)
    yield "finished"
    page.fill("#contact", "?")
    onward(page)
    yield "results, wrong"
    page.fill("#contact", "jemand@example.org")
    onward(page)
    assert "/results/sent" in page.url
    yield "results, sent"
    enter(page, CODES[1])
    press(page, f"button[value={language}]")
    onward(page)
    page.goto("/delete")
    press(page, "main .second")
    yield "deleted"


class TestServed:
    pytestmark = served

    def test_nothing_is_found(self, page: Page, language: str) -> None:
        stage = Stage(page)
        found: list[str] = []
        seen: list[str] = []
        for way in (before_the_code, to_the_questions, to_the_end):
            for name in way(page, language):
                seen.append(name)
                found += stage.findings(name, language)
                runs = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
                assert runs == [language, "rtl" if language in FROM_RIGHT else "ltr"], name
        assert len(seen) == 20
        assert found == []

    def test_each_language_is_called_as_it_calls_itself(self, page: Page, language: str) -> None:
        current = [
            [tag, "rtl" if tag in FROM_RIGHT else "ltr", name, "true" if tag == language else None]
            for tag, name in OWN_NAMES.items()
        ]
        page.goto(f"/?l={language}")
        assert page.eval_on_selector_all("nav a", LISTED) == current
        enter(page, CODES[0])
        assert page.eval_on_selector_all("main button", LISTED) == current


def test_nothing_is_found_when_something_has_failed(stage: Stage, language: str) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": language})
    stage.show(server_error(request).content.decode())
    found = stage.findings("server error", language)
    stage.show(render_to_string("interview/away.html", away_context(language)))
    assert found + stage.findings("away", language) == []
