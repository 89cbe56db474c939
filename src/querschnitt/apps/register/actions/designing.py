"""Save the design of a wave, version by version, until a sample is drawn by it."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.db.models import Max

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.register.actions.designs import parse_design_file
from querschnitt.apps.register.models import DesignVersion, Sample
from querschnitt.apps.register.queries import design_in_force
from querschnitt.core.errors import StateError

ALIAS = "statistics"
DIGITS = 40


@transaction.atomic(using=ALIAS)
def save_design(*, wave: str, text: str, by: str = "") -> DesignVersion:
    """Save a design file. The same text as that of the version in force saves nothing.

    Raises
    ------
    InputError, DesignError : if it is none that can be carried out
    StateError : if the sample was drawn
    """
    parse_design_file(text, where="design")
    digest = hashlib.sha256(text.encode()).hexdigest()
    last = design_in_force(wave)
    if last is not None and last.sha256 == digest:
        return last
    if Sample.objects.using(ALIAS).filter(wave=wave).exists():
        raise StateError(
            "The sample of this wave has been drawn",
            where=f"wave {wave}",
            hint="A draw is final, and so is its design.",
        )
    number = DesignVersion.objects.using(ALIAS).filter(wave=wave).aggregate(last=Max("number"))["last"] or 0
    who = by or system_actor()
    saved = DesignVersion.objects.using(ALIAS).create(
        wave=wave, number=number + 1, text=text, sha256=digest, saved_by=who
    )
    log_activity(alias=ALIAS, verb="saved design", subject=str(saved), actor=who)
    return saved


def new_seed() -> int:
    """Make a seed with so many digits that nobody finds it by trying what has its commitment."""
    return 10 ** (DIGITS - 1) + secrets.randbelow(9 * 10 ** (DIGITS - 1))
