"""An office's three minutes in Chromium: mail, link, six measures, sent, released; narrow and wide, German, English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connections
from playwright.sync_api import Browser, Page

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.models import Draft, OfficeFunction, ProgressEntry, ReportingRound
from tests.apps.strategy.collecting.world import World, links, make_world

MOST_ACTIONS = 20
"""Clicks and fields that six measures may cost an office, from the link to the sent report."""

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"], transaction=True),
    pytest.mark.urls("querschnitt.site.urls.office"),
]


@pytest.fixture
def address(settings: Any, live_server: Any) -> Iterator[str]:
    """Serve the integration office, and empty the tables of the strategy afterwards, which refuse it else."""
    settings.OFFICE_ADDRESS = live_server.url
    yield live_server.url
    with connections["office"].cursor() as cursor:
        tables = [name for name in connections["office"].introspection.table_names() if name.startswith("strategy_")]
        for told in ("DISABLE", "ENABLE"):
            for name in tables:
                cursor.execute(f"ALTER TABLE {name} {told} TRIGGER USER")
            if told == "DISABLE":
                cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


@dataclass
class Person:
    """Somebody at a screen, whose clicks are counted and whose pages are looked at."""

    page: Page
    language: str
    violations: Callable[[Page], list[str]]
    wrong: dict[str, list[str]] = field(default_factory=dict)
    actions: int = 0

    def look(self) -> None:
        """Note what is wrong with the page as it stands."""
        wide = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found = self.violations(self.page) + (["wider than the screen"] if wide else [])
        if found:
            self.wrong[f"{self.page.url} {self.page.title()}"] = found

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def click(self, where: str) -> None:
        self.actions += 1
        self.page.locator(where).first.click()
        self.page.wait_for_load_state()
        self.look()

    def tick(self, where: str) -> None:
        self.actions += 1
        self.page.locator(where).first.click()

    def write(self, where: str, text: str) -> None:
        self.actions += 1
        self.page.locator(where).first.fill(text)


@pytest.fixture(
    params=[(360, "de", True), (1280, "en", False)], ids=["narrow, German, without scripts", "wide, English"]
)
def person(
    request: pytest.FixtureRequest, chromium: Browser, violations: Callable[[Page], list[str]]
) -> Iterator[Person]:
    width, language, is_plain = request.param
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale=language)
    if is_plain:  # our own script is kept away; axe needs some
        context.route("**/*.js", lambda route: route.abort())
    yield Person(page=context.new_page(), language=language, violations=violations)
    context.close()


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def invite(person: Person, address: str, world: World) -> None:
    User.objects.create_user("integration", password="ein langes Passwort", role=User.Role.INTEGRATION)
    person.page.goto(f"{address}/login/?next=/rounds/")
    person.write("#id_username", "integration")
    person.write("#id_password", "ein langes Passwort")
    person.click("main button[type=submit]")
    for page in ("new/", "functions/", "functions/new/", f"functions/{world.head.pk}/"):
        person.go(f"{address}/rounds/{page}")
    person.go(f"{address}/rounds/{world.round.pk}/")
    person.click(".strategy-tools a.kern-btn")
    person.click(".strategy-handin button")


def report(person: Person, link: str) -> None:
    """Report on six measures: three unchanged, one anew, one with a question, one not theirs."""
    person.actions = 0
    person.go(link)
    person.click("a.kern-btn--primary")
    person.write("#id_note", "Zwölf Gruppen haben sich je zehnmal getroffen, mit 96 Menschen.")
    person.tick("input[name=schedule][value=on_time]")
    person.click("button[value=ready]")
    if "#remarks" in person.page.url:
        person.write("#id_explanation", "Zwei Gruppen folgen im Frühjahr.")
        person.click("button[value=ready]")
    for _place in range(3):
        person.click(".strategy-reasons button")
    person.click("details:has(button[value=question]) summary")
    person.write("#id_question", "Für welchen Zeitraum?")
    person.click("button[value=question]")
    person.click("details:has(button[value=not_ours]) summary")
    person.page.locator("#id_belongs_to").select_option(label="Amt für Schule")
    person.actions += 1
    person.click("button[value=not_ours]")
    person.click(".strategy-handin button")


def test_the_whole_walk(person: Person, address: str, world: World, mailoutbox: list[EmailMessage]) -> None:
    OfficeFunction.objects.update(language=person.language)
    invite(person, address, world)
    person.page.context.clear_cookies()
    editors = links(mailoutbox, world.editor)[-1]
    report(person, address + editors)
    assert person.actions <= MOST_ACTIONS
    states = list(Draft.objects.order_by("version__position").values_list("state", flat=True))
    assert states == ["ready", "ready", "ready", "ready", "question", "not_ours"]
    for page in ("", "pass-on/", "handover/", f"measures/{world.versions[0].pk}/"):
        person.go(address + editors + page)

    heads = links(mailoutbox, world.head)[-1]
    person.go(address + heads)
    person.click(".strategy-handin button")
    entries = ProgressEntry.objects.filter(round=world.round)
    assert sorted(entries.values_list("version__number", flat=True)) == ["4.1", "4.2", "4.3", "4.4"]

    answer_and_close(person, address, world)
    closed = ReportingRound.objects.get(pk=world.round.pk)
    assert closed.closed_on is not None
    for page in (editors, f"{editors}measures/{world.versions[0].pk}/", heads):
        person.go(address + page)
    person.page.goto(f"{address}/report/nothing/")
    person.look()
    assert person.wrong == {}


def answer_and_close(person: Person, address: str, world: World) -> None:
    person.page.goto(f"{address}/login/?next=/rounds/{world.round.pk}/")
    person.write("#id_username", "integration")
    person.write("#id_password", "ein langes Passwort")
    person.click("main button[type=submit]")
    person.write("textarea[name=answer]", "Für das ganze Jahr.")
    person.click("form[action*=answer] button")
    person.write("input[name=reason]", "Schulen führen die Maßnahme.")
    person.click("form[action*=give] button")
    person.go(f"{address}/rounds/{world.round.pk}/offices/soz/")
    person.go(f"{address}/rounds/")
    person.go(f"{address}/rounds/{world.round.pk}/close/")
    person.click(".strategy-handin button")
