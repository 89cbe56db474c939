"""The way of the letters in a real browser: two offices, two keys, one file, without a script and without a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page
from python_calamine import CalamineWorkbook

from querschnitt.apps.accounts.models import User
from querschnitt.apps.mailing.actions import make_key
from querschnitt.apps.mailing.models import OpenedMailing
from querschnitt.core.mailing import write_recipient
from querschnitt.core.succession import fingerprint
from tests.apps.fieldwork.letters import ADDRESS, accepted, drawn_with_names
from tests.apps.mailing.office import CHEAP, PASSPHRASE, key, knows_the_sender, written

pytestmark = pytest.mark.django_db(databases=["identity", "statistics", "office"], transaction=True)
Violations = Callable[[Page], list[str]]
STATISTICS, OFFICE = "querschnitt.site.urls.statistics", "querschnitt.site.urls.office"


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"


@pytest.fixture(params=[(360, "de-DE"), (1280, "de-DE"), (360, "en-GB"), (1280, "en-GB")], ids=str)
def page(chromium: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, locale = request.param
    context = chromium.new_context(base_url=live_server.url, locale=locale, viewport={"width": width, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def clerk(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A clerk of both offices, whose browser runs no script."""
    context = chromium.new_context(base_url=live_server.url, locale="de-DE", java_script_enabled=False)
    yield context.new_page()
    context.close()


def log_in(page: Page, role: str) -> None:
    if not User.objects.filter(username=role).exists():
        User.objects.create_user(username=role, password="a-long-test-password", role=role)
    page.context.clear_cookies()
    page.goto("/login/")
    page.fill("#id_username", role)
    page.fill("#id_password", "a-long-test-password")
    page.press("#id_password", "Enter")
    page.wait_for_load_state("load")


def downloaded(page: Page, name: str, *, into: Path, role: str = "button") -> Path:
    with page.expect_download() as found:
        page.get_by_role(role, name=name).click()  # type: ignore[arg-type]
    file = into / found.value.suggested_filename
    found.value.save_as(file)
    return file


class Looks:
    """Look at each page: what axe finds, and whether it is wider than the screen."""

    def __init__(self, page: Page, violations: Violations) -> None:
        self._page, self._violations, self.found = page, violations, {}

    def at(self, name: str) -> None:
        self.found[name] = self._violations(self._page)
        page = self._page
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.found[name].append("wider than the screen")

    def wrong(self) -> dict[str, list[str]]:
        return {name: found for name, found in self.found.items() if found}


@pytest.mark.urls(STATISTICS)
def test_the_page_of_the_hand_over(page: Page, violations: Violations, tmp_path: Path) -> None:
    looks = Looks(page, violations)
    drawn_with_names()
    log_in(page, "statistics")
    page.goto("/wave/2020/hand-over/")
    looks.at("no key yet")
    file = tmp_path / "letters-key.json"
    file.write_bytes(write_recipient(accepted().public_key))
    page.set_input_files("#id_file", file)
    page.fill("#id_told", "0000 0000 0000 0000 0000")
    page.locator("form:has(#id_told) button").click()
    page.wait_for_load_state("load")
    looks.at("a fingerprint that is not the one")
    page.fill("#id_address", ADDRESS)
    with page.expect_download():
        page.locator("form:has(#id_address) button").click()
    page.goto("/wave/2020/hand-over/")
    looks.at("handed over")
    assert looks.wrong() == {}
    assert len(looks.found) == 3


@pytest.mark.urls(OFFICE)
def test_the_pages_of_the_office_that_mails(page: Page, violations: Violations, tmp_path: Path) -> None:
    looks = Looks(page, violations)
    log_in(page, "integration")
    for path in ("/letters/", "/letters/key/"):
        page.goto(path)
        looks.at(f"{path}, nothing there")
    own = key()
    knows_the_sender()
    page.goto("/letters/key/")
    page.locator("summary").click()
    looks.at("keys")
    first, later = tmp_path / "first.sealed", tmp_path / "later.sealed"
    first.write_bytes(written(own))
    later.write_bytes(written(own, made_at="2020-10-02T09:00:00+02:00"))
    for file in (first, later):
        page.goto("/letters/")
        page.set_input_files("#id_file", file)
        page.locator("main form button").click()
        page.wait_for_load_state("load")
        looks.at(f"looked at {file.name}")
        if file == first:
            page.fill("#id_passphrase", "quite another passphrase")
            page.locator("button[value=xlsx]").click()
            page.wait_for_load_state("load")
            looks.at("a wrong passphrase")
            page.fill("#id_passphrase", PASSPHRASE)
            with page.expect_download():
                page.locator("button[value=xlsx]").click()
    page.goto("/letters/")
    looks.at("opened")
    assert looks.wrong() == {}
    assert len(looks.found) == 7


def test_two_clerks_bring_the_letters_from_one_office_to_the_other(clerk: Page, tmp_path: Path) -> None:
    """Key there, key here, the list out, the list open: everything by pages, without a script."""
    drawn_with_names()
    with override_settings(ROOT_URLCONF=OFFICE):
        log_in(clerk, "integration")
        own = make_key(protection=CHEAP, by="integration")
        clerk.goto("/letters/key/")
        public = downloaded(clerk, "Herunterladen (letters-key.json)", into=tmp_path, role="link")
    with override_settings(ROOT_URLCONF=STATISTICS):
        log_in(clerk, "statistics")
        clerk.goto("/wave/2020/hand-over/")
        clerk.set_input_files("#id_file", public)
        clerk.fill("#id_told", fingerprint(own.link.public_key))
        clerk.get_by_role("button", name="Diesen Schlüssel annehmen").click()
        clerk.fill("#id_address", ADDRESS)
        sealed = downloaded(clerk, "Datei mit 10 Briefen erstellen", into=tmp_path)
        clerk.goto("/wave/2020/hand-over/")
        told = clerk.locator("section[aria-labelledby=own] .desk-print").inner_text()
        signer = downloaded(clerk, "Öffentlichen Schlüssel herunterladen", into=tmp_path, role="link")
    with override_settings(ROOT_URLCONF=OFFICE):
        log_in(clerk, "integration")
        clerk.goto("/letters/key/")
        clerk.set_input_files("#id_file", signer)
        clerk.fill("#id_told", told)
        clerk.get_by_role("button", name="Diesen Schlüssel annehmen").click()
        clerk.get_by_role("link", name="Briefe", exact=True).click()
        clerk.set_input_files("#id_file", sealed)
        clerk.get_by_role("button", name="Ansehen").click()
        assert clerk.get_by_text("10 Briefe der Befragung 2020.").is_visible()
        clerk.get_by_label("Kennwort des Schlüssels").fill(PASSPHRASE)
        book = downloaded(clerk, "Als Excel-Datei öffnen", into=tmp_path)
    rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert len(rows) == 11
    assert rows[1][:3] == ["Quitte Müster9", "Am Beispiel 11", "04109 Leipzig"]
    assert OpenedMailing.objects.get().letters == 10
