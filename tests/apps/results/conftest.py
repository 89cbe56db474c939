from __future__ import annotations

import pytest
from django.test import Client

from querschnitt.apps.accounts.models import User


@pytest.fixture
def office(db: None) -> Client:
    """A person of the statistics office, logged in, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create(username="test", role="statistics"))
    return client
