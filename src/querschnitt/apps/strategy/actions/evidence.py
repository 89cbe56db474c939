"""Link findings and indicators to measures by hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.indicators.models import Finding, Indicator
from querschnitt.apps.strategy.models import Evidence, MeasureVersion
from querschnitt.core.errors import InputError, StateError

EFFECTS = (Evidence.Role.OUTPUT, Evidence.Role.OUTCOME)


@dataclass(frozen=True)
class Link:
    """A figure, its role for a measure, and why."""

    subject: Finding | Indicator
    role: str
    note_de: str
    note_en: str = ""


def link_by_hand(*, version: MeasureVersion, link: Link, actor: str) -> Evidence:
    """Link a figure to a measure in one role.

    Raises
    ------
    InputError : if the role is unknown, the note is missing, the figure is suppressed, or an indicator of the context
        is to speak of an effect
    StateError : if the link stands already
    """
    _check(link)
    finding = link.subject if isinstance(link.subject, Finding) else None
    indicator = link.subject if isinstance(link.subject, Indicator) else None
    with transaction.atomic(using="office"):
        row, new = Evidence.objects.get_or_create(
            version=version,
            finding=finding,
            indicator=indicator,
            role=link.role,
            defaults={"note_de": link.note_de, "note_en": link.note_en},
        )
        if not new:
            raise StateError("This link stands already", where=str(version), hint="Choose another role or figure.")
        log_activity(
            alias="office", verb="link evidence", subject=str(version), actor=actor, figures={"role": link.role}
        )
    return row


def _check(link: Link) -> None:
    if link.role not in Evidence.Role.values:
        raise InputError("Unknown role", got=link.role, expected=", ".join(Evidence.Role.values))
    if not link.note_de.strip():
        raise InputError("A link says why the figure speaks to the measure", expected="a note")
    if isinstance(link.subject, Finding) and link.subject.value is None:
        raise InputError("A suppressed figure shows nothing", where=link.subject.key)
    if isinstance(link.subject, Indicator) and link.subject.kind == "context" and link.role in EFFECTS:
        raise InputError(
            "An indicator of the context says nothing about an effect", where=link.subject.code, got=link.role,
            expected="need or context",
        )  # fmt: skip


def unlink(*, evidence: Evidence, actor: str) -> None:
    """Take back a link; the activity log keeps that it was there."""
    with transaction.atomic(using="office"):
        log_activity(
            alias="office", verb="unlink evidence", subject=str(evidence.version), actor=actor,
            figures={"role": evidence.role, "figure": str(evidence.finding or evidence.indicator)},
        )  # fmt: skip
        evidence.delete()
