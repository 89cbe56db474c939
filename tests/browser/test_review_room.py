"""The review in Chromium, from opening the room to the applied draft, and money; narrow in German, wide in English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.models import BudgetLine, Edition, ReviewDecision, Succession
from tests.apps.strategy.small import first_edition

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"], transaction=True),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
PASSWORD = "a-long-test-password"


@pytest.fixture
def address(live_server: Any) -> Iterator[str]:
    """Serve the integration office, and empty the tables of the strategy afterwards, which refuse it else."""
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
    """Somebody of the integration office at a screen, whose pages are looked at."""

    page: Page
    address: str
    violations: Callable[[Page], list[str]]
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def look(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found = self.violations(self.page) + (["wider than the screen"] if wide else [])
        if found:
            self.wrong[f"{self.page.url} {self.page.title()}"] = found

    def go(self, place: str) -> None:
        self.page.goto(self.address + place)
        self.look()

    def send(self, button: str = "main .kern-btn--primary") -> None:
        self.page.locator(button).last.click()
        self.page.wait_for_load_state()
        self.look()

    def decide(self, kind: str, reason: str = "", **other: str) -> None:
        self.page.select_option("#id_kind", kind)
        self.page.fill("#id_reason", reason)
        if "into" in other:
            self.page.select_option("#id_merge_into", label=other["into"])
        if "text" in other:
            self.page.fill("#id_new_text", other["text"])
        self.send("form.strategy-decide button")


@pytest.fixture(params=[(360, "de"), (1280, "en")], ids=str)
def person(
    request: pytest.FixtureRequest, chromium: Browser, address: str, violations: Callable[[Page], list[str]]
) -> Iterator[Person]:
    width, language = request.param
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale=language)
    User.objects.create_user("integration", password=PASSWORD, role=User.Role.INTEGRATION)
    page = context.new_page()
    page.goto(f"{address}/login/?next=/review/")
    page.fill("#id_username", "integration")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_load_state()
    yield Person(page=page, address=address, violations=violations)
    context.close()


def test_from_opening_the_room_to_the_draft_that_follows(person: Person) -> None:
    first_edition()
    person.go("/review/")
    assert person.page.url.endswith("/review/open/")
    person.send()
    person.send("main a.kern-btn--primary")
    assert person.page.url.endswith("/review/measures/1.1/")
    person.decide("end")
    assert person.page.locator(".house-error").count() == 1
    person.decide("merge", "Dasselbe", into="2.2 Praktika")
    assert person.page.url.endswith("/review/measures/1.2/#content")
    person.decide("change", "Öfter gebraucht", text="Text von 1.2, und das öfter.")
    person.decide("keep")
    person.decide("end", "Erledigt")
    person.go("/review/draft/")
    assert person.page.locator("main form").count() == 0  # 1.1 would go into a measure that ends
    person.page.locator("main li a", has_text="1.1").click()
    person.decide("merge", "Dasselbe", into="2.1 Jobmesse")
    person.go("/review/draft/")
    person.send()
    edition = Edition.objects.get(state="draft")
    rows = Succession.objects.filter(edition=edition).order_by("earlier__number")
    assert [row.kind for row in rows] == ["merged", "reworded", "merged", "ended"]
    for place in ("/review/", "/review/?decision=end", "/review/protocol/", "/review/measures/1.2/"):
        person.go(place)
    assert ReviewDecision.objects.count() == 4
    assert person.wrong == {}


def test_by_keyboard_from_measure_to_measure(person: Person) -> None:
    first_edition()
    person.go("/review/open/")
    person.send()
    person.go("/review/measures/1.1/")
    for link, number in [("next", "1.2"), ("next", "2.1"), ("prev", "1.2")]:
        step = person.page.locator(f"a[rel={link}]").first
        assert step.get_attribute("accesskey") == link[0]
        step.focus()
        person.page.keyboard.press("Enter")
        person.page.wait_for_url(f"**/{number}/")


def test_money_from_the_first_line_to_its_correction(person: Person) -> None:
    first_edition()
    person.go("/money/")
    person.go("/money/measures/1.1/")
    said = {"year": "2023", "amount": "3.000", "purpose_de": "Kurse", "source": "DS-1"}
    for name, text in said.items():
        person.page.fill(f"#id_{name}", text)
    person.page.select_option("#id_stage", "decided")
    person.send()
    person.page.locator("table a").first.click()
    person.page.fill("#id_amount", "30.000,50")
    person.page.fill("#id_reason", "Eine Null fehlte")
    person.look()
    person.send()
    assert [str(line.amount) for line in BudgetLine.objects.order_by("pk")] == ["3000.00", "30000.50"]
    person.go("/money/states/")
    person.page.select_option("#id_kind", "freeze")
    person.page.fill("#id_since", "2023-03-01")
    person.page.fill("#id_source", "Verfügung")
    person.send()
    person.go("/money/frame/")
    for name, text in {"year": "2023", "amount": "25.000", "source": "DS-2"}.items():
        person.page.fill(f"#id_{name}", text)
    person.send()
    for place in ("/money/", "/money/?show=decided&field=1"):
        person.go(place)
    assert person.wrong == {}
