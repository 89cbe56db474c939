"""The accounts of this wing with the offices they work for."""

from __future__ import annotations

from dataclasses import dataclass

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.models import Office, OfficeMember


@dataclass(frozen=True)
class PersonRow:
    """An account, and the office it works for."""

    person: User
    office: Office | None

    @property
    def lacks_office(self) -> bool:
        """Return whether an editor cannot report yet."""
        return self.person.role == User.Role.EDITOR and self.person.is_active and self.office is None


def person_rows() -> list[PersonRow]:
    """Return all accounts, the closed ones last; two queries."""
    people = User.objects.using("office").order_by("-is_active", "username")
    offices = {row.user_id: row.office for row in OfficeMember.objects.select_related("office")}
    return [PersonRow(person, offices.get(person.pk)) for person in people]


def person_row(key: int) -> PersonRow | None:
    """Return one account, None where there is none; two queries."""
    person = User.objects.using("office").filter(pk=key).first()
    if person is None:
        return None
    member = OfficeMember.objects.filter(user_id=key).select_related("office").first()
    return PersonRow(person, member.office if member else None)
