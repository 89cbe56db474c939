"""The world in which offices report."""

from __future__ import annotations

import pytest

from tests.apps.strategy.collecting.world import World, make_world


@pytest.fixture
def world() -> World:
    return make_world()
