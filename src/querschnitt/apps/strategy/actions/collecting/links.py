"""Links that open an office's measures of a round to one of its functions. The token stands in the mail alone."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import make_aware

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.models import Office, OfficeFunction, ReportingRound, StatusLink
from querschnitt.apps.strategy.queries.reporting import Door, hashed, link_of
from querschnitt.core.errors import InputError, StateError

DAYS_AFTER_DUE = 42
"""Days for which a link opens after the day on which reports are due: for what is late, and for reading again."""

TOKEN_BYTES = 32


def make_link(
    *, opened: ReportingRound, office: Office, function: OfficeFunction, purpose: str, now: datetime,
    passed_on_from: StatusLink | None = None,
) -> str:  # fmt: skip
    """Make a link and return its address. It cannot be shown again: only its hash is kept.

    Raises
    ------
    StateError : if the round is not open
    """
    if opened.opened_on is None or opened.closed_on is not None:
        raise StateError("The reporting round is not open", where=opened.slug, hint="Links belong to an open round.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    StatusLink.objects.create(
        round=opened, office=office, function=function, purpose=purpose, token_sha256=hashed(token), sent_at=now,
        passed_on_from=passed_on_from, expires_at=expiry(opened, on=now.date()),
    )  # fmt: skip
    return settings.OFFICE_ADDRESS + reverse("report", urlconf=settings.OFFICE_URLS, kwargs={"token": token})


def expiry(opened: ReportingRound, *, on: date) -> datetime:
    """Return when the links of a round cease to open: at the end of a day some weeks after it is due."""
    last = max(opened.due_on or on, on) + timedelta(days=DAYS_AFTER_DUE)
    return make_aware(datetime.combine(last, time(23, 59, 59)))


def open_link(token: str, *, now: datetime) -> StatusLink | None:
    """Return the link of a token and note when it was first opened; None where no such link opens."""
    link = link_of(token, now=now)
    if link is not None and link.opened_at is None:
        StatusLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=now)
        link.opened_at = now
    return link


def revoke_links(*, function: OfficeFunction, opened: ReportingRound, now: datetime, by: str) -> int:
    """Close all links of a function to a round, and return how many."""
    with transaction.atomic(using="office"):
        links = StatusLink.objects.filter(function=function, round=opened, revoked_at=None)
        number = links.update(revoked_at=now)
        log_activity(
            alias="office", verb="revoke links", subject=f"{opened.slug} {function}", figures={"links": number},
            actor=by,
        )  # fmt: skip
    return number


def refuse_other_hands(door: Door, *, purpose: str) -> None:
    """Raise unless a door is made for a purpose and its round is open.

    Raises
    ------
    InputError : if the door is made for the other purpose
    StateError : if the round is closed
    """
    if door.purpose != purpose:
        raise InputError("This link is not made for that", got=door.purpose, expected=purpose)
    if not door.is_open:
        raise StateError("The reporting round is closed", where=door.round.slug, hint="Report in the next round.")
