"""A wave that was open before there were versions keeps its questionnaire as the first one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from querschnitt.site.databases import grant_rights
from querschnitt.site.deployment import Deployment

BEFORE, AFTER = [("interview", "0001_initial")], [("interview", "0002_versions")]


@pytest.fixture
def at_first(transactional_db: None, deployment: Deployment) -> Iterator[MigrationExecutor]:
    """The tables as they were, without rows; afterwards they are as they are now, with everybody's rights."""
    connection = connections["answers"]
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield MigrationExecutor(connection)
    MigrationExecutor(connection).migrate(AFTER)
    grant_rights(deployment, "answers", database=connection.settings_dict["NAME"])


@pytest.mark.django_db(databases=["answers"], transaction=True)
def test_the_questionnaire_of_an_open_wave_becomes_its_first_version(at_first: MigrationExecutor) -> None:
    old = at_first.loader.project_state(BEFORE).apps.get_model("interview", "Opening")
    opened = old.objects.using("answers").create(
        wave="2020", instrument_hash="a" * 64, document={"name": "x"}, public_key="b" * 64,
        complete_share="0.80", partial_share="0.50", handover_digest="c" * 64,
    )  # fmt: skip
    at_first.migrate(AFTER)
    new = MigrationExecutor(connections["answers"]).loader.project_state(AFTER).apps.get_model("interview", "Version")
    (version,) = new.objects.using("answers").all()
    assert (version.opening_id, version.instrument_hash, version.document, version.kind, version.handover_digest) == (
        "2020", "a" * 64, {"name": "x"}, "first", "c" * 64,
    )  # fmt: skip
    assert version.opened_at == opened.opened_at
