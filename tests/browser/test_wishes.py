"""Wishes in a real browser: left and worked off by keyboard, without JavaScript, under axe-core's eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from querschnitt.apps.accounts.models import User
from querschnitt.apps.fieldwork.models import Wish
from querschnitt.apps.interview.allowance import Allowance
from querschnitt.apps.interview.models import Opening
from querschnitt.apps.interview.models import Wish as SealedWish
from querschnitt.apps.interview.outbox import Wished, open_wish
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.apps.interview.views import wishes
from tests.apps.interview.wave import CODES
from tests.apps.survey.real_wave import announced

pytestmark = [pytest.mark.django_db(databases=["answers", "statistics", "identity"], transaction=True)]
at_the_interview = pytest.mark.urls("querschnitt.site.urls.interview")
at_the_office = pytest.mark.urls("querschnitt.site.urls.statistics")
Violations = Callable[[Page], list[str]]


@pytest.fixture
def desk(wave: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the small wave a field desk, begin with nothing counted, and return the desk's private key."""
    private, public = new_key_pair()
    Opening.objects.update(desk_key=public)
    for name in ("OF_A_VISIT", "OF_AN_ADDRESS"):
        monkeypatch.setattr(wishes, name, Allowance(times=5, seconds=1e9))
    for name in ("STRANGERS", "ALL_STRANGERS"):
        monkeypatch.setattr(wishes, name, (Allowance(times=5, seconds=1e9),))
    return private


@pytest.fixture
def context(chromium: Browser, live_server) -> Iterator[BrowserContext]:
    """A browser whose pages run no script at all."""
    made = chromium.new_context(base_url=live_server.url, locale="de-DE", java_script_enabled=False)
    yield made
    made.close()


def left(private_key: str) -> list[Wished]:
    return [open_wish(bytes(wish.box), private_key=private_key) for wish in SealedWish.objects.all()]


@at_the_interview
def test_a_call_is_asked_for_by_keyboard_and_without_script(desk: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/?l=de")
    page.get_by_role("link", name="Ich möchte lieber sprechen").press("Enter")
    number = page.get_by_label("Ihre Telefonnummer")
    number.press("Enter")
    page.get_by_role("link", name="Bitte schreiben Sie eine Telefonnummer").press("Enter")
    number.type("0341 1234567")
    page.get_by_label("Welche Sprache möchten Sie sprechen?").select_option("ti")
    page.get_by_label("abends (17 bis 20 Uhr)").press("Space")
    page.get_by_role("button", name="Bitte rufen Sie mich an").press("Enter")
    page.wait_for_url("**/talk/sent?l=de")
    assert page.get_by_role("heading", name="Wir rufen Sie an").is_visible()
    assert left(desk) == [Wished("+493411234567", "ti", ("evening",))]


def walk(page: Page, language: str) -> None:
    """Go from the code to the receipt."""
    page.goto(f"/?l={language}")
    page.fill("#code", CODES[0])
    page.click("main form button")
    page.click("main button.primary")
    page.fill("#birth_year-field", "1985")
    while not page.url.endswith("/finished"):
        page.click("main button.primary")


@at_the_interview
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["de", "ar"])
def test_axe_finds_nothing_on_the_pages_of_wishes(
    chromium: Browser, live_server, violations: Violations, *, desk: str, language: str, width: int
) -> None:
    browser = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 740})
    page = browser.new_page()
    seen: dict[str, list[str]] = {}

    def look(name: str) -> None:
        seen[name] = violations(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is wider than the screen"

    page.goto(f"/talk?l={language}")
    look("talk")
    page.click("main form button")
    look("a number that is none")
    page.fill("#phone", "0341 1234567")
    page.click("main form button")
    look("talk sent")
    walk(page, language)
    look("receipt and wish")
    page.click("main form button")
    look("a contact that is none")
    page.fill("#contact", "quitte@example.org")
    page.click("main form button")
    page.wait_for_url("**/results/sent")
    look("results sent")
    browser.close()
    assert {name: found for name, found in seen.items() if found} == {}
    assert sorted(wished.contact for wished in left(desk)) == ["+493411234567", "quitte@example.org"]


def log_in(page: Page) -> None:
    User.objects.create_user(username="desk", password="a-long-test-password", role="fieldwork")
    page.goto("/login/")
    page.fill("#id_username", "desk")
    page.fill("#id_password", "a-long-test-password")
    page.press("#id_password", "Enter")
    page.wait_for_load_state("load")


def waiting(number: str, language: str, *, kind: str = "call") -> Wish:
    return Wish.objects.create(
        wave="2027",
        kind=kind,
        contact=number,
        language=language,
        times=["morning", "evening"],
        left_on=date(2027, 5, 3),
    )


@at_the_office
def test_the_desk_works_off_its_list_by_keyboard_and_without_script(context: BrowserContext) -> None:
    announced()
    wish, _ = waiting("+493411234567", "ar"), waiting("+380441234567", "uk")
    page = context.new_page()
    log_in(page)
    page.goto("/wave/2027/")
    page.get_by_role("link", name="Rückrufwünsche").press("Enter")
    page.get_by_role("combobox", name="Sprache").select_option("ar")
    page.get_by_role("button", name="Anzeigen").press("Enter")
    assert page.get_by_role("row").count() == 2
    page.get_by_role("button", name="Nicht erreicht: 0341 1234567").press("Enter")
    assert page.get_by_role("row", name="0341 1234567").get_by_text("nicht erreicht, ").is_visible()
    page.get_by_role("button", name="Erledigt: 0341 1234567").press("Enter")
    page.get_by_role("button", name="Zurück auf die Liste: 0341 1234567").press("Enter")
    assert page.get_by_role("row", name="0341 1234567").is_visible()
    wish.refresh_from_db()
    assert (wish.state, wish.attempts) == ("waiting", 1)


@at_the_office
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_axe_finds_nothing_at_the_desk(
    chromium: Browser, live_server, violations: Violations, *, width: int, language: str
) -> None:
    announced()
    browser = chromium.new_context(base_url=live_server.url, locale=language, viewport={"width": width, "height": 800})
    page = browser.new_page()
    log_in(page)
    seen: dict[str, list[str]] = {}

    def look(path: str, name: str) -> None:
        page.goto(f"/wave/2027/wishes/{path}")
        seen[name] = violations(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is wider than the screen"

    look("", "nobody to call")
    look("results/", "nobody to tell")
    waiting("+963944567890", "ckb")
    waiting("+493411234567", "de-simple")
    waiting("a.very.long.address.with.many.parts@department.example.org", "ar", kind="results")
    Wish.objects.create(
        wave="2027", kind="call", contact="+493411234568", language="ti", left_on=date(2027, 5, 3), state="done",
        done_on=date(2027, 5, 4),
    )  # fmt: skip
    look("", "calls")
    look("?language=ar", "nobody in this language")
    look("results/", "results")
    browser.close()
    assert {name: found for name, found in seen.items() if found} == {}
