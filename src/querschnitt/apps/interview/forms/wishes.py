"""The two forms that go to the field desk: to be called, and to be told the results."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from querschnitt.apps.interview.outbox import LONGEST_CONTACT, TIMES, Wished
from querschnitt.apps.interview.telephone import plain, read_number

LONGEST_TYPED = 300
"""Characters of a field that are shown again when something is wrong."""

Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class WishForm:
    """A form as it stands on the page.

    Attributes
    ----------
    contact : what was typed as telephone number or e-mail address
    error : the key of the text that says what is wrong, or ""
    wished : what was asked for; None as long as nothing was sent, or something is wrong
    """

    language: str
    contact: str = ""
    times: tuple[str, ...] = ()
    error: str = ""
    wished: Wished | None = None


def call_form(sent: Sent, *, offered: Collection[str], language: str) -> WishForm:
    """Read the wish to be called. ``language`` : of the page, if none of those that are offered was chosen."""
    chosen, typed = _last(sent, "language"), _last(sent, "phone")
    times = tuple(time for time in TIMES if time in sent.get("time", ()))
    spoken = chosen if chosen in offered else language
    number = read_number(typed)
    if number is None:
        return WishForm(language=spoken, contact=typed, times=times, error="error_phone")
    return WishForm(language=spoken, contact=typed, times=times, wished=Wished(number, spoken, times))


def results_form(sent: Sent, *, language: str) -> WishForm:
    """Read the wish to be told the results, in the language of the page."""
    typed = _last(sent, "contact")
    contact = read_email(typed) if "@" in plain(typed) else read_number(typed)
    if contact is None:
        return WishForm(language=language, contact=typed, error="error_contact")
    return WishForm(language=language, contact=typed, wished=Wished(contact, language))


def read_email(typed: str) -> str | None:
    """Return the e-mail address that was meant, or None if it can be none.

    >>> read_email(" Quitte@Example.org\\u200f"), read_email("quitte@example")
    ('Quitte@example.org', None)
    """
    local, _, domain = plain(typed).rpartition("@")
    address = f"{local}@{domain.lower()}"
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address if len(address.encode()) <= LONGEST_CONTACT else None


def _last(sent: Sent, name: str) -> str:
    return next(reversed(sent.get(name, ())), "")[:LONGEST_TYPED]
