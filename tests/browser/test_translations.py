"""The translation rooms in a real browser: under axe-core's eyes, narrow and wide, by keyboard, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from querschnitt.apps.accounts.models import User
from querschnitt.apps.survey.actions.roundtrip import export_texts, receive
from querschnitt.apps.survey.models import DraftLanguage, Text, Wave
from querschnitt.apps.survey.workflow import Step
from tests.apps.survey.real_wave import ADA, BEN, WORDINGS, WORKBOOK, announced, drafted, locked, row, step
from tests.apps.survey.test_roundtrip import edited, translated

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics", "answers", "identity"], transaction=True),
]
AGE, CLUB, HINT = "survey/age/label", "survey/club/label", "survey/club/hint"


@pytest.fixture
def wave(tmp_path: Path) -> Wave:
    made = announced()
    drafted(made, tmp_path)
    return made


@pytest.fixture
def context(chromium: Browser, live_server) -> Iterator[BrowserContext]:
    """A browser whose pages run no script at all."""
    made = chromium.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=False)
    yield made
    made.close()


def log_in(page: Page, name: str, role: str, *tags: str) -> None:
    User.objects.create_user(username=name, password="a-long-test-password", role=role, languages=list(tags))
    page.goto("/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", "a-long-test-password")
    page.press("#id_password", "Enter")
    page.wait_for_load_state("load")


def delivered() -> int:
    one = DraftLanguage.objects.select_related("draft").get(tag="ar")
    content = edited(export_texts(one=one, kind="xliff-1.2", actor="x").content, translated)
    step(CLUB, Step.TRANSLATE, ADA, "هل أنتم في جمعية؟")
    return receive(one=one, name="ar.xlf", content=content, actor="office").pk


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_axe_finds_nothing(
    chromium: Browser, live_server, violations: Callable[[Page], list[str]], tmp_path: Path, *, width: int,
    language: str,
) -> None:  # fmt: skip
    wave = announced(example_notice="Beispiel mit erfundenen Menschen")
    drafted(wave, tmp_path)
    number = delivered()
    step(CLUB, Step.SECOND, BEN, WORDINGS[CLUB])
    drafted(wave, tmp_path, WORKBOOK.replace("Zum Beispiel im Sport.", "Zum Beispiel Sport."))
    step(AGE, Step.TRANSLATE, ADA)
    drafted(wave, tmp_path, WORKBOOK.replace("Wie alt sind Sie?", "Wie alt sind Sie heute?"))
    text = {key: f"languages/ar/texts/{Text.objects.get(key=key).pk}/" for key in (AGE, CLUB, HINT)}
    browser = chromium.new_context(base_url=live_server.url, locale=language)
    page = browser.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, "office", "statistics")
    seen: dict[str, list[str]] = {}
    for path in (
        "questionnaire/", "questionnaire/release/", "languages/ar/", "languages/ar/?state=open", *text.values(),
        "languages/ar/recordings/", f"languages/ar/deliveries/{number}/",
    ):  # fmt: skip
        page.goto(f"/wave/2027/{path}")
        seen[path] = violations(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{path} is wider than the screen"
    browser.close()
    assert {path: found for path, found in seen.items() if found} == {}


def test_a_translator_works_through_the_open_texts_with_the_keyboard_alone(wave: Wave, context: BrowserContext) -> None:
    page = context.new_page()
    log_in(page, "ada", "translator", "ar")
    assert page.url.endswith("/languages/")
    page.get_by_role("link", name="Translate (3)").press("Enter")
    page.wait_for_url("**/languages/ar/?state=open")
    page.get_by_role("link", name="Sind Sie Mitglied in einem Verein?").press("Enter")
    for key in (CLUB, HINT, "survey/thanks/label"):
        field = page.get_by_role("textbox", name="Translation")
        field.focus()
        page.keyboard.type(WORDINGS[key])
        page.get_by_role("button", name="Save and next").press("Enter")
        page.wait_for_load_state("load")
        assert (row(key).state, row(key).text, row(key).translator) == ("translated", WORDINGS[key], "ada")
    assert page.url.endswith("/languages/ar/?state=open")
    assert page.get_by_text("Saved. No further text stands behind this one in the list.").is_visible()


def test_the_tab_key_leads_from_the_field_to_the_button(wave: Wave, chromium: Browser, live_server) -> None:
    browser = chromium.new_context(base_url=live_server.url, locale="en-GB")
    page = browser.new_page()
    log_in(page, "ada", "translator", "ar")
    page.goto(f"/wave/2027/languages/ar/texts/{row(CLUB).source_id}/")
    page.focus("#wording")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Save and next"
    assert page.evaluate("getComputedStyle(document.getElementById('wording')).direction") == "rtl"
    browser.close()


def test_a_mistake_is_shown_where_it_was_made_and_nothing_is_lost(wave: Wave, context: BrowserContext) -> None:
    page = context.new_page()
    log_in(page, "ada", "translator", "ar")
    page.goto(f"/wave/2027/languages/ar/texts/{row('survey/thanks/label').source_id}/")
    page.get_by_role("textbox", name="Translation").fill("شكراً.")
    page.get_by_role("button", name="Save and next").press("Enter")
    assert page.get_by_role("alert").inner_text().strip() == (
        "The placeholders must be those of the source: ${age}. Here: none."
    )
    assert page.get_by_role("textbox", name="Translation").input_value() == "شكراً."


def test_the_phone_shows_the_page_in_the_language_inside_a_strict_policy(
    wave: Wave, chromium: Browser, live_server
) -> None:
    said: list[str] = []
    browser = chromium.new_context(base_url=live_server.url, locale="en-GB")
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    log_in(page, "rim", "reviewer", "ar")
    page.goto(f"/wave/2027/languages/ar/texts/{row(AGE).source_id}/")
    phone = page.frame_locator("iframe.survey-phone")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    assert phone.get_by_text("كم عمركم؟").first.is_visible()
    assert phone.locator("body").evaluate("body => body.ownerDocument.defaultView.innerWidth") == 360
    assert said == []
    browser.close()


def test_the_office_opens_a_language_with_one_button(wave: Wave, context: BrowserContext) -> None:
    locked(wave.draft)
    page = context.new_page()
    log_in(page, "chief", "statistics")
    page.goto("/wave/2027/")
    page.get_by_role("link", name="Questionnaire and languages").press("Enter")
    page.get_by_role("link", name="Next step: Arabic, Open for interviews").press("Enter")
    page.get_by_role("button", name="Open for interviews").press("Enter")
    assert page.get_by_text("The language is open.").is_visible()
    assert DraftLanguage.objects.get(tag="ar").opened_by == "chief"
