"""What was released, approved, or done to a translation stays: by ORM, by SQL as the owner and as the service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import Model

from querschnitt.apps.survey.actions import open_language, release_questionnaire
from querschnitt.apps.survey.models import (
    Approval,
    Questionnaire,
    QuestionnaireFile,
    Release,
    Translation,
    TranslationEvent,
)
from tests.apps.survey.real_wave import announced, approved, drafted, locked

pytestmark = pytest.mark.django_db(databases=["statistics"])
FROZEN = {
    Questionnaire: {"version": "2"},
    QuestionnaireFile: {"content": b"other"},
    Release: {"reason": "other"},
    Approval: {"paper": "VIII-DS-00000"},
    TranslationEvent: {"actor": "nobody"},
}
TABLES = ("questionnaire", "questionnairefile", "release", "approval", "translationevent")


def refused(change: Callable[[], object], *, says: str = "only added") -> None:
    with pytest.raises(IntegrityError, match=says), transaction.atomic(using="statistics"):
        change()


@pytest.fixture(autouse=True)
def _released(tmp_path: Path) -> None:
    wave = announced()
    drafted(wave, tmp_path)
    locked(wave.draft)
    open_language(wave=wave, tag="ar")
    approved(wave)
    release_questionnaire(wave=wave)


@pytest.mark.parametrize("model", FROZEN)
def test_rows_are_neither_changed_nor_deleted(model: type[Model]) -> None:
    rows = model._default_manager
    assert rows.exists()
    before = list(rows.order_by("pk").values())
    refused(lambda: rows.update(**FROZEN[model]))
    refused(lambda: rows.all()._raw_delete("statistics"))
    first = rows.order_by("pk")[0]
    refused(first.save)
    assert list(rows.order_by("pk").values()) == before


def test_a_locked_wording_is_changed_by_nobody() -> None:
    refused(lambda: Translation.objects.update(text="anders"), says="is locked")
    with pytest.raises(IntegrityError, match="survey_locked_is_pretested"), transaction.atomic("statistics"):
        Translation.objects.update(pretester="")


@pytest.mark.parametrize("table", TABLES)
def test_not_even_the_owner_empties_a_table(table: str) -> None:
    with connections["statistics"].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE survey_{table} ENABLE TRIGGER not_emptied")
        refused(lambda: cursor.execute(f"TRUNCATE survey_{table} CASCADE"), says="cannot be emptied")


BY_THE_SERVICE = """
INSERT INTO survey_questionnaire (content_hash, name, version, document, workbook_sha256, released_at)
    VALUES (repeat('a', 64), 'n', '1', '{}', '', now());
"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE survey_questionnaire SET document = '{}'",
        "DELETE FROM survey_questionnaire",
        "WITH changed AS (UPDATE survey_questionnaire SET version = '2' RETURNING 1) SELECT * FROM changed",
    ],
)
def test_plain_sql_as_the_service_is_refused(as_role: Callable[[str, str], Any], statement: str) -> None:
    with as_role("statistics", "fieldwork") as service, service.transaction(force_rollback=True):
        service.execute(BY_THE_SERVICE)
        with pytest.raises(psycopg.errors.RestrictViolation), service.transaction():
            service.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE survey_translationevent CASCADE",
        "ALTER TABLE survey_release DISABLE TRIGGER append_only",
        "DROP TRIGGER frozen ON survey_questionnaire",
        "SET session_replication_role = replica",
        "DROP FUNCTION survey_refuse_change CASCADE",
    ],
)
def test_the_service_may_not_empty_a_table_or_lift_a_trigger(
    as_role: Callable[[str, str], Any], statement: str
) -> None:
    with as_role("statistics", "fieldwork") as service, pytest.raises(psycopg.errors.InsufficientPrivilege):
        service.execute(statement)
