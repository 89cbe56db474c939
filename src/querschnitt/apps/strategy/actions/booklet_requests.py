"""Requests for the printed booklet: note one, and work it off. With the address goes what says who it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.models import BookletRequest, Edition
from querschnitt.core.errors import InputError, StateError


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who asks for how many booklets of which edition."""

    edition: Edition
    copies: int
    received_on: date
    address: str
    language: str = "de"
    purpose: str = ""


def note_request(*, asked: Asked, actor: str = "") -> BookletRequest:
    """Keep a request until it is sent or declined.

    Raises
    ------
    InputError : if no copy is asked for, or nobody could be sent one
    """
    if asked.copies < 1 or not asked.address.strip():
        raise InputError("A request needs a number of copies and an address", got=f"{asked.copies} copies")
    with transaction.atomic(using="office"):
        row = BookletRequest.objects.create(
            edition=asked.edition, copies=asked.copies, received_on=asked.received_on, language=asked.language,
            address=asked.address.strip(), purpose=asked.purpose,
        )  # fmt: skip
        log_activity(
            alias="office", verb="note booklet request", subject=str(row.pk), actor=actor,
            figures={"copies": row.copies},
        )  # fmt: skip
    return row


def finish_request(
    *, key: int, state: BookletRequest.State, on: date, reason: str = "", actor: str = ""
) -> BookletRequest:
    """Mark a request as sent or declined: its address is deleted, the number of copies stays.

    Raises
    ------
    InputError : if it is declined without a reason
    StateError : if it is done already
    """
    if state == BookletRequest.State.DECLINED and not reason.strip():
        raise InputError("A request is declined with a reason", expected="a reason", got="none")
    with transaction.atomic(using="office"):
        row = BookletRequest.objects.select_for_update().get(pk=key)
        if row.state != BookletRequest.State.OPEN:
            raise StateError("The request is done already", where=str(key), got=row.state)
        row.state, row.done_on, row.reason, row.address = state, on, reason.strip(), ""
        row.save()
        log_activity(
            alias="office", verb=f"booklet request {state.value}", subject=str(key), actor=actor,
            figures={"copies": row.copies},
        )  # fmt: skip
    return row
