from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.actions import open_wave
from querschnitt.apps.interview.sealing import new_key_pair
from tests.apps.interview.kinds import every_kind
from tests.apps.interview.paper import open_field
from tests.apps.interview.wave import handover_of, small_instrument


@pytest.fixture
def wave() -> Iterator[str]:
    """Open the small wave and give the private key of its office."""
    queries.instrument.cache_clear()
    private, public = new_key_pair()
    open_wave(handover=handover_of(small_instrument(), key=settings.DEPLOYMENT.keys["access_code"], public_key=public))
    yield private
    queries.instrument.cache_clear()


@pytest.fixture
def kinds() -> Iterator[str]:
    """Open a wave with every kind of question and give the private key of its office."""
    queries.instrument.cache_clear()
    yield open_field(every_kind(), key=settings.DEPLOYMENT.keys["access_code"])
    queries.instrument.cache_clear()


@pytest.fixture
def browser() -> Client:
    return Client()
