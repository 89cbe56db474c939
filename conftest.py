"""A database server of its own for each run of the tests, with the four databases, the roles and their rights."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation
from hypothesis import settings

from querschnitt.site.databases import connection, create_roles_and_databases, grant_rights
from querschnitt.site.deployment import DATABASES, Deployment, read_deployment, var_folder
from querschnitt.site.postgres import Server, start_server

# A busy machine is no fault of a test: what is slow is measured by benches.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

pytest_plugins = ["tests.browser.access.parts"]


def _start_server_of_this_run() -> Server | None:
    """Start the server before Django's settings are read, because they name it; parallel workers share it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return None
    folder = Path(tempfile.mkdtemp(prefix="querschnitt-test-"))
    folder.chmod(0o755)
    os.environ["QUERSCHNITT_VAR"] = str(folder)
    server = start_server()
    _spare_the_disk(server.deployment)
    create_roles_and_databases(server.deployment)
    return server


def _spare_the_disk(deployment: Deployment) -> None:
    """Wait for no disk: this server is thrown away. What must outlive a crash is tested on servers of its own."""
    with connection(deployment, "postgres", "admin") as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")
        admin.execute("SELECT pg_reload_conf()")


_SERVER = _start_server_of_this_run()
os.environ["DJANGO_SETTINGS_MODULE"] = "querschnitt.site.settings.everything"
django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _SERVER is not None:
        _SERVER.stop()
        shutil.rmtree(_SERVER.data.parent, ignore_errors=True)
        shutil.rmtree(os.environ["QUERSCHNITT_VAR"], ignore_errors=True)


@pytest.fixture(autouse=True)
def language() -> None:
    """Begin each test in German: a page asked for in English leaves its language with the thread."""
    translation.activate("de")


@pytest.fixture(scope="session")
def deployment() -> Deployment:
    return read_deployment()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, deployment: Deployment) -> None:
    """After the tables are there, give the five roles their rights, as `migrate_all` does."""
    from django.db import connections

    # Workers share the server, and what it notes of rights belongs to all of its databases: one after the other.
    with (var_folder() / "rights.lock").open("w") as lock, django_db_blocker.unblock():  # type: ignore[attr-defined]
        fcntl.flock(lock, fcntl.LOCK_EX)
        for alias in DATABASES:
            grant_rights(deployment, alias, database=connections[alias].settings_dict["NAME"])
        _let_tests_empty_tables(connections["statistics"])


FROZEN = (
    "survey_questionnaire", "survey_questionnairefile", "survey_release", "survey_approval", "survey_translationevent",
    "register_document", "register_designversion",
)  # fmt: skip


def _let_tests_empty_tables(statistics: BaseDatabaseWrapper) -> None:
    """Lift the triggers that refuse TRUNCATE: a test that commits is cleaned up after by emptying its tables."""
    with statistics.cursor() as cursor:
        for name in FROZEN:
            cursor.execute(f"ALTER TABLE IF EXISTS {name} DISABLE TRIGGER not_emptied")


@pytest.fixture
def as_role(deployment: Deployment, django_db_setup: None) -> Iterator[object]:
    """Return a function (alias, role) that opens a connection to a test database as a service role."""
    from django.db import connections

    yield lambda alias, role: connection(deployment, connections[alias].settings_dict["NAME"], role)
