"""Every type of question in every language, both widths, light, dark and forced colours: nothing is found."""

from __future__ import annotations

import pytest

from tests.browser.access.parts import is_in_part, part
from tests.browser.access.scenes import LANGUAGES, SCENES, Scene, drawn
from tests.browser.access.stage import Stage


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if {"scene", "language"} <= set(metafunc.fixturenames):
        number = part(metafunc.config)
        chosen = [
            pytest.param(scene, language, id=f"{scene.name}-{language}")
            for line, scene in enumerate(SCENES)
            for column, language in enumerate(LANGUAGES)
            if is_in_part(number, line + column)
        ]
        metafunc.parametrize(("scene", "language"), chosen)


def test_nothing_is_found(stage: Stage, scene: Scene, language: str) -> None:
    stage.show(drawn(scene, language))
    assert stage.findings(scene.name, language) == []
