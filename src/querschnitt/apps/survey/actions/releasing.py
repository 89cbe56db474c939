"""Release a questionnaire: checked, approved, frozen, and each change of it declared and held to what it declares."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.survey.actions.approving import check_approvals, check_features
from querschnitt.apps.survey.actions.compiling import Candidate, compile_draft
from querschnitt.apps.survey.actions.drafts import draft_of
from querschnitt.apps.survey.models import Questionnaire, QuestionnaireFile, Release, Wave
from querschnitt.core.errors import StateError
from querschnitt.core.instrument.document import from_document, to_document
from querschnitt.core.instrument.versions import ChangeKind, Difference, compare

ALIAS = "statistics"
DECLARED = (ChangeKind.TEXT_ONLY, ChangeKind.ADDITIVE, ChangeKind.BREAKING)


@dataclass(frozen=True)
class Declaration:
    """What a person says about a release: how much it changes, and why."""

    change: str = ""
    reason: str = ""
    actor: str = ""


@dataclass(frozen=True)
class Judged:
    """A change as it is released: what was declared, and what really is different from the version before."""

    change: str
    difference: Difference | None

    @property
    def lines(self) -> list[str]:
        return [str(change) for change in self.difference.changes] if self.difference else []


@transaction.atomic(using=ALIAS)
def release_questionnaire(*, wave: Wave, declaration: Declaration | None = None) -> Questionnaire:
    """Release the draft of a wave in its open languages, and pin the wave to its content hash.

    Raises
    ------
    QuestionnaireErrors : with every fault of the questionnaire
    StateError : if an approval is missing, a question is outside the approved features, a language is not ready, or
        the change is another one than was declared
    """
    said = declaration or Declaration()
    draft = draft_of(wave)
    wave.refresh_from_db(using=ALIAS)
    if wave.closed_at is not None:
        raise StateError(
            "The field of this wave has ended", where=f"wave {wave.slug}", got=f"closed {wave.closed_at:%Y-%m-%d}",
            hint="Its questionnaire stays as it was fielded.",
        )  # fmt: skip
    candidate = compile_draft(wave, draft)
    if wave.questionnaire_id == candidate.content_hash:
        return Questionnaire.objects.using(ALIAS).get(pk=candidate.content_hash)
    features = check_features(wave, candidate.instrument)
    approvals = check_approvals(wave, draft)
    judged = _check_change(wave, candidate, said)
    released = _freeze(candidate)
    last = Release.objects.using(ALIAS).filter(wave=wave).order_by("-number").first()
    Release.objects.using(ALIAS).create(
        wave=wave,
        number=last.number + 1 if last else 1,
        questionnaire=released,
        change=judged.change,
        changes=judged.lines,
        reason=said.reason.strip(),
        languages=list(candidate.instrument.languages),
        features=features,
        approvals=approvals,
        released_by=said.actor or system_actor(),
    )
    wave.questionnaire = released
    wave.save(using=ALIAS, update_fields=["questionnaire"])
    log_activity(
        alias=ALIAS, verb="released questionnaire", subject=str(released), actor=said.actor,
        figures={"change": judged.change, "languages": len(candidate.instrument.languages)},
    )  # fmt: skip
    return released


def difference_to(wave: Wave, candidate: Candidate) -> Difference | None:
    """Return what would change by a release, None if it is the first one."""
    if wave.questionnaire_id is None:
        return None
    released = Questionnaire.objects.using(ALIAS).get(pk=wave.questionnaire_id)
    return compare(from_document(released.document), candidate.instrument)


def _check_change(wave: Wave, candidate: Candidate, said: Declaration) -> Judged:
    """Return the kind of the change; refuse a declaration that is not true."""
    difference = difference_to(wave, candidate)
    if difference is None:
        return Judged(Release.Change.FIRST, None)
    found = ChangeKind.TEXT_ONLY if difference.kind is ChangeKind.NONE else difference.kind
    if wave.opened_at is None and not said.change:
        return Judged(found, difference)
    if said.change not in DECLARED:
        raise StateError(
            "The field of this wave is open, and so a change of its questionnaire is declared",
            where=f"wave {wave.slug}", expected=", ".join(DECLARED), got=said.change or "nothing",
            hint=f"What changed makes it {found}: {_said(difference)}",
        )  # fmt: skip
    # A person may judge that a reworded question asks something else: breaking is always a declaration one can make.
    if said.change not in (found, ChangeKind.BREAKING):
        raise StateError(
            f"This change is {found}, not {said.change}", where=f"wave {wave.slug}", expected=found, got=said.change,
            hint=_said(difference),
        )  # fmt: skip
    if said.change == ChangeKind.BREAKING and not said.reason.strip():
        raise StateError(
            "A breaking change needs a reason", where=f"wave {wave.slug}",
            hint="Say why the data of the two versions will be kept apart.",
        )  # fmt: skip
    return Judged(said.change, difference)


def _said(difference: Difference) -> str:
    """Return the gravest changes in a line."""
    gravest = [str(change) for change in difference.changes if change.kind is difference.kind]
    rest = f"; and {len(gravest) - 5} more" if len(gravest) > 5 else ""
    return "; ".join(gravest[:5]) + rest


def _freeze(candidate: Candidate) -> Questionnaire:
    """Keep the questionnaire under its hash, with its files."""
    instrument = candidate.instrument
    released, is_new = Questionnaire.objects.using(ALIAS).get_or_create(
        content_hash=candidate.content_hash,
        defaults={
            "name": instrument.name,
            "version": instrument.version,
            "document": to_document(instrument),
            "workbook_sha256": hashlib.sha256(candidate.workbook).hexdigest(),
        },
    )
    if is_new:
        QuestionnaireFile.objects.using(ALIAS).bulk_create(
            QuestionnaireFile(
                questionnaire=released, kind=file.kind, name=file.name, content=file.content,
                sha256=hashlib.sha256(file.content).hexdigest(),
            )
            for file in candidate.files
        )  # fmt: skip
    return released
