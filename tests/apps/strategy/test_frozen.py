"""An adopted edition stays as it was: by ORM, bulk update, and SQL as the owner and as the service's role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import Model

from querschnitt.apps.strategy.actions import import_strategy
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Edition,
    Field,
    Involvement,
    MeasureVersion,
    Office,
    ProgressEntry,
    ReportingRound,
)
from tests.apps.strategy.folders import one_edition

pytestmark = pytest.mark.django_db(databases=["office"])


@pytest.fixture
def adopted(tmp_path: Path) -> Edition:
    import_strategy(folder=one_edition(tmp_path))
    return Edition.objects.get(slug="2020")


def refused(change: Callable[[], object], *, says: str = "adopted") -> None:
    with pytest.raises(IntegrityError, match=says), transaction.atomic(using="office"):
        change()


@pytest.mark.parametrize("model", [Field, MeasureVersion, Involvement, Edition])
def test_rows_cannot_be_deleted_or_rewritten_by_the_orm(adopted: Edition, model: type[Model]) -> None:
    rows = model._default_manager
    before = list(rows.order_by("pk").values())
    name = {Field: "name_de", MeasureVersion: "text", Involvement: "role", Edition: "title_de"}[model]
    refused(lambda: rows.update(**{name: "anders"}))
    refused(lambda: rows.all()._raw_delete("office"))
    assert list(rows.order_by("pk").values()) == before


def test_a_single_row_cannot_be_saved_or_bulk_updated(adopted: Edition) -> None:
    version = MeasureVersion.objects.get(number="6.4")
    version.text = "Etwas anderes."
    refused(version.save)
    refused(lambda: MeasureVersion.objects.bulk_update([version], ["text"]))
    assert "sechs Fortbildungen" in MeasureVersion.objects.get(number="6.4").text


def test_nothing_is_added_to_an_adopted_edition(adopted: Edition) -> None:
    refused(lambda: Field.objects.create(edition=adopted, number=9, name_de="Neu", name_en="New"))
    version = MeasureVersion.objects.get(number="1.1")
    refused(lambda: Involvement.objects.create(version=version, office=Office.objects.get(slug="lwb"), role="involved"))


def test_a_field_cannot_slip_in_from_a_draft(adopted: Edition) -> None:
    draft = Edition.objects.create(slug="2023", title_de="Entwurf", title_en="Draft")
    field = Field.objects.create(edition=draft, number=1, name_de="Neu", name_en="New")
    refused(lambda: Field.objects.filter(pk=field.pk).update(edition=adopted, number=9))


def test_a_draft_can_still_be_changed(adopted: Edition) -> None:
    draft = Edition.objects.create(slug="2023", title_de="Entwurf", title_en="Draft")
    field = Field.objects.create(edition=draft, number=1, name_de="Alt", name_en="Old")
    Field.objects.filter(pk=field.pk).update(name_de="Neu")
    assert Field.objects.get(pk=field.pk).name_de == "Neu"
    field.delete()
    draft.delete()
    assert not Edition.objects.filter(slug="2023").exists()


@pytest.mark.parametrize("state", ["draft", "proposed", "amended"])
def test_an_adoption_cannot_be_taken_back(adopted: Edition, state: str) -> None:
    refused(lambda: Edition.objects.update(state=state))


def test_an_adopted_edition_is_superseded_once_and_then_stands_for_ever(adopted: Edition) -> None:
    Edition.objects.update(state="superseded", valid_until=date(2023, 2, 1))
    assert Edition.objects.get().valid_until == date(2023, 2, 1)
    refused(lambda: Edition.objects.update(valid_until=date(2024, 2, 1)), says="superseded")
    refused(lambda: Edition.objects.update(state="adopted"), says="superseded")


def test_superseding_changes_nothing_else(adopted: Edition) -> None:
    refused(lambda: Edition.objects.update(state="superseded", votes_for=54))


def test_status_and_money_are_only_added(adopted: Edition) -> None:
    append_only = "only added"
    refused(lambda: ProgressEntry.objects.update(phase="done"), says=append_only)
    refused(lambda: ProgressEntry.objects.all()._raw_delete("office"), says=append_only)
    refused(lambda: BudgetLine.objects.update(amount=1), says=append_only)
    before = ProgressEntry.objects.get(version__number="3.2", round__slug="2022-05")
    later = ProgressEntry.objects.create(
        round=before.round, version=before.version, phase="done", note="Der Vorschlag liegt vor."
    )
    assert list(before.round.entries.filter(version__number="3.2").order_by("pk")) == [before, later]


def test_a_closed_round_takes_no_more_and_stays_closed(adopted: Edition) -> None:
    version = MeasureVersion.objects.get(number="3.2")
    opened = ReportingRound.objects.get(slug="2021-11")
    ReportingRound.objects.filter(pk=opened.pk).update(closed_on=date(2021, 12, 20))
    refused(
        lambda: ProgressEntry.objects.create(round=opened, version=version, phase="done", note="Spät."), says="closed"
    )
    refused(lambda: ReportingRound.objects.update(closed_on=None), says="closed")


def test_a_measure_stands_in_a_field_of_its_own_edition(adopted: Edition) -> None:
    draft = Edition.objects.create(slug="2023", title_de="Entwurf", title_en="Draft")
    old = MeasureVersion.objects.get(number="1.1")
    stray = MeasureVersion(
        measure=old.measure,
        edition=draft,
        field=old.field,
        number="1.1",
        position=99,
        title_de="x",
        title_en="x",
        text="x",
        kind="Aktion",
        recurrence="once",
    )
    refused(stray.save, says="strategy_measure_in_field_of_edition")


TABLES = (
    "edition",
    "field",
    "measure",
    "measureversion",
    "involvement",
    "reportinground",
    "progressentry",
    "budgetline",
)


@pytest.mark.parametrize("table", TABLES)
def test_not_even_the_owner_empties_a_table(adopted: Edition, table: str) -> None:
    with connections["office"].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refused(lambda: cursor.execute(f"TRUNCATE strategy_{table} CASCADE"), says="cannot be emptied")


ADOPTED_BY_THE_SERVICE = """
INSERT INTO strategy_edition (slug, state, title_de, title_en, paper, as_amended, note_de, note_en, content_hash)
    VALUES ('2023', 'draft', 'Entwurf', 'Draft', '', false, '', '', '');
