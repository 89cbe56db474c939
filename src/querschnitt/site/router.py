"""Which database holds which table: the wall, as a Django router."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model

HOMES = {
    "register": "statistics",
    "survey": "statistics",
    "fieldwork": "statistics",
    "results": "statistics",
    "interview": "answers",
    "mailing": "office",
    "indicators": "office",
    "strategy": "office",
    "portal": "office",
}
# Names, addresses, code envelopes and telephone numbers of the survey wing stand behind the wall of their own.
IDENTITY_MODELS = {("register", "resident"), ("fieldwork", "envelope"), ("fieldwork", "wish")}
HALL = {"accounts", "auth", "contenttypes", "sessions"}
WINGS = frozenset({"statistics", "office"})


class WallRouter:
    """Send each model to its database; the hall's models to the wing that runs."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return home_of(model._meta.app_label, model._meta.model_name or "")

    db_for_write = db_for_read

    def allow_relation(self, first: Model, second: Model, **hints: Any) -> bool:
        """Allow what lies in one database. Each wing has a hall of its own, with the accounts of its people."""
        return bool(_homes_of(first) & _homes_of(second))

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        if app_label in HALL:
            return db in WINGS
        return db == home_of(app_label, model_name or hints.get("model_name", ""))


def home_of(app_label: str, model_name: str) -> str | None:
    """Return the alias of the database of a model, or None for an app this house does not know."""
    if app_label in HALL:
        return settings.HALL_DATABASE
    if (app_label, model_name) in IDENTITY_MODELS:
        return "identity"
    return HOMES.get(app_label)


def _homes_of(model: Model) -> frozenset[str | None]:
    """Return the databases that a row may lie in: of the hall the one it came from, or both wings'; of others one."""
    if model._meta.app_label in HALL:
        known = getattr(getattr(model, "_state", None), "db", None)  # a class has no state
        return frozenset({known}) if known else WINGS
    return frozenset({home_of(model._meta.app_label, model._meta.model_name or "")})
