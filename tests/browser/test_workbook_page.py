"""The page of the workbook in a real browser: sent in without a script, narrow and wide, under axe-core's eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from querschnitt.apps.accounts.models import User
from tests.apps.survey.real_wave import WORKBOOK, announced

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics"], transaction=True),
]


@pytest.fixture(params=[360, 1280])
def page(chromium: Browser, live_server, request: pytest.FixtureRequest) -> Iterator[Page]:
    announced()
    User.objects.create_user(username="office", password="a-long-test-password", role="statistics")
    context = chromium.new_context(
        base_url=live_server.url, locale="de-DE", viewport={"width": request.param, "height": 800}
    )
    page = context.new_page()
    page.goto("/login/")
    page.fill("#id_username", "office")
    page.fill("#id_password", "a-long-test-password")
    page.press("#id_password", "Enter")
    page.wait_for_load_state("load")
    yield page
    context.close()


def test_a_clerk_checks_a_workbook(page: Page, violations: Callable[[Page], list[str]], tmp_path: Path) -> None:
    file = tmp_path / "klein.md"
    file.write_text(WORKBOOK.replace("yes_no | club", "yes_know | club"), encoding="utf-8")
    page.goto("/wave/2027/questionnaire/")
    page.get_by_role("link", name="Arbeitsmappe prüfen oder importieren").click()
    assert violations(page) == []
    page.set_input_files("#files", file)
    page.get_by_role("button", name="Prüfen").click()
    page.wait_for_load_state("load")
    assert page.get_by_role("heading", name="„klein.md“ ist noch nicht fertig").is_visible()
    assert page.get_by_text("Eine unbekannte Liste").is_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