INSERT INTO strategy_field (edition_id, number, name_de, name_en, aim_de, aim_en, evidenced, aim_invented)
    SELECT id, 1, 'Sprache', 'Language', '', '', false, false FROM strategy_edition WHERE slug = '2023';
UPDATE strategy_edition SET state = 'adopted', paper = 'VII-DS-1', adopted_on = '2023-02-01' WHERE slug = '2023';
"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE strategy_field SET name_de = 'Anders'",
        "DELETE FROM strategy_field",
        "UPDATE strategy_edition SET paper = 'VII-DS-2'",
        "UPDATE strategy_edition SET state = 'draft'",
        "DELETE FROM strategy_edition",
        "INSERT INTO strategy_field (edition_id, number, name_de, name_en, aim_de, aim_en, evidenced, aim_invented)"
        " SELECT id, 2, 'Neu', 'New', '', '', false, false FROM strategy_edition",
        "WITH moved AS (UPDATE strategy_field SET number = 7 RETURNING 1) SELECT * FROM moved",
    ],
)
def test_plain_sql_as_the_service_is_refused(as_role: Callable[[str, str], Any], statement: str) -> None:
    with as_role("office", "office") as service, service.transaction(force_rollback=True):
        service.execute(ADOPTED_BY_THE_SERVICE)
        with pytest.raises(psycopg.errors.RestrictViolation), service.transaction():
            service.execute(statement)
        row = service.execute("SELECT number, name_de FROM strategy_field").fetchall()
        assert row == [(1, "Sprache")]


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE strategy_field CASCADE",
        "ALTER TABLE strategy_field DISABLE TRIGGER frozen",
        "DROP TRIGGER frozen ON strategy_field",
        "SET session_replication_role = replica",
        "DROP FUNCTION strategy_freeze_content CASCADE",
    ],
)
def test_the_service_may_not_empty_a_table_or_lift_a_trigger(
    as_role: Callable[[str, str], Any], statement: str
) -> None:
    with as_role("office", "office") as service, pytest.raises(psycopg.errors.InsufficientPrivilege):
        service.execute(statement)
