"""Pass a link on within an office: to a colleague, to whoever stands in, to a successor."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.collecting.links import revoke_links
from querschnitt.apps.strategy.actions.collecting.mails import Letter, post
from querschnitt.apps.strategy.models import OfficeFunction, Sent
from querschnitt.apps.strategy.queries.reporting import Door, successors_of
from querschnitt.core.errors import InputError, StateError


def pass_on(*, door: Door, to: OfficeFunction, note: str, is_handing_over: bool, now: datetime) -> OfficeFunction:
    """Send another function of the office a link of its own, for the same purpose.

    Parameters
    ----------
    note : words for the other function; they stand in the mail and nowhere else
    is_handing_over : whether the links of whoever passes on close; else both go on, and whoever saves later is told

    Raises
    ------
    InputError : if the other function cannot do that for the office
    StateError : if the round is closed
    """
    if not door.is_open:
        raise StateError("The reporting round is closed", where=door.round.slug)
    if to not in successors_of(door, on=now.date()):
        raise InputError("The link cannot be passed on to this function", got=str(to), where=door.office.short)
    with transaction.atomic(using="office"):
        letter = Letter(
            function=to, kind=Sent.Kind.PASSED_ON, key=f"{door.purpose}-{now:%Y%m%d%H%M%S}", round=door.round,
            office=door.office, purpose=door.purpose, passed_on_from=door.link,
            words={"note": note.strip(), "by": door.name, "is_release": door.may_release},
        )  # fmt: skip
        post(letter, now=now)
        if is_handing_over and door.function is not None:
            revoke_links(function=door.function, opened=door.round, now=now, by=door.name)
        log_activity(
            alias="office", verb="pass link on", subject=f"{door.round.slug} {door.office.short}",
            figures={"to": to.name, "handed_over": is_handing_over}, actor=door.name,
        )  # fmt: skip
    return to
