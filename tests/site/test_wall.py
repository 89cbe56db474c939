"""The wall: each of the five roles connects, and is shown what it cannot read, database by database, table by table."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import psycopg
import pytest
from django.apps import apps
from django.db import connections

from querschnitt.site.databases import GRANTS
from querschnitt.site.deployment import DATABASES, SERVICE_ROLES

AsRole = Callable[[str, str], AbstractContextManager[psycopg.Connection]]
pytestmark = pytest.mark.django_db(databases=DATABASES)
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
R, W, A = ("SELECT",), RIGHTS, ("SELECT", "INSERT")

# Written by hand, not taken from the table of grants: role -> database -> table -> rights. What is not here is nothing.
HALL = {
    **dict.fromkeys(("accounts_user", "accounts_user_groups", "accounts_user_user_permissions"), W),
    **dict.fromkeys(("accounts_activity", "django_session"), W),
    **dict.fromkeys(("django_content_type", "auth_group", "auth_permission", "auth_group_permissions"), R),
}
# Triggers say besides which of these rows are only ever added (tests/apps/survey/test_frozen.py).
SURVEY = tuple(
    f"survey_{name}"
    for name in (
        "wave", "questionnaire", "questionnairefile", "release", "approval", "approvedfeature",
        "draft", "draftfile", "draftlanguage", "text", "translation", "translationevent", "comment", "recording",
        "export", "delivery", "wavekey",
    )
)  # fmt: skip
REGISTER = tuple(f"register_{name}" for name in ("extract", "frame", "sample", "batch", "sampledunit"))
MAY = {
    "fieldwork": {
        "answers": {"interview_wish": ("SELECT", "DELETE")},
        "identity": {"register_resident": W, "fieldwork_envelope": W, "fieldwork_wish": W},
        "statistics": {
            **HALL,
            **dict.fromkeys(REGISTER, W),
            **dict.fromkeys(SURVEY, W),
            **dict.fromkeys(("fieldwork_case", "fieldwork_contactattempt", "fieldwork_letterrun"), W),
            **dict.fromkeys(("results_collection", "results_weighting", "results_estimation"), R),
            **dict.fromkeys(("results_estimate", "results_change", "results_publication"), R),
        },
    },
    "analysis": {
        "statistics": {
            **dict.fromkeys(REGISTER, R),
            **dict.fromkeys(SURVEY, R),
            **dict.fromkeys(("fieldwork_case", "fieldwork_contactattempt", "fieldwork_letterrun"), W),
            **dict.fromkeys(("results_collection", "results_weighting", "results_estimation"), W),
            **dict.fromkeys(("results_estimate", "results_change", "results_publication"), W),
            "accounts_activity": A,
        },
    },
}
CLOSED = {
    "interview": ("identity", "statistics", "office"),
    "fieldwork": ("office",),
    "analysis": ("identity", "office"),
    "office": ("identity", "answers", "statistics"),
    "portal": ("identity", "answers", "statistics"),
}
OPEN = {role: tuple(alias for alias in DATABASES if alias not in closed) for role, closed in CLOSED.items()}


def tables(opened: psycopg.Connection) -> list[str]:
    rows = opened.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p')"
        " ORDER BY relname"
    )
    return [name for (name,) in rows]


def rights(opened: psycopg.Connection, table: str) -> tuple[str, ...]:
    row = opened.execute(
        "SELECT " + ", ".join(f"has_table_privilege(%(table)s, '{right}')" for right in RIGHTS), {"table": table}
    ).fetchone()
    assert row is not None
    return tuple(right for right, may in zip(RIGHTS, row, strict=True) if may)


@pytest.mark.parametrize(("role", "alias"), [(role, alias) for role, closed in CLOSED.items() for alias in closed])
def test_a_role_cannot_even_enter_the_databases_that_are_none_of_its_business(
    as_role: AsRole, role: str, alias: str
) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"), as_role(alias, role):
        pass


@pytest.mark.parametrize(("role", "alias"), [(role, alias) for role, known in OPEN.items() for alias in known])
def test_a_role_enters_its_own_databases(as_role: AsRole, role: str, alias: str) -> None:
    with as_role(alias, role) as opened:
        assert opened.execute("SELECT current_user").fetchone() == (role,)


@pytest.mark.parametrize(("role", "alias"), [(role, alias) for role, known in MAY.items() for alias in known])
def test_each_table_of_the_survey_wing_has_the_rights_written_down_here(as_role: AsRole, role: str, alias: str) -> None:
    with as_role(alias, role) as opened:
        found = {table: rights(opened, table) for table in tables(opened) if table != "django_migrations"}
    assert found == {table: MAY[role][alias].get(table, ()) for table in found}
    assert set(MAY[role][alias]) <= set(found)


def test_interview_works_on_its_own_tables_throws_wishes_in_and_sees_no_other(as_role: AsRole) -> None:
    with as_role("answers", "interview") as opened:
        found = {table: rights(opened, table) for table in tables(opened)}
    assert found.pop("django_migrations") == ()
    assert found.pop("interview_wish") == ("INSERT",)
    assert found
    assert all(name.startswith("interview_") and may == W for name, may in found.items())


def test_analysis_reads_answers_and_changes_none(as_role: AsRole) -> None:
    with as_role("answers", "analysis") as opened:
        found = {table: rights(opened, table) for table in tables(opened) if table != "django_migrations"}
        assert found.pop("interview_wish") == ()
        assert found
        assert set(found.values()) == {R}
        table = next(iter(found))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            opened.execute(f"DELETE FROM {table}")


def test_fieldwork_takes_wishes_out_of_the_outbox_and_reaches_no_interview(as_role: AsRole) -> None:
    with as_role("answers", "fieldwork") as opened:
        assert opened.execute("SELECT * FROM interview_wish").fetchall() == []
        opened.execute("DELETE FROM interview_wish")
        for table in ("interview_interview", "interview_access", "interview_opening"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                opened.execute(f"SELECT * FROM {table}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            opened.execute("UPDATE interview_wish SET kind = 'call'")


def test_fieldwork_reads_results_and_changes_none(as_role: AsRole) -> None:
    with as_role("statistics", "fieldwork") as opened:
        opened.execute("SELECT * FROM results_estimate").fetchall()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            opened.execute("UPDATE results_estimate SET estimate = 1")


def test_portal_reads_the_views_laid_out_for_it_and_nothing_beside(as_role: AsRole) -> None:
    with as_role("office", "portal") as opened:
        found = {table: rights(opened, table) for table in tables(opened)}
        readable = {name for name, may in found.items() if may}
        assert readable
        assert all(name.startswith("portal_") and found[name] == R for name in readable)
        for table in ("accounts_user", "strategy_measure", "indicators_finding", "django_session"):
            assert table in found
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                opened.execute(f"SELECT * FROM {table} LIMIT 1")


def test_office_works_on_the_strategy_wing(as_role: AsRole) -> None:
    with as_role("office", "office") as opened:
        found = {table: rights(opened, table) for table in tables(opened)}
    strategy = {name: may for name, may in found.items() if name.startswith(("strategy_", "indicators_"))}
    assert strategy
    assert set(strategy.values()) == {W}


@pytest.mark.parametrize(("role", "alias"), [(role, alias) for role, known in OPEN.items() for alias in known])
def test_nobody_truncates_creates_or_puts_triggers(as_role: AsRole, role: str, alias: str) -> None:
    with as_role(alias, role) as opened:
        for table in tables(opened):
            assert opened.execute(
                "SELECT has_table_privilege(%(t)s, 'TRUNCATE'), has_table_privilege(%(t)s, 'TRIGGER'),"
                " has_table_privilege(%(t)s, 'REFERENCES')",
                {"t": table},
            ).fetchone() == (False, False, False)
        for statement in (
            "CREATE TABLE public.mine (a integer)",
            "CREATE TEMP TABLE mine (a integer)",
            "CREATE SCHEMA mine",
            f"TRUNCATE {tables(opened)[0]}",
            "CREATE FUNCTION public.mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                opened.execute(statement)


@pytest.mark.parametrize("role", SERVICE_ROLES)
def test_a_service_role_is_nothing_but_a_login(as_role: AsRole, role: str) -> None:
    with as_role(OPEN[role][0], role) as opened:
        row = opened.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication,"
            " (SELECT count(*) FROM pg_auth_members WHERE member = pg_roles.oid) FROM pg_roles WHERE rolname = %s",
            [role],
        ).fetchone()
    assert row == (False, False, False, False, False, 0)


def test_nobody_connects_without_the_password(as_role: AsRole) -> None:
    known = connections["statistics"].settings_dict
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(
            host=known["HOST"], port=known["PORT"], dbname=known["NAME"], user="fieldwork", password="wrong"
        )


def test_every_model_stands_in_the_database_the_grants_speak_of(as_role: AsRole) -> None:
    """A table that no grant's beginning fits would be lost to every service."""
    starts = {alias: {start for by in GRANTS.values() for start in by.get(alias, {})} for alias in DATABASES}
    lost = []
    for alias in DATABASES:
        with as_role(alias, next(role for role in SERVICE_ROLES if alias in OPEN[role])) as opened:
            known = {name for name in tables(opened) if name != "django_migrations"}
        lost += [name for name in known if not name.startswith(tuple(starts[alias]))]
    assert lost == []
    assert {model._meta.db_table for model in apps.get_app_config("results").get_models()} <= set(
        MAY["analysis"]["statistics"]
    )
