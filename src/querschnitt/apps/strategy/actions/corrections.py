"""Misprints in what is frozen: the row stays as it was printed, the correction stands beside it with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import (
    Correction,
    Edition,
    Field,
    MeasureVersion,
    Paper,
    ProgressEntry,
)
from querschnitt.core.errors import InputError, StateError, require_known

Subject = Correction.Subject
OF_SUBJECT: Mapping[str, type[Model]] = {
    Subject.VERSION: MeasureVersion,
    Subject.FIELD: Field,
    Subject.EDITION: Edition,
    Subject.ENTRY: ProgressEntry,
    Subject.PAPER: Paper,
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    Subject.VERSION: (
        "title_de", "title_en", "text", "goal_de", "goal_en", "target_groups_de", "target_groups_en", "place_de",
        "place_en", "legal_basis", "cost_note", "number",
    ),
    Subject.FIELD: ("name_de", "name_en", "aim_de", "aim_en"),
    Subject.EDITION: ("title_de", "title_en", "paper", "note_de", "note_en"),
    Subject.ENTRY: ("note", "obstacles", "next_steps"),
    Subject.PAPER: ("title", "text", "answer", "submitted_by"),
}  # fmt: skip
FROZEN: Mapping[str, Callable[[Any], bool]] = {
    Subject.VERSION: lambda row: bool(row.supplement.adopted_on) if row.supplement else row.edition.is_frozen,
    Subject.FIELD: lambda row: bool(row.edition.is_frozen),
    Subject.EDITION: lambda row: bool(row.is_frozen),
    Subject.ENTRY: lambda row: True,
    Subject.PAPER: lambda row: row.state != Paper.State.OPEN,
}


def correct(*, subject: str, row: int, column: str, right: str, reason: str, actor: str = "") -> Correction:
    """Put a misprint right beside the frozen row.

    Raises
    ------
    StateError : if the row can still be changed itself.
    InputError : if there is no such row or column, the reason is missing, or nothing would change.
    """
    require_known(subject, list(OF_SUBJECT), what="kind of row", where="subject")
    require_known(column, COLUMNS[subject], what="text that is corrected", where="column")
    with one_step():
        found = OF_SUBJECT[subject]._default_manager.filter(pk=row).first()
        if found is None:
            raise InputError("There is nothing to correct", where=subject, got=row)
        if not FROZEN[subject](found):
            raise StateError("It can still be changed itself", where=str(found), hint="Change it instead.")
        before = Correction.objects.filter(subject=subject, row=row, column=column).order_by("pk").last()
        printed = before.correct if before else str(getattr(found, column))
        if not reason.strip():
            raise InputError("A correction has a reason", where=str(found))
        if right.strip() == printed.strip():
            raise InputError("The correction changes nothing", where=str(found), got=right)
        correction = Correction.objects.create(
            subject=subject, row=row, column=column, printed=printed, correct=right.strip(), reason=reason.strip(),
            corrected_by=actor or "querschnitt",
        )  # fmt: skip
        log_activity(alias="office", verb="correct", subject=f"{found} {column}", actor=actor)
    return correction
