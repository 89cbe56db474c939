"""Numbers and moments in the language of the page."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime
from babel.numbers import format_decimal
from django import template
from django.utils.timezone import localtime
from django.utils.translation import get_language

from querschnitt.apps.accounts.keyfile import KeyFile
from querschnitt.apps.mailing.queries import fingerprint_of

register = template.Library()


@register.filter
def count(value: int) -> str:
    """Return a whole number with the separators of the language."""
    return format_decimal(value, locale=_interface())


@register.filter
def at(moment: datetime | str) -> str:
    """Return a moment with its time of day; a text is one as ISO 8601 writes it."""
    known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    pattern = "dd.MM.yyyy, HH:mm" if _interface() == "de" else "d MMMM y, HH:mm"
    return format_datetime(localtime(known), pattern, locale=_interface())


@register.filter
def print_of(key: KeyFile) -> str:
    """Return the fingerprint of a key of this office."""
    return fingerprint_of(key)


def _interface() -> str:
    return "en" if (get_language() or "de").startswith("en") else "de"
