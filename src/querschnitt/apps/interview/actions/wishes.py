"""Leaving a wish for the field desk."""

from __future__ import annotations

import datetime

from querschnitt.apps.interview.models import Wish
from querschnitt.apps.interview.outbox import Desk, Wished, seal_wish


def leave_wish(*, desk: Desk, kind: str, wished: Wished, day: datetime.date) -> None:
    """Throw a sealed wish into the outbox. This service may add there, and cannot read."""
    Wish.objects.create(wave=desk.wave, kind=kind, box=seal_wish(wished, desk=desk), left_on=day)
