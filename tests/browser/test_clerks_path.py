"""From nothing to a protocol, in a real browser and without a script; axe looks at each step, at two widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from querschnitt.apps.accounts.models import User
from querschnitt.apps.register.models import Sample
from querschnitt.core.sampling.protocol import parse_protocol
from tests.apps.register.conftest import people
from tests.tables.register.conftest import COLUMNS, LEIPZIG, line

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics", "identity"], transaction=True),
]
DOCUMENTS = {
    "profile": "profile_register.toml", "definition": "definition_background.toml", "groups": "groups.toml",
    "districts": "districts.csv", "states": "states.csv", "published": "published_2020.toml",
}  # fmt: skip
DAYS = {"reference_date": "2020-09-30", "field_start": "2020-11-02", "field_end": "2021-02-28"}
Look = Callable[[str], None]


@pytest.fixture(params=["de-DE", "en-GB"])
def page(request: pytest.FixtureRequest, chromium: Browser, live_server) -> Iterator[Page]:
    context = chromium.new_context(base_url=live_server.url, locale=request.param, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def look(page: Page, violations: Callable[[Page], list[str]], chromium: Browser, live_server) -> Look:
    """Look at the page that is open, with a script of our own, at both widths."""

    def look_at(name: str) -> None:
        language = page.locator("html").get_attribute("lang")
        for width in (360, 1280):
            context = chromium.new_context(
                base_url=live_server.url, viewport={"width": width, "height": 800}, locale=language
            )
            context.add_cookies(page.context.cookies())
            eyes = context.new_page()
            eyes.goto(page.url)
            assert violations(eyes) == [], f"{name} at {width}"
            wider = eyes.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"{name} is wider than {width}"
            context.close()

    return look_at


def send(page: Page, form: str = "form.house-form") -> None:
    page.locator(f"{form} button").last.click()
    page.wait_for_load_state()


def test_a_clerk_comes_from_nothing_to_a_protocol(page: Page, look: Look, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    User.objects.create_user(username="test", password="a-long-test-password", role="statistics")
    page.goto("/")
    page.fill("#id_username", "test")
    page.fill("#id_password", "a-long-test-password")
    page.press("#id_password", "Enter")
    page.wait_for_load_state()
    look("no wave")
    record_documents(page, look)
    begin_wave(page, look)
    import_and_derive(page, look, tmp_path)
    design_and_draw(page, look)
    with page.expect_download() as download:
        page.locator("a[href$='protocol.json']").click()
    protocol = parse_protocol(Path(download.value.path()).read_text(encoding="utf-8"), where="download")
    assert (protocol.size, protocol.seed) == (6, 2020)
    assert Sample.objects.get().drawn_by == "test"
    page.locator("a.kern-btn--primary[href$='hand-over/']").click()
    page.wait_for_load_state()
    assert page.url.endswith("/wave/2020/hand-over/")


def record_documents(page: Page, look: Look) -> None:
    page.goto("/register/documents/")
    for kind, name in DOCUMENTS.items():
        page.select_option("#id_kind", kind)
        page.set_input_files("#id_file", LEIPZIG / name)
        send(page)
        look(kind)
        page.goto("/register/documents/")
    look("documents")


def begin_wave(page: Page, look: Look) -> None:
    page.goto("/new/")
    look("new wave")
    page.fill("#id_slug", "2020")
    page.fill("#id_title", "Zweite Befragung")
    page.fill("#id_population_rule", "Alle")
    for name, day in DAYS.items():
        page.fill(f"#id_{name}", day)
    page.locator("input[name=modes]").first.check()
    send(page)
    assert page.url.endswith("/wave/2020/register/")
    look("register without an extract")


def import_and_derive(page: Page, look: Look, folder: Path) -> None:
    file = folder / "register.csv"
    file.write_text("\n".join((COLUMNS, *people(), line(60, staatsangehoerigkeit_1="159"), "")), encoding="utf-8")
    page.set_input_files("#id_file", file)
    send(page, "form[action$=extract]")
    look("register with an extract")
    page.fill("#id_name", "Erwachsene")
    send(page, "form[action$=frame]")
    assert page.locator(".wave-doubts li").count() > 1
    look("register with a frame")
    page.goto("/wave/2020/register/definitions/")
    page.select_option("#id_first", index=1)
    page.select_option("#id_second", index=1)
    send(page)
    assert page.locator(".wave-cross tbody tr").count() >= 2
    look("definitions")


def design_and_draw(page: Page, look: Look) -> None:
    page.goto("/wave/2020/design/")
    look("no design")
    page.fill("#id_sample_size", "6")
    page.fill("#id_minimum", "2")
    page.fill("#id_response", "50")
    page.locator("button[value=form]").click()
    page.wait_for_load_state()
    look("design")
    page.locator("a.kern-btn--primary[href$='draw/']").click()
    page.wait_for_load_state()
    look("before the draw")
    page.fill("#id_seed", "2020")
    page.check("#id_is_final")
    send(page)
    look("after the draw")
