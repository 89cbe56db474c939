"""What the database refuses, told as an error of the house: what stands in the way, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from querschnitt.core.errors import StateError

TOLD = {
    "measure_number_once": ("The number is taken", "Choose another number, or renumber the whole edition."),
    "measure_position_once": ("Two measures stand at the same place", "Load the page again and repeat the change."),
    "field_number_once": ("The number of the field of action is taken", "Choose another number."),
    "measure_ends_after_it_begins": ("The measure ends before it begins", "Check both dates."),
    "paper_number_key": ("There is a paper of this number already", "Open it, or correct the number."),
    "edition_slug_key": ("There is an edition of this name already", "Choose another name."),
    "office_slug_key": ("There is an office of this short name already", "Choose another one."),
    "consultation_once": ("This body dealt with the paper on this day already", "Correct the day or the body."),
    "workshop_number_once": ("The number of the workshop is taken", "Choose another number."),
    "group_once": ("The workshop has a group of this name already", "Choose another name."),
    "goal_number_once": ("The number of the goal is taken", "Choose another number."),
    "an_answered_paper_has_its_answer": ("An answered paper has its answer and the day", "Write both down."),
}


@contextmanager
def one_step() -> Iterator[None]:
    """Do a change whole or not at all, and tell what the database refuses.

    Raises
    ------
    StateError : with the sentence of the database or of the rule that was broken, and the way out.
    """
    try:
        with transaction.atomic(using="office"):
            yield
    except IntegrityError as error:
        raise _told(error) from error


def _told(error: IntegrityError) -> StateError:
    if isinstance(error, ProtectedError):
        names = sorted({str(row._meta.verbose_name_plural) for row in error.protected_objects})
        return StateError("Something rests on it", got=", ".join(names), hint="Take that away first, or leave it.")
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    for known, (what, hint) in TOLD.items():
        if known in name:
            return StateError(what, hint=hint)
    said = str(getattr(diagnosis, "message_primary", None) or error)
    return StateError(said, hint=str(getattr(diagnosis, "message_hint", None) or ""))
