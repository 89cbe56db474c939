from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from querschnitt.apps.accounts.models import User
from tests.apps.results.small_city import City, build_city


@pytest.fixture
def office(db: None) -> Client:
    """A person of the statistics office, logged in, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create(username="test", role="statistics"))
    return client


@pytest.fixture(scope="module")
def city(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    """The small city with a variable folder of its own, for all tests of a module; afterwards its rows are gone."""
    var = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), override_settings(VAR=var, PUBLISHED_FILES_DIR=var / "published"):
        yield build_city(tmp_path_factory.mktemp("city"))
        for alias in ("identity", "answers", "statistics"):
            call_command("flush", database=alias, verbosity=0, interactive=False)
