"""What fieldwork writes: cases, codes, letters and outcomes; the wishes at the field desk."""

from querschnitt.apps.fieldwork.actions.field import (
    LetterSettings,
    Outcome,
    check_print,
    hand_over,
    hand_over_version,
    launch_link,
    make_codes,
    mark_closed,
    mark_opened,
    open_cases,
    open_envelope,
    print_invitations,
    record_outcomes,
    seal_code,
)
from querschnitt.apps.fieldwork.actions.mailing import HandedOver, accept_mailing_key, hand_over_letters
from querschnitt.apps.fieldwork.actions.wishes import (
    Collected,
    close_wish,
    collect_wishes,
    forget_told,
    record_call,
    reopen_wish,
)

__all__ = [
    "Collected",
    "HandedOver",
    "LetterSettings",
    "Outcome",
    "accept_mailing_key",
    "check_print",
    "close_wish",
    "collect_wishes",
    "forget_told",
    "hand_over",
    "hand_over_letters",
    "hand_over_version",
    "launch_link",
    "make_codes",
    "mark_closed",
    "mark_opened",
    "open_cases",
    "open_envelope",
    "print_invitations",
    "record_call",
    "record_outcomes",
    "reopen_wish",
    "seal_code",
]
