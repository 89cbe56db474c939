"""Write accounts and the activity log."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from typing import Any

from querschnitt.apps.accounts.models import Activity, User
from querschnitt.core.errors import InputError


def log_activity(
    *, alias: str, verb: str, subject: str, figures: Mapping[str, Any] | None = None, actor: str = ""
) -> Activity:
    """Write one entry of the activity log of a wing (``alias``: its database)."""
    return Activity.objects.using(alias).create(
        actor=actor or system_actor(), verb=verb, subject=subject, figures=dict(figures or {})
    )


def system_actor() -> str:
    """Return the name of the account of this machine that runs a command."""
    return f"command ({getpass.getuser()})"


def add_person(*, alias: str, username: str, password: str, role: str) -> User:
    """Add a person to a wing, or set password and role anew."""
    if role not in User.Role.values:
        raise InputError("Unknown role", got=role, expected=", ".join(User.Role.values))
    person, _ = User.objects.using(alias).get_or_create(username=username)
    person.role = role
    person.set_password(password)
    person.save(using=alias)
    return person
