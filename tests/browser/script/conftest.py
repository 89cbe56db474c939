"""A page at the interview as it is served, with its scripts; whatever goes wrong in them ends the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.script.service import Service


@pytest.fixture
def blank(chromium: Browser) -> Iterator[Page]:
    """A page at nothing."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def service(wave: str) -> Iterator[Service]:
    """The interview, served with the small wave."""
    service = Service()
    service.start()
    yield service
    service.stop()


@pytest.fixture
def page(chromium: Browser, service: Service) -> Iterator[Page]:
    """A page at the interview."""
    context = chromium.new_context(base_url=service.url, locale="de-DE", viewport={"width": 360, "height": 740})
    faults: list[object] = []
    context.on("weberror", lambda error: faults.append(error.error))
    context.on("console", lambda message: faults.append(message.text) if _is_fault(message.text) else None)
    yield context.new_page()
    context.close()
    assert faults == []


def _is_fault(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text
