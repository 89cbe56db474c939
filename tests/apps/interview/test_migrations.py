"""An open wave keeps its questionnaire as the first version; interviews that were sealed in the old way stay there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.apps.registry import Apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from querschnitt.site.databases import grant_rights
from querschnitt.site.deployment import Deployment

FIRST, SECOND, THIRD = "0001_initial", "0002_versions", "0003_one_box_and_wishes"
Migrate = Callable[[str], Apps]
pytestmark = pytest.mark.django_db(databases=["answers"], transaction=True)


@pytest.fixture
def migrate(transactional_db: None, deployment: Deployment) -> Iterator[Migrate]:
    """Return a function that brings the tables, without rows, to a migration; afterwards they are as they are now."""
    connection = connections["answers"]

    def to(name: str) -> Apps:
        MigrationExecutor(connection).migrate([("interview", name)])
        return MigrationExecutor(connection).loader.project_state([("interview", name)]).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("interview"))
    grant_rights(deployment, "answers", database=connection.settings_dict["NAME"])


def test_the_questionnaire_of_an_open_wave_becomes_its_first_version(migrate: Migrate) -> None:
    opened = (
        migrate(FIRST)
        .get_model("interview", "Opening")
        .objects.using("answers")
        .create(
            wave="2020", instrument_hash="a" * 64, document={"name": "x"}, public_key="b" * 64,
            complete_share="0.80", partial_share="0.50", handover_digest="c" * 64,
        )
    )  # fmt: skip
    (version,) = migrate(SECOND).get_model("interview", "Version").objects.using("answers").all()
    assert (version.opening_id, version.instrument_hash, version.document, version.kind, version.handover_digest) == (
        "2020", "a" * 64, {"name": "x"}, "first", "c" * 64,
    )  # fmt: skip
    assert version.opened_at == opened.opened_at


@pytest.mark.parametrize("state", ["open", "finished"])
def test_interviews_in_two_boxes_are_not_carried_over_and_not_lost(migrate: Migrate, state: str) -> None:
    old = migrate(SECOND)
    opening = old.get_model("interview", "Opening").objects.using("answers").create(
        wave="2020", instrument_hash="a" * 64, public_key="b" * 64, complete_share="0.80", partial_share="0.50",
        handover_digest="c" * 64,
    )  # fmt: skip
    access = old.get_model("interview", "Access").objects.using("answers").create(
        code_hash="d" * 64, opening=opening, case_id="00000000-0000-0000-0000-000000000001",
    )  # fmt: skip
    interviews = old.get_model("interview", "Interview").objects.using("answers")
    interviews.create(
        access=access, language="de", state=state, office_box=b"box",
        finished_at=opening.opened_at if state == "finished" else None,
    )  # fmt: skip
    with pytest.raises(RuntimeError, match="Collect them with the version that made them"):
        migrate(THIRD)
    assert bytes(interviews.get().office_box) == b"box"
    interviews.all().delete()
    new = migrate(THIRD)
    assert new.get_model("interview", "Access").objects.using("answers").get().code_hash == "d" * 64
    assert new.get_model("interview", "Opening").objects.using("answers").get().desk_key == ""
