"""Four databases, five service roles and one owner: who may do what, in one table, and the commands that make it so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from querschnitt.core.errors import StateError
from querschnitt.site.deployment import DATABASES, OWNER, SERVICE_ROLES, Deployment

READ, ADD, WORK = "SELECT", "SELECT, INSERT", "SELECT, INSERT, UPDATE, DELETE"
THROW_IN, TAKE_OUT, NOTHING = "INSERT", "SELECT, DELETE", ""

# role -> database -> (start of the table's name -> rights). The longest start that fits counts; a role has no access
# to a database that is not named here. Nobody but the owner may create, truncate or put triggers on a table.
GRANTS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "interview": {"answers": {"interview_": WORK, "interview_wish": THROW_IN}},
    "fieldwork": {
        "answers": {"interview_wish": TAKE_OUT},
        "identity": {"register_": WORK, "fieldwork_": WORK},
        "statistics": {
            "register_": WORK,
            "register_document": ADD,
            "register_designversion": ADD,
            "survey_": WORK,
            "fieldwork_": WORK,
            "fieldwork_mailing": ADD,
            "results_": READ,
            "accounts_": WORK,
            "django_session": WORK,
            "django_content_type": READ,
            "auth_": READ,
        },
    },
    "analysis": {
        "answers": {"interview_": READ, "interview_wish": NOTHING},
        "statistics": {
            "register_": READ,
            "survey_": READ,
            "fieldwork_": WORK,
            "fieldwork_mailing": NOTHING,
            "results_": WORK,
            "accounts_activity": ADD,
        },
    },
    "office": {
        "office": {
            "mailing_": ADD,
            "indicators_": WORK,
            "strategy_": WORK,
            "portal_": WORK,
            "accounts_": WORK,
            "django_session": WORK,
            "django_content_type": READ,
            "auth_": READ,
        },
    },
    "portal": {"office": {"portal_": READ}},
}


@contextmanager
def connection(deployment: Deployment, database: str, role: str) -> Iterator[psycopg.Connection]:
    """Open an autocommit connection as a role; ``database`` is the name on the server."""
    with psycopg.connect(**_parameters(deployment, database, role), autocommit=True) as opened:
        yield opened


def reached_as(deployment: Deployment, alias: str, role: str) -> dict[str, Any]:
    """Return how one of the databases is reached as a role, as psycopg takes it."""
    return _parameters(deployment, deployment.database(alias), role)


def _parameters(deployment: Deployment, database: str, role: str) -> dict[str, Any]:
    return {
        "host": deployment.host,
        "port": deployment.port,
        "dbname": database,
        "user": role,
        "password": deployment.passwords.get(role, ""),
        "connect_timeout": 5,
    }


def create_roles_and_databases(deployment: Deployment) -> None:
    """Create what is missing: the owner, the service roles, the four databases. Safe to repeat."""
    with connection(deployment, "postgres", "admin") as server:
        for role in (OWNER, *SERVICE_ROLES):
            _create_role(server, role, deployment.passwords[role])
        server.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
        for alias in DATABASES:
            name = deployment.database(alias)
            if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                server.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
                )


def drop_databases(deployment: Deployment) -> None:
    """Delete the four databases, whoever is connected to them."""
    with connection(deployment, "postgres", "admin") as server:
        for alias in DATABASES:
            name = sql.Identifier(deployment.database(alias))
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def _create_role(server: psycopg.Connection, role: str, password: str) -> None:
    known = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if known else "CREATE"
    server.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(role), sql.Literal(password)
        )
    )


def grant_rights(deployment: Deployment, alias: str, *, database: str | None = None) -> None:
    """Give each role exactly its rights in one database; what is not in ``GRANTS`` is revoked."""
    database = database or deployment.database(alias)
    with connection(deployment, database, OWNER) as opened:
        opened.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
        opened.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        rows = opened.execute(
            "SELECT relname, relkind = 'S' FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'v', 'm', 'S', 'p') ORDER BY relname"
        ).fetchall()
        for role in SERVICE_ROLES:
            _revoke_all(opened, role, database)
            if rights := GRANTS[role].get(alias):
                _grant(opened, role, rights, relations=rows)


def _revoke_all(opened: psycopg.Connection, role: str, database: str) -> None:
    who = sql.Identifier(role)
    opened.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(sql.Identifier(database), who))
    for kind in ("TABLES", "SEQUENCES"):
        opened.execute(sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM {}").format(sql.SQL(kind), who))


def _grant(
    opened: psycopg.Connection, role: str, rights: Mapping[str, str], *, relations: list[tuple[str, bool]]
) -> None:
    who, where = sql.Identifier(role), sql.Identifier(opened.info.dbname)
    opened.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(where, who))
    opened.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who))
    for relation, is_sequence in relations:
        start = max((name for name in rights if relation.startswith(name)), key=len, default=None)
        if start is None or not rights[start] or (is_sequence and rights[start] == READ):
            continue
        granted = sql.SQL("USAGE ON SEQUENCE" if is_sequence else f"{rights[start]} ON TABLE")
        opened.execute(sql.SQL("GRANT {} {} TO {}").format(granted, sql.Identifier(relation), who))


def check_reachable(deployment: Deployment) -> None:
    """Raise with the way out where no database server answers."""
    try:
        with connection(deployment, deployment.database("statistics"), OWNER):
            return
    except (psycopg.OperationalError, KeyError) as error:
        raise StateError(
            "The database server does not answer",
            where=f"{deployment.host}:{deployment.port}",
            hint="Start it with `querschnitt start_database`, or run `make demo`.",
        ) from error
