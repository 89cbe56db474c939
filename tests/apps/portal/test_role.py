"""The portal's role reads the public views, nothing beside them, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.django_db(databases=["office"])
VIEWS = (
    "edition", "field", "measure", "involved", "progress", "release", "finding", "evidence", "money", "translation",
    "correction",
)  # fmt: skip
DRAFT = """
INSERT INTO strategy_edition (slug, state, title_de, title_en, paper, as_amended, note_de, note_en, content_hash)
    VALUES ('2023', 'draft', 'Entwurf', 'Draft', '', false, '', '', '');
INSERT INTO strategy_field (edition_id, number, name_de, name_en, aim_de, aim_en, evidenced, aim_invented)
    SELECT id, 1, 'Sprache', 'Language', '', '', false, false FROM strategy_edition WHERE slug = '2023';
"""


@pytest.mark.parametrize("view", VIEWS)
def test_it_reads_each_public_view(as_role: Callable[[str, str], Any], view: str) -> None:
    with as_role("office", "portal") as portal:
        assert portal.execute(f"SELECT count(*) FROM portal_{view}").fetchone() == (0,)


@pytest.mark.parametrize("view", VIEWS)
def test_it_has_no_right_to_write_a_view(as_role: Callable[[str, str], Any], view: str) -> None:
    asked = (
        "SELECT has_table_privilege(%s, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER'), has_table_privilege(%s, 'SELECT')"
    )
    with as_role("office", "portal") as portal:
        assert portal.execute(asked, [f"portal_{view}"] * 2).fetchone() == (False, True)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM portal_edition",
        "UPDATE portal_edition SET paper = 'x'",
        "INSERT INTO portal_edition (slug) VALUES ('x')",
        "INSERT INTO strategy_evidence DEFAULT VALUES",
        "DELETE FROM indicators_finding",
        "UPDATE strategy_edition SET paper = 'x'",
        "TRUNCATE indicators_finding CASCADE",
        "CREATE TABLE mine (id int)",
        "CREATE OR REPLACE VIEW portal_edition AS SELECT 1 AS id",
    ],
)
def test_it_writes_nothing(as_role: Callable[[str, str], Any], statement: str) -> None:
    with as_role("office", "portal") as portal, pytest.raises(psycopg.errors.InsufficientPrivilege):
        portal.execute(statement)


@pytest.mark.parametrize(
    "table",
    [
        "strategy_edition",
        "strategy_measureversion",
        "strategy_progressentry",
        "indicators_finding",
        "indicators_release",
        "accounts_user",
        "accounts_activity",
        "django_session",
    ],
)
def test_it_reads_no_table(as_role: Callable[[str, str], Any], table: str) -> None:
    with as_role("office", "portal") as portal, pytest.raises(psycopg.errors.InsufficientPrivilege):
        portal.execute(f"SELECT * FROM {table}")


@pytest.mark.parametrize("alias", ["identity", "answers", "statistics"])
def test_it_enters_no_other_database(as_role: Callable[[str, str], Any], alias: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"), as_role(alias, "portal"):
        pass


def test_a_draft_is_not_public_until_it_is_adopted(as_role: Callable[[str, str], Any]) -> None:
    with as_role("office", "office") as office, office.transaction(force_rollback=True):
        office.execute(DRAFT)
        assert office.execute("SELECT count(*) FROM portal_edition").fetchone() == (0,)
        assert office.execute("SELECT count(*) FROM portal_field").fetchone() == (0,)
        office.execute("UPDATE strategy_edition SET state = 'adopted', paper = 'P', adopted_on = '2023-02-01'")
        assert office.execute("SELECT slug FROM portal_edition").fetchall() == [("2023",)]
        assert office.execute("SELECT number FROM portal_field").fetchall() == [(1,)]


def test_only_the_latest_release_of_a_wave_is_public() -> None:
    from querschnitt.apps.indicators.actions import import_release
    from querschnitt.apps.portal.models import PublicFinding
    from tests.apps.releases import SMALL, VERIFY_KEY, finding, release

    import_release(SMALL, VERIFY_KEY)
    assert PublicFinding.objects.count() == 6
    import_release(release(finding("life_satisfied", value=0.81), name="2020-2"), VERIFY_KEY)
    assert [row.value for row in PublicFinding.objects.all()] == [0.81]
