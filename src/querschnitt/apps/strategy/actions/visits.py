"""Note until when a person has read what changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.models import Visit


def read_until(*, user: User, moment: datetime, now: datetime) -> Visit:
    """Note that a person has read everything until a moment; never one to come, and never back."""
    with transaction.atomic(using="office"):
        visit, made = Visit.objects.select_for_update().get_or_create(
            user=user, defaults={"read_until": min(moment, now)}
        )
        if not made and visit.read_until < min(moment, now):
            visit.read_until = min(moment, now)
            visit.save(update_fields=["read_until"])
    return visit
