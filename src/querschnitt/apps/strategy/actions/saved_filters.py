"""Keep what a person narrowed the table to, and throw it away again."""

from __future__ import annotations

from django.db import transaction

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.models import SavedFilter
from querschnitt.core.errors import InputError

LONGEST_NAME = SavedFilter._meta.get_field("name").max_length or 0


def save_filter(*, user: User, name: str, query: str) -> SavedFilter:
    """Keep an address of the table under a name; a name that is there gets the new address.

    Raises
    ------
    InputError : if there is no name, or it is too long
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError(
            "A filter needs a short name", expected=f"1 to {LONGEST_NAME} letters", got=f"{len(name)} letters"
        )
    with transaction.atomic(using="office"):
        kept, _ = SavedFilter.objects.update_or_create(user=user, name=name, defaults={"query": query})
    return kept


def delete_filter(*, user: User, key: int) -> None:
    """Delete one of a person's own filters; one that is gone already is no fault."""
    SavedFilter.objects.filter(user=user, pk=key).delete()
