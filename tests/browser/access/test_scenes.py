"""The scenes are what the service sends, byte for byte, and no way of drawing a question is without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

import pytest
from django.conf import settings
from django.test import Client

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.forms import Speech
from querschnitt.apps.interview.forms.drawing import Drawing, PageState
from querschnitt.core.instrument.model import Instrument
from tests.apps.interview.paper import enter, open_field
from tests.browser.access.questionnaire import every_type
from tests.browser.access.scenes import SCENES, Scene, drawn, sent

PAGES_OF_MORE = ("piping", "person[1]")
"""Pages that need what was answered on others."""

ALONE = [
    pytest.param(scene, language, id=f"{scene.name}-{language}")
    for scene, language in zip(SCENES, cycle(("de", "ar", "ti", "fa-AF")), strict=False)
    if not scene.answers and scene.mode == "web" and scene.page not in PAGES_OF_MORE
]
CONTROLS = {
    "radio", "checkbox", "select", "rank", "search", "number", "date", "time", "text", "multiline", "fixed", "note",
}  # fmt: skip


def alone(scene: Scene) -> Instrument:
    """Return a questionnaire of the scene's page only."""
    return replace(every_type(), pages=(every_type().page(scene.page),), sections={})


@pytest.fixture
def clean() -> Iterator[None]:
    queries.instrument.cache_clear()
    yield
    queries.instrument.cache_clear()


@pytest.mark.urls("querschnitt.site.urls.interview")
@pytest.mark.django_db(databases=["answers"])
@pytest.mark.parametrize(("scene", "language"), ALONE)
def test_the_service_sends_the_scene(clean: None, scene: Scene, language: str) -> None:
    instrument = alone(scene)
    open_field(instrument, key=settings.DEPLOYMENT.keys["access_code"])
    browser = Client()
    enter(browser, language=language)
    address = f"/page/{scene.page}"
    go = f"search {scene.focus}" if scene.focus else "next"
    data = {**sent(scene, instrument.page(scene.page)), "go": go}
    response = browser.get(address) if scene.form is None else browser.post(address, data)
    assert response.content.decode() == drawn(scene, language, instrument=instrument, known={})


def test_every_control_has_a_scene() -> None:
    speech = Speech(every_type(), "de")
    drawings = [Drawing(q, PageState(), speech) for page in every_type().pages for q in page.questions]
    assert {drawing.control() for drawing in drawings} == CONTROLS
