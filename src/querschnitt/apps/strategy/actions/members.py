"""Say who works for which office, in which role, and who does so no longer."""

from __future__ import annotations

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import Office, OfficeMember
from querschnitt.core.errors import InputError, StateError, require_known, suggestion

Role = User.Role
ROLES = (Role.INTEGRATION, Role.EDITOR, Role.READER, Role.COUNCIL)
"""Roles of this wing; the others belong to the statistics office."""


def assign_office(*, username: str, office: str, actor: str = "") -> OfficeMember:
    """Let a person with an account report for an office; who worked for another does so no longer.

    Raises
    ------
    InputError : if there is no such person or office.
    StateError : if the person is no office editor, or the office has ended.
    """
    person = User.objects.using("office").filter(username=username).first()
    if person is None:
        raise InputError("There is no such person", got=username, hint="First: querschnitt add_person office USERNAME")
    if person.role != Role.EDITOR:
        raise StateError(
            f"{username} is no office editor",
            expected=Role.EDITOR.value,
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
    with one_step():
        member = _join(person, found)
        log_activity(alias="office", verb="assign office", subject=f"{username} {office}", actor=actor)
    return member


def change_person(*, person: User, role: str, office: Office | None, is_active: bool, actor: str) -> None:
    """Give an account its role and its office, or close it.

    Raises
    ------
    InputError : if the role is unknown, or goes with no office.
    StateError : if the office has ended, the account is one's own, or nobody of the integration office would be left.
    """
    require_known(role, [each.value for each in ROLES], what="role", where=person.username)
    if office is not None and role != Role.EDITOR:
        raise InputError(
            "Only an office editor works for an office", where=person.username, expected=Role.EDITOR.label,
            got=Role(role).label, hint="Choose the role Office editor, or leave the office empty.",
        )  # fmt: skip
    with one_step():
        _require_somebody_left(person, role=role, is_active=is_active, actor=actor)
        person.role, person.is_active = role, is_active
        person.save(using="office", update_fields=["role", "is_active"])
        if office is None:
            OfficeMember.objects.filter(user_id=person.pk).delete()
        else:
            _join(person, office)
        figures = {"role": role, "office": office.slug if office else "", "active": is_active}
        log_activity(alias="office", verb="change account", subject=person.username, figures=figures, actor=actor)


def _join(person: User, office: Office) -> OfficeMember:
    if office.valid_until is not None:
        successors = ", ".join(row.successor.name for row in office.successions.select_related("successor"))
        raise StateError(
            "The office has ended", where=office.name, got=f"until {office.valid_until:%d.%m.%Y}",
            hint=f"Choose who follows it: {successors}" if successors else "Choose an office that is there today.",
        )  # fmt: skip
    return OfficeMember.objects.update_or_create(user_id=person.pk, defaults={"office": office})[0]


def _require_somebody_left(person: User, *, role: str, is_active: bool, actor: str) -> None:
    """Refuse to lock oneself out, or to leave nobody who could let anybody in again."""
    stays = role == Role.INTEGRATION and is_active
    if person.role != Role.INTEGRATION or stays:
        return
    if person.username == actor:
        raise StateError(
            "Nobody takes their own role away", where=person.username,
            hint="Ask somebody else of the integration office to do it.",
        )  # fmt: skip
    others = User.objects.using("office").select_for_update().filter(role=Role.INTEGRATION, is_active=True)
    if not others.exclude(pk=person.pk).exists():
        raise StateError(
            "Nobody of the integration office would be left", where=person.username,
            hint="Give somebody else the role first: querschnitt add_person office USERNAME --role integration",
        )  # fmt: skip
