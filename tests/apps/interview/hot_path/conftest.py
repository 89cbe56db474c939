from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _as_the_service(settings) -> None:
    """Give Django's views what stands before them in the service of the interview."""
    settings.MIDDLEWARE = [
        "querschnitt.site.security.SecurityHeaders",
        "querschnitt.apps.interview.views.away.Away",
    ]
