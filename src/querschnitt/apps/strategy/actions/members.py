"""Say for which office an editor works."""

from __future__ import annotations

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.models import Office, OfficeMember
from querschnitt.core.errors import InputError, StateError, suggestion


def assign_office(*, username: str, office: str) -> OfficeMember:
    """Let a person with an account report for an office; who worked for another does so no longer.

    Raises
    ------
    InputError : if there is no such person or office.
    StateError : if the person is no office editor.
    """
    people = User.objects.using("office")
    person = people.filter(username=username).first()
    if person is None:
        raise InputError("There is no such person", got=username, hint="First: querschnitt add_person office USERNAME")
    if person.role != User.Role.EDITOR:
        raise StateError(
            f"{username} is no office editor",
            expected=User.Role.EDITOR.value,
            got=person.role,
            hint=f"querschnitt add_person office {username} --role editor",
        )
    found = Office.objects.filter(slug=office).first()
    if found is None:
        raise InputError(
            "There is no such office",
            got=office,
            hint=suggestion(office, Office.objects.values_list("slug", flat=True)),
        )
    with transaction.atomic(using="office"):
        member, _ = OfficeMember.objects.update_or_create(user_id=person.pk, defaults={"office": found})
        log_activity(alias="office", verb="assign office", subject=f"{username} {office}")
    return member
