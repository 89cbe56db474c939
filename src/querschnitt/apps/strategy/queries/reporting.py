"""The room in which an office reports: who came in, by which door, and what is to be seen there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from querschnitt.apps.strategy.models import Office, OfficeFunction, ReportingRound, StatusLink
from querschnitt.apps.strategy.queries.collecting import functions_on, recipients


@dataclass(frozen=True)
class Door:
    """Who came in: a function of an office, into one round, to report or to release.

    Attributes
    ----------
    name : the function in words; what is recorded of who wrote or released
    link : by which link; None where somebody came by login
    """

    round: ReportingRound
    office: Office
    purpose: str
    name: str
    function: OfficeFunction | None = None
    link: StatusLink | None = None

    @property
    def may_release(self) -> bool:
        return self.purpose == StatusLink.Purpose.RELEASE

    @property
    def is_open(self) -> bool:
        return self.round.closed_on is None


def hashed(token: str) -> str:
    """Return what is kept of a token.

    >>> hashed("token")[:12]
    '3c469e9d6c58'
    """
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str, *, now: datetime) -> StatusLink | None:
    """Return the link of a token, where it opens: neither revoked nor expired, of a function that is there."""
    there = Q(function__valid_until__isnull=True) | Q(function__valid_until__gte=now.date())
    return (
        StatusLink.objects.filter(there, token_sha256=hashed(token), revoked_at=None, expires_at__gt=now)
        .select_related("round__edition", "office", "function__office")
        .first()
    )


def door_of_link(link: StatusLink) -> Door:
    """Return who comes in by a link."""
    return Door(
        round=link.round, office=link.office, purpose=link.purpose, name=str(link.function), function=link.function,
        link=link,
    )  # fmt: skip


def door_of_member(opened: ReportingRound, office: Office, *, on: date) -> Door:
    """Return who comes in by login: the function of the office that reports. No person is recorded."""
    functions = [function for function in functions_on(on, kinds=["editor"]) if function.office_id == office.pk]
    function = functions[0] if functions else None
    name = str(function) if function else f"{office.short} (Konto)"
    return Door(round=opened, office=office, purpose=StatusLink.Purpose.REPORT, name=name, function=function)


def open_rounds() -> list[ReportingRound]:
    """Return the rounds that offices report in, the latest first."""
    found = ReportingRound.objects.filter(opened_on__isnull=False, closed_on=None)
    return list(found.select_related("edition").order_by("-state_on"))


def successors_of(door: Door, *, on: date) -> list[OfficeFunction]:
    """Return to whom a link can be passed on: the like functions of the office, and who stands in."""
    kind = OfficeFunction.Kind.HEAD if door.may_release else OfficeFunction.Kind.EDITOR
    like = [function for function in functions_on(on, kinds=[kind]) if function.office_id == door.office.pk]
    deputies = [function.deputy for function in like if function.deputy is not None]
    found = {function.pk: function for function in [*recipients(like, on=on), *deputies]}
    return [function for function in found.values() if door.function is None or function.pk != door.function.pk]


def coordination(*, on: date) -> OfficeFunction | None:
    """Return the function of the integration office that answers questions."""
    found = functions_on(on, kinds=[OfficeFunction.Kind.COORDINATION])
    return found[0] if found else None
