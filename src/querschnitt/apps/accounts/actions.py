"""Write accounts and the activity log."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
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


def add_person(*, alias: str, username: str, password: str, role: str, languages: Sequence[str] = ()) -> User:
    """Add a person to a wing, or set password, role and languages anew.

    Raises
    ------
    InputError : if the role is unknown, or does not go with the office or with the languages
    """
    if role not in User.Role.values:
        raise InputError("Unknown role", got=role, expected=", ".join(User.Role.values))
    if role in User.RESTRICTED and alias != "statistics":
        raise InputError("This role works in the statistics office only", got=role, expected="another role")
    if (role in User.RESTRICTED) != bool(languages):
        raise InputError(
            "Languages are for translators and reviewers, and they need one at least", got=f"{role}, {len(languages)}",
            hint="Name them: --language ar --language fa",
        )  # fmt: skip
    person, _ = User.objects.using(alias).get_or_create(username=username)
    person.role, person.languages = role, list(languages)
    person.set_password(password)
    person.save(using=alias)
    return person
