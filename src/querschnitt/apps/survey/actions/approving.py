"""Record what was approved: the questionnaire itself, and the features that may be asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.survey.actions.drafts import draft_of
from querschnitt.apps.survey.models import Approval, ApprovedFeature, Draft, Wave
from querschnitt.apps.survey.queries.release import approvals_in_force, approved_features, outside_of
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument.model import Instrument

ALIAS = "statistics"
Feature = tuple[str, str, str]
"""Name, words, and where it is written."""


@dataclass(frozen=True)
class Given:
    """An approval as it was given: by whom, when, on which paper."""

    kind: str
    by: str
    on: date
    paper: str = ""
    note: str = ""
    is_simulated: bool = False


@transaction.atomic(using=ALIAS)
def record_approval(*, wave: Wave, given: Given, actor: str = "") -> Approval:
    """Record an approval of the draft in its source language, as it stands now.

    Raises
    ------
    InputError : if the kind is unknown, nobody gave it, or the Lord Mayor's has no paper number
    StateError : if there is no draft, or a simulated approval is meant for a real wave
    """
    draft = draft_of(wave)
    if given.kind not in Approval.Kind.values:
        raise InputError("Unknown kind of approval", got=given.kind, expected=", ".join(Approval.Kind.values))
    if not given.by.strip():
        raise InputError("An approval needs the name of who gave it", where=given.kind)
    if given.kind == Approval.Kind.MAYOR and not given.paper.strip():
        raise InputError("The Lord Mayor approves by a paper, and that has a number", where="paper number")
    if given.is_simulated and not wave.is_example:
        raise StateError("Only the wave of an example has simulated approvals", where=f"wave {wave.slug}")
    approval = Approval.objects.using(ALIAS).create(
        wave=wave, kind=given.kind, source_hash=draft.source_hash, given_by=given.by.strip(), given_on=given.on,
        paper=given.paper.strip(), note=given.note.strip(), is_simulated=given.is_simulated,
        recorded_by=actor or system_actor(),
    )  # fmt: skip
    log_activity(alias=ALIAS, verb="recorded approval", subject=f"{wave.slug} {given.kind}", actor=actor)
    return approval


@transaction.atomic(using=ALIAS)
def approve_features(*, wave: Wave, features: Sequence[Feature], actor: str = "") -> int:
    """Record which survey features may be asked about: name, words, and where it is written. Replaces the list.

    Raises
    ------
    InputError : if a feature has no name or no source, or stands there twice
    """
    names = [name for name, _, _ in features]
    for name, _, source in features:
        if not name.strip() or not source.strip():
            raise InputError(
                "A feature needs its name and where its approval is written", where="approved features", got=name,
                expected="for example 'housing', '§ 3 Nr. 4 der Satzung'",
            )  # fmt: skip
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError("A feature stands in the list twice", where="approved features", got=", ".join(twice))
    ApprovedFeature.objects.using(ALIAS).filter(wave=wave).delete()
    rows = [ApprovedFeature(wave=wave, name=n.strip(), label=w.strip(), source=s.strip()) for n, w, s in features]
    ApprovedFeature.objects.using(ALIAS).bulk_create(rows)
    log_activity(alias=ALIAS, verb="approved features", subject=wave.slug, figures={"features": len(rows)}, actor=actor)
    return len(rows)


def check_features(wave: Wave, instrument: Instrument) -> list[list[str]]:
    """Return the approved features of a wave; refuse a question that belongs to none of them (§ 13 SächsStatG)."""
    approved = approved_features(wave)
    names = {name for name, _, _ in approved}
    outside = [f"{name} ({feature or 'no feature'})" for name, feature in outside_of(names, instrument)]
    if outside:
        shown = ", ".join(outside[:5]) + (f" and {len(outside) - 5} more" if len(outside) > 5 else "")
        raise StateError(
            "Questions stand outside the approved features", where=f"wave {wave.slug}, sheet survey, column feature",
            expected=", ".join(sorted(names)) or "a list of approved features", got=shown,
            hint="Have the feature approved and add it to the list, or take the question out (§ 13 SächsStatG).",
        )  # fmt: skip
    return [list(feature) for feature in approved]


def check_approvals(wave: Wave, draft: Draft) -> list[dict[str, object]]:
    """Return the approvals in force, one of each kind; refuse if one is missing for the source as it stands now."""
    given = approvals_in_force(wave, draft)
    missing = [kind for kind in Approval.Kind.values if kind not in given]
    if missing:
        earlier = Approval.objects.using(ALIAS).filter(wave=wave, kind__in=missing).exists()
        raise StateError(
            "The questionnaire is not approved" + (": its source has changed since it was" if earlier else ""),
            where=f"wave {wave.slug}", expected=", ".join(Approval.Kind.values), got=", ".join(given) or "none",
            hint=f"Record the approvals that are missing: {', '.join(missing)}.",
        )  # fmt: skip
    return [
        {
            "kind": kind, "by": given[kind].given_by, "on": given[kind].given_on.isoformat(),
            "paper": given[kind].paper, "note": given[kind].note, "simulated": given[kind].is_simulated,
        }
        for kind in Approval.Kind.values
    ]  # fmt: skip
