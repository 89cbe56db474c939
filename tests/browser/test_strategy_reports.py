"""The pages of reports and booklet requests under axe-core's eyes, narrow and wide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import Page

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions.booklet_requests import Asked, note_request
from querschnitt.apps.strategy.actions.reports import make_report
from querschnitt.apps.strategy.models import Edition
from querschnitt.apps.strategy.queries.reports import Wanted
from tests.browser.test_strategy_wing import Screen, leipzig, look, screen

__all__ = ["leipzig", "screen"]
pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
    pytest.mark.usefixtures("leipzig"),
]


def test_the_pages_of_reports(screen: Screen, client: Client, violations: Callable[[Page], list[str]]) -> None:
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    edition = Edition.objects.get(slug="2020")
    note_request(asked=Asked(edition=edition, copies=12, received_on=date(2022, 7, 1), address="Verein\nWeg 1"))
    made = make_report(wanted=Wanted(kind="tracking", edition=edition, state_on=date(2022, 6, 30)))
    addresses = ("", "new/", f"{made.pk}/", "booklets/", "booklets/labels/")
    found = {address: look(screen, violations, f"/reports/{address}") for address in addresses}
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
