from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.models import Opening
from querschnitt.apps.interview.sealing import new_key_pair
from tests.apps.interview.paper import open_field
from tests.browser.access.questionnaire import example
from tests.browser.access.stage import Stage
from tests.browser.script.service import Service


@pytest.fixture(scope="package")
def stage(chromium: Browser) -> Iterator[Stage]:
    """A stage for documents that no service sends: one page of the browser for all of them."""
    context = chromium.new_context(reduced_motion="reduce", locale="de-DE")
    stage = Stage(context.new_page())
    stage.set_up()
    yield stage
    context.close()


@pytest.fixture
def leipzig() -> Iterator[str]:
    """Open the example wave with a field desk, and give the private key of its office."""
    queries.instrument.cache_clear()
    private = open_field(example(), key=settings.DEPLOYMENT.keys["access_code"])
    Opening.objects.update(desk_key=new_key_pair()[1])
    yield private
    queries.instrument.cache_clear()


@pytest.fixture
def service(leipzig: str) -> Iterator[Service]:
    service = Service()
    service.start()
    yield service
    service.stop()
