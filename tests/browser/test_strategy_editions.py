"""Editions, papers and offices under axe-core's eyes, narrow and wide; the synopsis is read without colour."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

from querschnitt.apps.accounts.models import User
from tests.apps.strategy.test_edition_pages import READ, WRITE, world
from tests.browser.test_strategy_wing import Screen, look, screen

__all__ = ["screen"]
pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
ANSWERS_OTHERWISE = {"/synopsis/2023/2020/": 409}


def test_pages_of_editions(screen: Screen, client: Client, violations: Callable[[Page], list[str]]) -> None:
    rows = world()
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    found = {}
    for page in (*READ, *WRITE):
        if page in ANSWERS_OTHERWISE or page == "/on/":
            continue
        found[page] = look(screen, violations, page.format(**rows))
        _keep_a_picture(screen, page)
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def _keep_a_picture(screen: Screen, page: str) -> None:
    """For whoever wants to look: PICTURES names a folder."""
    folder = os.environ.get("PICTURES")
    if folder:
        width = screen.page.viewport_size or {"width": 0}
        name = page.strip("/").replace("/", "-").replace("?", "-").replace("{", "").replace("}", "")
        screen.page.screenshot(path=Path(folder) / f"{name}-{width['width']}.png", full_page=True)


def test_marks_are_seen_without_colour(screen: Screen, client: Client) -> None:
    world()
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    screen.goto("/synopsis/2020/2023/")
    lines = "element => getComputedStyle(element).textDecorationLine"
    assert screen.page.locator("del").first.evaluate(lines) == "line-through"
    assert screen.page.locator("ins").first.evaluate(lines) == "underline"
