"""A database server of its own for each run of the tests, with the four databases, the roles and their rights."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# The folder must be known before Django's settings are read: they name the server.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER")
if _WORKER is None:
    _FOLDER = Path(tempfile.mkdtemp(prefix="qs-test-"))
    _FOLDER.chmod(0o755)
    os.environ["QUERSCHNITT_VAR"] = str(_FOLDER)

from querschnitt.site.databases import connection, create_roles_and_databases, grant_rights  # noqa: E402
from querschnitt.site.deployment import DATABASES, Deployment, read_deployment  # noqa: E402
from querschnitt.site.postgres import Server, start_server  # noqa: E402

_SERVER: Server | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that the workers of a parallel run come from."""
    global _SERVER
    if _WORKER is None:
        _SERVER = start_server()
        create_roles_and_databases(_SERVER.deployment)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _SERVER is not None:
        _SERVER.stop()
        shutil.rmtree(_SERVER.data.parent if _SERVER.data.parent != Path(os.environ["QUERSCHNITT_VAR"]) else _SERVER.data)
        shutil.rmtree(os.environ["QUERSCHNITT_VAR"], ignore_errors=True)


@pytest.fixture(scope="session")
def deployment() -> Deployment:
    return read_deployment()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, deployment: Deployment) -> None:
    """After the tables are there, give the five roles their rights, as `migrate_all` does."""
    from django.db import connections

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for alias in DATABASES:
            grant_rights(deployment, alias, database=connections[alias].settings_dict["NAME"])


@pytest.fixture
def as_role(deployment: Deployment, django_db_setup: None) -> Iterator[object]:
    """Return a function (alias, role) that opens a connection to a test database as a service role."""
    from django.db import connections

    yield lambda alias, role: connection(deployment, connections[alias].settings_dict["NAME"], role)
